import FleetDiagnosis
import FleetRepair
import FleetWords
import FoundationEssentials

/// Whether anything is done about a cluster by itself. Pure: the same policy and situation give the same decision.
///
/// A decision to act without a plan means: make the plan, which evaluates its preconditions on a fresh look, and ask
/// again with it.
package func decide(_ policy: Policy, _ situation: Situation) -> Decision {
    guard let cause = situation.cause else {
        let health = situation.diagnosis.health
        let isUnknown = health == .unknown
        let gate = Gate.evidence.refuses(isUnknown ? PolicyStatement.healthUnknown() : PolicyStatement.healthy())
        return Decision(mode: .observe, cause: nil, rules: [], gates: [gate])
    }
    let standing = policy.standing(of: situation.cluster, labels: situation.labels, cause: cause)
    let gates = SituationGates(policy: policy, standing: standing, situation: situation, cause: cause).all
    return Decision(mode: standing.mode, cause: cause, rules: standing.rules, gates: gates)
}

/// The gates of one situation. Those of the calendar and of the ledger stand in files of their own: they are asked
/// alone, too.
struct SituationGates {
    let policy: Policy
    let standing: PolicyStanding
    let situation: Situation
    let cause: Cause

    var all: [GateVerdict] {
        let calendar = CalendarGates(
            policy: policy, standing: standing, cluster: situation.cluster, labels: situation.labels,
            ledger: situation.ledger, now: situation.now, zones: situation.zones)
        return [
            mode, calendar.freeze, calendar.window, clock, seesTheFleet, evidence, refusedByProbe, causeIsRepairable,
            notTheHost, role, ceiling, storm,
        ]
            + ledger + (standing.mode == .approve ? [approval] : [])
            + (situation.plan == nil ? [] : [preconditions, waivedByAPerson])
    }

    private var mode: GateVerdict { Gate.mode.decides(standing.mode > .observe, modeStatement) }

    private var modeStatement: Statement {
        let rules = standing.rules.map(String.init)
        guard let first = rules.first else {
            return PolicyStatement.modeOfPolicy([.mode: standing.mode, .rules: policy.rules.count])
        }
        return rules.count == 1
            ? PolicyStatement.modeOfRule([.mode: standing.mode, .rules: first])
            : PolicyStatement.modeOfRules([.mode: standing.mode, .rules: rules])
    }

    /// Times to the second or millisecond were rounded on their way through the history.
    private static let roundingError = 1.0

    private var clock: GateVerdict {
        guard let evidence = situation.evidence, let ledger = situation.ledger else {
            return Gate.clock.cannotBeEvaluated(PolicyStatement.historyUnread())
        }
        let latest =
            (ledger.attempts.flatMap { [$0.startedAt, $0.endedAt].compactMap { $0 } } + [
                evidence.lastProbe, evidence.since,
            ]).max() ?? evidence.lastProbe
        let ahead = latest.timeIntervalSince(situation.now)
        guard ahead <= Self.roundingError else {
            return Gate.clock.refuses(PolicyStatement.clockWentBack([.latest: latest, .ahead: Seconds(ahead)]))
        }
        let age = situation.now.timeIntervalSince(evidence.lastProbe)
        return Gate.clock.decides(
            age <= Evidence.longestGap,
            PolicyStatement.probeAge([.age: Seconds(age), .most: Seconds(Evidence.longestGap)]))
    }

    private var seesTheFleet: GateVerdict {
        guard let fleet = situation.fleet else {
            return Gate.seesTheFleet.cannotBeEvaluated(PolicyStatement.fleetUncounted())
        }
        guard !fleet.isBlind else { return Gate.seesTheFleet.refuses(PolicyStatement.networkDoubted()) }
        return Gate.seesTheFleet.decides(
            fleet.watched > 0 && fleet.unknown * 2 <= fleet.watched,
            PolicyStatement.unknownShare([.unknown: fleet.unknown, .watched: fleet.watched]))
    }

