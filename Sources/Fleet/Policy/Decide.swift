import FoundationEssentials

/// Whether anything is done about a cluster by itself. Pure: the same policy and situation give the same decision.
///
/// A decision to act without a plan means: make the plan, which evaluates its preconditions on a fresh look, and ask
/// again with it.
package func decide(_ policy: Policy, _ situation: Situation) -> Decision {
    guard let cause = situation.cause else {
        let health = situation.diagnosis.health
        let gate = Gate.evidence.refuses(
            health == .unknown
                ? "its health is unknown, and unknown is not failing: nothing is repaired"
                : "it is healthy: there is nothing to repair")
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

    private var mode: GateVerdict {
        let text =
            standing.rules.isEmpty
            ? "\(standing.mode.rawValue), the policy's own: none of \(policy.rules.count) rules matches"
            : """
            \(standing.mode.rawValue), the most restrictive of rule\(standing.rules.count == 1 ? "" : "s") \
            \(standing.rules.map(String.init).joined(separator: ", "))
            """
        return Gate.mode.decides(standing.mode > .observe, text)
    }

    /// Times to the second or millisecond were rounded on their way through the history.
    private static let roundingError = 1.0

    private var clock: GateVerdict {
        guard let evidence = situation.evidence, let ledger = situation.ledger else {
            return Gate.clock.cannotBeEvaluated("the history was not read")
        }
        let latest =
            (ledger.attempts.flatMap { [$0.startedAt, $0.endedAt].compactMap { $0 } } + [
                evidence.lastProbe, evidence.since,
            ]).max() ?? evidence.lastProbe
        let ahead = latest.timeIntervalSince(situation.now)
        guard ahead <= Self.roundingError else {
            return Gate.clock.refuses(
                """
                the history knows \(latest.rfc3339), \(shortDuration(seconds: ahead)) after now: this machine's clock \
                has gone back
                """
            )
        }
        let age = situation.now.timeIntervalSince(evidence.lastProbe)
        return Gate.clock.decides(
            age <= Evidence.longestGap,
            """
            the last probe is \(shortDuration(seconds: age)) old (at most \
            \(shortDuration(seconds: Evidence.longestGap)))
            """
        )
    }

    private var seesTheFleet: GateVerdict {
        guard let fleet = situation.fleet else {
            return Gate.seesTheFleet.cannotBeEvaluated("the fleet was not counted")
        }
        guard !fleet.isBlind else {
            return Gate.seesTheFleet.refuses(
                "the agent doubts its own network: what it cannot see it does not repair")
        }
        return Gate.seesTheFleet.decides(
            fleet.watched > 0 && fleet.unknown * 2 <= fleet.watched,
            "\(fleet.unknown) of \(fleet.watched) clusters unknown (at most half)")
    }

    private var evidence: GateVerdict {
        guard let evidence = situation.evidence else {
            return Gate.evidence.cannotBeEvaluated("its past probes were not read")
        }
        guard evidence.cause == cause else {
            return Gate.evidence.refuses(
                "the last probe says \(cause.rawValue), the ones before it \(evidence.cause.rawValue)")
        }
        let lasted = evidence.lastProbe.timeIntervalSince(evidence.since)
        let after = standing.after
        return Gate.evidence.decides(
            evidence.probesInARow >= max(1, after.probes) && lasted >= after.lasting,
            """
            \(cause.rawValue) in \(counted(evidence.probesInARow, "probe")) in a row (at least \(after.probes)), \
            lasting \(shortDuration(seconds: lasted)) 
            """
                + "(at least \(shortDuration(seconds: after.lasting)))",
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
            return Gate.ceiling.cannotBeEvaluated("the fleet was not counted")
        }
        return UnhealthyCeiling(policy.limits).gate(fleet)
    }

    private var storm: GateVerdict {
        guard let fleet = situation.fleet else {
            return Gate.storm.cannotBeEvaluated("the fleet was not counted")
        }
        let needed = policy.limits.stormCooldown
        guard let last = fleet.lastAboveCeiling else {
            return Gate.storm.passes("the fleet was not above its ceiling since \(fleet.knownSince.rfc3339)")
        }
        let calm = situation.now.timeIntervalSince(last)
        return Gate.storm.decides(
            calm >= needed,
            """
            the fleet was last above its ceiling \(shortDuration(seconds: calm)) ago (at least \
            \(shortDuration(seconds: needed)))
            """,
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
        guard let plan = situation.plan else {
            return Gate.approval.refuses("no plan has been shown to anybody yet")
        }
        guard let approval = plan.approval else {
            return Gate.approval.refuses("plan \(plan.hash) waits for approval")
        }
        guard approval.planHash == plan.hash else {
            return Gate.approval.refuses(
                """
                \(personName(ofActor: approval.by)) approved plan \(approval.planHash), and the plan is now \(plan.hash)
                """
            )
        }
        let age = situation.now.timeIntervalSince(approval.proposedAt)
        let limit = policy.limits.approvalExpiresAfter
        return Gate.approval.decides(
            age >= 0 && age < limit,
            """
            plan \(plan.hash) was approved by \(personName(ofActor: approval.by)); it was shown \
            \(shortDuration(seconds: age)) ago (less than \(shortDuration(seconds: limit)))
            """
        )
    }

    private var preconditions: GateVerdict {
        guard let gates = situation.plan?.preconditions, !gates.isEmpty else {
            return Gate.preconditions.cannotBeEvaluated("the plan's preconditions were not looked at")
        }
        let failed = gates.filter { !$0.passed }
        return Gate.preconditions.decides(
            failed.isEmpty,
            failed.isEmpty
                ? "all \(gates.count) hold" : failed.map { "\($0.name): \($0.compared)" }.joined(separator: "; "))
    }

    private var waivedByAPerson: GateVerdict {
        let waived = (situation.plan?.preconditions ?? []).filter { $0.verdict == .waived }.map(\.gate)
        let approved = situation.plan.map { $0.approval?.planHash == $0.hash } ?? false
        return .waivedByAPerson(waived, isAPersons: standing.mode == .approve && approved)
    }
}
