/// One condition of a repair, with what was compared. A gate that cannot be evaluated has not passed.
package struct RepairGate: Hashable, Sendable {
    package enum Verdict: String, Codable, Sendable {
        case passed
        case refused
        /// What it compares could not be read.
        case unevaluated
        /// It could not be evaluated, and a person let it pass.
        case waived
    }

    package let name: String
    package let verdict: Verdict
    package let compared: String

    package var passed: Bool { verdict == .passed || verdict == .waived }

    package init(_ name: String, _ verdict: Verdict, _ compared: String) {
        self.name = name
        self.verdict = verdict
        self.compared = compared
    }

    package init(_ name: String, _ passed: Bool, _ compared: String) { self.init(name, passed ? .passed : .refused, compared) }

    package init(_ gate: PlanGate, _ verdict: Verdict, _ compared: String) { self.init(gate.rawValue, verdict, compared) }

    package init(_ gate: PlanGate, _ passed: Bool, _ compared: String) { self.init(gate.rawValue, passed, compared) }

    package static func cannotBeEvaluated(_ gate: PlanGate, _ why: String) -> RepairGate {
        RepairGate(gate, .unevaluated, "cannot be evaluated: \(why)")
    }
}

extension RepairGate: Codable {
    private enum CodingKeys: String, CodingKey { case name, passed, compared, verdict }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let passed = try fields.decode(Bool.self, forKey: .passed)
        // Absent where an older version wrote it.
        let verdict = try fields.decodeIfPresent(Verdict.self, forKey: .verdict) ?? (passed ? .passed : .refused)
        self.init(try fields.decode(String.self, forKey: .name), verdict, try fields.decode(String.self, forKey: .compared))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(passed, forKey: .passed)
        try fields.encode(compared, forKey: .compared)
        try fields.encode(verdict, forKey: .verdict)
    }
}
