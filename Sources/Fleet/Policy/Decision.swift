import FoundationEssentials

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
    package let gates: [RepairGate]

    /// The action follows from the mode and the gates, and from nothing else.
    package init(mode: PolicyMode, cause: Cause?, rules: [Int], gates: [RepairGate]) {
        self.mode = mode
        self.cause = cause
        self.rules = rules
        self.gates = gates
        action = Self.action(mode, gates)
    }

    /// The gates that have not passed.
    package var refusals: [RepairGate] { gates.filter { !$0.passed } }

    private static func action(_ mode: PolicyMode, _ gates: [RepairGate]) -> Action {
        let refused = Set(gates.lazy.filter { !$0.passed }.map(\.name))
        // No gate at all is no permission.
        guard !gates.isEmpty, mode > .observe, refused.isDisjoint(with: PolicyGate.ofProblem) else { return .nothing }
        switch mode {
        case .observe: return .nothing
        case .suggest: return .suggest
        case .approve:
            if refused.isEmpty { return .act }
            // A plan may be shown and approved in a freeze, to be carried out after it.
            return refused.contains(PolicyGate.approval.rawValue) ? .waitForApproval : .nothing
        case .auto: return refused.isEmpty ? .act : .nothing
        }
    }
}

/// The gates of a policy, in the order in which they are asked: all before any lock is taken.
package enum PolicyGate: String, CaseIterable, Codable, Sendable {
    case mode
    case freeze
    case window
    /// The clock has not gone back, and what is decided upon is fresh.
    case clock
    case seesTheFleet = "sees-the-fleet"
    case evidence
    case refusedByProbe = "refused-by-probe"
    case cause = "cause-is-repairable"
    case notTheHost = "not-the-host"
    case role = "role-is-member"
    case ceiling
    case storm
    case notUnderWay = "not-under-way"
    case attempts
    case contested
    case cooldown
    case breaker
    case wave
    case concurrency
    case approval
    case preconditions
    case waivedByAPerson = "waived-by-a-person"

    /// Those without which there is nothing to propose: no problem that is known well enough, or one that only a person
    /// can end.
    static let ofProblem: Set<String> = Set(
        [
            mode, .clock, seesTheFleet, evidence, refusedByProbe, cause, notTheHost, role, notUnderWay, attempts,
            contested,
        ].map(\.rawValue))

    func passes(_ compared: String) -> RepairGate { RepairGate(rawValue, true, compared) }
    /// - Parameter until: the first moment at which it no longer refuses, where a clock decides that.
    func refuses(_ compared: String, until: Date? = nil) -> RepairGate {
        RepairGate(rawValue, false, compared, until: until)
    }
    func decides(_ passed: Bool, _ compared: String, until: Date? = nil) -> RepairGate {
        RepairGate(rawValue, passed, compared, until: until)
    }
    func cannotBeEvaluated(_ why: String) -> RepairGate { RepairGate(rawValue, false, "cannot be evaluated: \(why)") }
}
