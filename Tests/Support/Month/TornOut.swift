package import Fleet

/// decide() with one gate torn out: the action follows from the gates that are left.
package enum TornOut {
    /// Which invariant a gate alone holds.
    package static let held: [(Gate, MonthInvariant)] = [
        (.mode, .mode),
        (.freeze, .freeze), (.window, .window), (.clock, .clock), (.seesTheFleet, .blind), (.evidence, .evidence),
        (.refusedByProbe, .refusedByProbe), (.notTheHost, .host),
        (.roleIsMember, .role), (.causeIsRepairable, .cause), (.ceiling, .ceiling), (.storm, .storm),
        (.notUnderWay, .twice),
        (.attempts, .attempts), (.contested, .contested), (.cooldown, .cooldown),
        (.breaker, .breaker), (.wave, .wave), (.concurrency, .concurrency), (.approval, .approval),
        (.preconditions, .preconditions),
        (.waivedByAPerson, .unapprovedWaiver),
    ]

    /// The same of the gates of a plan, which a policy asks as its preconditions.
    package static let heldByPlan: [(Gate, MonthInvariant)] = [
        (.hostIsCertain, .oneHost), (.knownToTheHost, .stranger), (.redisAnswers, .hiddenRedis),
        (.noRollout, .preconditions),
    ]

    package static func decide(_ policy: Policy, _ situation: Fleet.Situation, withoutOfPlan gate: Gate) -> Decision {
        var situation = situation
        situation.plan?.preconditions?.removeAll { $0.gate == gate }
        return Fleet.decide(policy, situation)
    }

    package static func decide(_ policy: Policy, _ situation: Fleet.Situation, without gate: Gate) -> Decision {
        let decision = Fleet.decide(policy, situation)
        var mode = decision.mode
        var gates = decision.gates.filter { $0.gate != gate }
        // The other guards of the same thing go with it, or it could not be seen that this one is missing.
        switch gate {
        case .notTheHost: gates.removeAll { $0.gate == .roleIsMember }
        case .causeIsRepairable: gates.removeAll { $0.gate == .refusedByProbe || $0.gate == .mode }
        case .notUnderWay:
            gates.removeAll { [.cooldown, .concurrency, .wave, .preconditions, .attempts].contains($0.gate) }
        case .ceiling: gates.removeAll { $0.gate == .storm }
        case .concurrency: gates.removeAll { $0.gate == .wave }
        case .cooldown: gates.removeAll { [.attempts, .contested].contains($0.gate) }
        default: break
        }
        if gate == .causeIsRepairable || gate == .mode, decision.cause != nil { mode = .auto }
        return Decision(mode: mode, cause: decision.cause, rules: decision.rules, gates: gates)
    }
}
