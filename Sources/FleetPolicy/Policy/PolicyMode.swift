import FleetWords

/// How far the agent may go by itself. Ordered: each mode includes what the ones before it allow.
package enum PolicyMode: String, CaseIterable, Codable, Sendable, Comparable {
    /// Look and record. The default for whatever no rule matches.
    case observe
    /// Make a plan and show it.
    case suggest
    /// Make a plan, and carry it out once a person has approved exactly that plan.
    case approve
    /// Carry it out, within every gate and limit.
    case auto

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (a: PolicyMode, b: PolicyMode) -> Bool { a.rank < b.rank }
}

extension PolicyMode: StatementValue {}
