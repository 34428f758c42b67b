/// What may be done to the fleet, by whom nothing else is asked: `policy.yaml`. The default value allows nothing but
/// looking.
package struct Policy: Hashable, Sendable {
    /// For whatever no rule matches.
    package var mode: PolicyMode
    package var rules: [PolicyRule]
    package var limits: PolicyLimits
    /// Freezes written into the file; those of `agentctl freeze` are kept in the history.
    package var freezes: [Freeze]

    package init(
        mode: PolicyMode = .observe, rules: [PolicyRule] = [], limits: PolicyLimits = PolicyLimits(),
        freezes: [Freeze] = []
    ) {
        self.mode = mode
        self.rules = rules
        self.limits = limits
        self.freezes = freezes
    }
}

extension Policy {
    /// The zones of all its windows.
    package var zoneNames: Set<String> { Set(rules.flatMap { $0.windows + $0.blackouts }.map(\.zone)) }
}

/// The bounds of everything that is done by policy. All are on by default: a limit that nobody set is not "no limit".
package struct PolicyLimits: Hashable, Codable, Sendable {
    /// Repairs under way at the same time in the whole fleet.
    package var concurrent: Int = 1
    /// The most of the fleet that may be failing for the agent to act, as a fraction; rounded down, and at least one
    /// cluster.
    package var unhealthyCeiling: Double = 0.2
    /// Seconds after an attempt on a cluster in which no other begins there.
    package var cooldown: Double = 3600
    /// Attempts on one problem, after which a person is needed.
    package var attempts: Int = 2
    /// Attempts on one cluster in 24 hours, whatever their problems were: what comes back each few hours is no series
    /// of new problems.
    package var attemptsPerDay: Int = 4
    /// Seconds for which the fleet must have been at or below its ceiling again, after it was above.
    package var stormCooldown: Double = 600
    /// Seconds after which a plan that waits for approval expires.
    package var approvalExpiresAfter: Double = 86_400
    /// Seconds for which access must stay proved before a repair is closed.
    package var soak: Double = 5

    package init() {}
}