    private var evidence: GateVerdict {
        guard let evidence = situation.evidence else {
            return Gate.evidence.cannotBeEvaluated(PolicyStatement.probesUnread())
        }
        guard evidence.cause == cause else {
            return Gate.evidence.refuses(PolicyStatement.causeChanged([.cause: cause, .before: evidence.cause]))
        }
        let lasted = evidence.lastProbe.timeIntervalSince(evidence.since)
        let after = standing.after
        return Gate.evidence.decides(
            evidence.probesInARow >= max(1, after.probes) && lasted >= after.lasting,
            PolicyStatement.probesInARow([
                .cause: cause, .probes: evidence.probesInARow, .leastProbes: after.probes,
                .lasted: Seconds(lasted), .least: Seconds(after.lasting),
            ]),
            until: lasted < after.lasting ? evidence.since.addingTimeInterval(after.lasting) : nil)
    }

    private var refusedByProbe: GateVerdict { .refusedByProbe(situation.evidence?.refusedByProbe) }

    private var causeIsRepairable: GateVerdict { .causeIsRepairable(cause, health: situation.diagnosis.health) }

    private var notTheHost: GateVerdict {
        .notTheHost(situation.cluster, isHost: situation.isHost, role: situation.role)
    }

    private var role: GateVerdict { .roleIsMember(situation.cluster, role: situation.role) }

    private var ceiling: GateVerdict {
        guard let fleet = situation.fleet else {
            return Gate.ceiling.cannotBeEvaluated(PolicyStatement.fleetUncounted())
        }
        return UnhealthyCeiling(policy.limits).gate(fleet)
    }

    private var storm: GateVerdict {
        guard let fleet = situation.fleet else {
            return Gate.storm.cannotBeEvaluated(PolicyStatement.fleetUncounted())
        }
        let needed = policy.limits.stormCooldown
        guard let last = fleet.lastAboveCeiling else {
            return Gate.storm.passes(PolicyStatement.neverAboveCeiling([.since: fleet.knownSince]))
        }
        let calm = situation.now.timeIntervalSince(last)
        return Gate.storm.decides(
            calm >= needed, PolicyStatement.aboveCeiling([.age: Seconds(calm), .least: Seconds(needed)]),
            until: last.addingTimeInterval(needed))
    }

    private var ledger: [GateVerdict] {
        LedgerGates(
            limits: policy.limits, ledger: situation.ledger, cluster: situation.cluster, cause: cause,
            incident: situation.incident,
            failingSince: situation.evidence?.failingSince, lastWriter: situation.lastWriter, now: situation.now
        ).all
    }

    private var approval: GateVerdict {
        guard let plan = situation.plan else { return Gate.approval.refuses(PolicyStatement.noPlanShown()) }
        guard let approval = plan.approval else {
            return Gate.approval.refuses(PolicyStatement.planPending([.plan: plan.hash]))
        }
        let person = personName(ofActor: approval.by)
        guard approval.planHash == plan.hash else {
            return Gate.approval.refuses(
                PolicyStatement.approvedAnother([
                    .person: person, .approved: approval.planHash, .plan: plan.hash,
                ]))
        }
        let age = situation.now.timeIntervalSince(approval.proposedAt)
        let limit = policy.limits.approvalExpiresAfter
        return Gate.approval.decides(
            age >= 0 && age < limit,
            PolicyStatement.approved([
                .plan: plan.hash, .person: person, .age: Seconds(age), .most: Seconds(limit),
            ]))
    }

    private var preconditions: GateVerdict {
        guard let gates = situation.plan?.preconditions, !gates.isEmpty else {
            return Gate.preconditions.cannotBeEvaluated(PolicyStatement.preconditionsUnread())
        }
        let failed = gates.filter { !$0.passed }.map(\.statement)
        guard failed.isEmpty else {
            return Gate.preconditions.refuses(PolicyStatement.preconditionsFail([.said: failed]))
        }
        return Gate.preconditions.passes(PolicyStatement.preconditionsHold([.gates: gates.count]))
    }

    private var waivedByAPerson: GateVerdict {
        let waived = (situation.plan?.preconditions ?? []).filter { $0.verdict == .waived }.map(\.gate)
        let approved = situation.plan.map { $0.approval?.planHash == $0.hash } ?? false
        return .waivedByAPerson(waived, isAPersons: standing.mode == .approve && approved)
    }
}
