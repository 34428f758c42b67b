package import FleetDiagnosis
package import FleetWords

/// What the policy says of one cluster at one moment, with every reason.
package struct Decision: Hashable, Codable, Sendable {
    package enum Action: String, CaseIterable, Codable, Sendable {
        case nothing
        /// Make a plan and show it.
        case suggest
        /// Make a plan and keep it until a person approves it, or it expires.
        case waitForApproval = "wait-for-approval"
        /// Make the plan, if there is none, and carry it out.
        case act
    }

    package let action: Action
    package let mode: PolicyMode
    /// What would be repaired.
    package let cause: Cause?
    /// The policy's rules that speak of it, counted from 1.
    package let rules: [Int]
    /// Every gate, in the order in which they are asked. All are evaluated: a person who clears one wants to know of
    /// the next.
    package let gates: [GateVerdict]

    /// The action follows from the mode and the gates, and from nothing else.
    package init(mode: PolicyMode, cause: Cause?, rules: [Int], gates: [GateVerdict]) {
        self.mode = mode
        self.cause = cause
        self.rules = rules
        self.gates = gates
        action = Self.action(mode, gates)
    }

    /// The gates that have not passed.
    package var refusals: [GateVerdict] { gates.filter { !$0.passed } }

    private static func action(_ mode: PolicyMode, _ gates: [GateVerdict]) -> Action {
        let refused = Set(gates.lazy.filter { !$0.passed }.map(\.gate))
        // No gate at all is no permission.
        guard !gates.isEmpty, mode > .observe, refused.isDisjoint(with: Gate.ofProblem) else { return .nothing }
        switch mode {
        case .observe: return .nothing
        case .suggest: return .suggest
        case .approve:
            if refused.isEmpty { return .act }
            // A plan may be shown and approved in a freeze, to be carried out after it.
            return refused.contains(.approval) ? .waitForApproval : .nothing
        case .auto: return refused.isEmpty ? .act : .nothing
        }
    }
}
