package import FoundationEssentials

/// What one gate said, with what it compared. A gate that cannot be evaluated has not passed.
package struct GateVerdict: Hashable, Sendable {
    package enum Verdict: String, Codable, Sendable {
        case passed
        case refused
        /// What it compares could not be read.
        case unevaluated
        /// It could not be evaluated, and a person let it pass.
        case waived
    }

    package let gate: Gate
    package let verdict: Verdict
    package let compared: String
    /// Until when it refuses, if nothing else changes; nil where no clock decides that.
    package let until: Date?

    /// The gate's code, as outputs have it.
    package var name: String { gate.rawValue }
    package var passed: Bool { verdict == .passed || verdict == .waived }

    package init(_ gate: Gate, _ verdict: Verdict, _ compared: String, until: Date? = nil) {
        self.gate = gate
        self.verdict = verdict
        self.compared = compared
        self.until = until
    }

    package init(_ gate: Gate, _ passed: Bool, _ compared: String, until: Date? = nil) {
        self.init(gate, passed ? .passed : .refused, compared, until: passed ? nil : until)
    }

    package static func cannotBeEvaluated(_ gate: Gate, _ why: String) -> GateVerdict {
        GateVerdict(gate, .unevaluated, "cannot be evaluated: \(why)")
    }
}

extension GateVerdict: Codable {
    private enum CodingKeys: String, CodingKey { case name, passed, compared, verdict, until }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let passed = try fields.decode(Bool.self, forKey: .passed)
        // Absent where an older version wrote it.
        let verdict = try fields.decodeIfPresent(Verdict.self, forKey: .verdict) ?? (passed ? .passed : .refused)
        self.init(
            try fields.decode(Gate.self, forKey: .name), verdict, try fields.decode(String.self, forKey: .compared),
            until: try fields.decodeIfPresent(Date.self, forKey: .until))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(gate, forKey: .name)
        try fields.encode(passed, forKey: .passed)
        try fields.encode(compared, forKey: .compared)
        try fields.encode(verdict, forKey: .verdict)
        try fields.encodeIfPresent(until, forKey: .until)
    }
}
