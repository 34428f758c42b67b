import FleetText

/// What the gates of a policy compare, of one cluster and of the fleet.
package enum PolicyStatement: String, StatementCode {
    case healthUnknown = "policy.health-unknown"
    case healthy = "policy.healthy"
    case modeOfPolicy = "policy.mode-of-policy"
    case modeOfRule = "policy.mode-of-rule"
    case modeOfRules = "policy.mode-of-rules"
    case modeNow = "policy.mode-now"
    case historyUnread = "policy.history-unread"
    case clockWentBack = "policy.clock-went-back"
    case probeAge = "policy.probe-age"
    case fleetUncounted = "policy.fleet-uncounted"
    case networkDoubted = "policy.network-doubted"
    case unknownShare = "policy.unknown-share"
    case probesUnread = "policy.probes-unread"
    case causeChanged = "policy.cause-changed"
    case probesInARow = "policy.probes-in-a-row"
    case nothingWatched = "policy.nothing-watched"
    case failingShare = "policy.failing-share"
    case neverAboveCeiling = "policy.never-above-ceiling"
    case aboveCeiling = "policy.above-ceiling"
    case noPlanShown = "policy.no-plan-shown"
    case planPending = "policy.plan-pending"
    case approvedAnother = "policy.approved-another"
    case approved = "policy.approved"
    case preconditionsUnread = "policy.preconditions-unread"
    case preconditionsHold = "policy.preconditions-hold"
    case preconditionsFail = "policy.preconditions-fail"

    package func english(_ v: Wording) -> String {
        switch self {
        case .healthUnknown: "its health is unknown, and unknown is not failing: nothing is repaired"
        case .healthy: "it is healthy: there is nothing to repair"
        case .modeOfPolicy: "\(v[.mode]), the policy's own: none of \(v[.rules]) rules matches"
        case .modeOfRule: "\(v[.mode]), the most restrictive of rule \(v[.rules])"
        case .modeOfRules: "\(v[.mode]), the most restrictive of rules \(v[.rules])"
        case .modeNow: "\(v[.mode]) is what the policy says now"
        case .historyUnread: "the history was not read"
        case .clockWentBack:
            """
            the history knows \(v[.latest]), \(v[.ahead]) after now: this machine's clock has gone back
            """
        case .probeAge: "the last probe is \(v[.age]) old (at most \(v[.most]))"
        case .fleetUncounted: "the fleet was not counted"
        case .networkDoubted: "the agent doubts its own network: what it cannot see it does not repair"
        case .unknownShare: "\(v[.unknown]) of \(v[.watched]) clusters unknown (at most half)"
        case .probesUnread: "its past probes were not read"
        case .causeChanged: "the last probe says \(v[.cause]), the ones before it \(v[.before])"
        case .probesInARow:
            """
            \(v[.cause]) in \(v.counted(.probes, "probe")) in a row (at least \(v[.leastProbes])), lasting \
            \(v[.lasted]) (at least \(v[.least]))
            """
        case .nothingWatched: "no cluster is watched, and a share of nothing is nothing"
        case .failingShare:
            """
            \(v[.failing]) of \(v[.watched]) clusters failing, at most \(v[.most]) (\(v[.share]) of \(v[.watched]), \
            rounded down, at least 1)
            """
        case .neverAboveCeiling: "the fleet was not above its ceiling since \(v[.since])"
        case .aboveCeiling: "the fleet was last above its ceiling \(v[.age]) ago (at least \(v[.least]))"
        case .noPlanShown: "no plan has been shown to anybody yet"
        case .planPending: "plan \(v[.plan]) waits for approval"
        case .approvedAnother: "\(v[.person]) approved plan \(v[.approved]), and the plan is now \(v[.plan])"
        case .approved:
            """
            plan \(v[.plan]) was approved by \(v[.person]); it was shown \(v[.age]) ago (less than \(v[.most]))
            """
        case .preconditionsUnread: "the plan's preconditions were not looked at"
        case .preconditionsHold: "all \(v[.gates]) hold"
        case .preconditionsFail: "\(v[.said])"
        }
    }
}
