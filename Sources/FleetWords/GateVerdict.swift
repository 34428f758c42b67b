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
    package let compared: Statement
    /// Until when it refuses, if nothing else changes; nil where no clock decides that.
    package let until: Date?

    /// The gate's code, as outputs have it.
    package var name: String { gate.rawValue }
    /// `cooldown: its last repair ended 9m ago (at least 1h)`.
    package var statement: Statement { GateStatement.gateSays([.gate: gate, .said: compared]) }
    package var passed: Bool { verdict == .passed || verdict == .waived }

    package init(_ gate: Gate, _ verdict: Verdict, _ compared: Statement, until: Date? = nil) {
        self.gate = gate
        self.verdict = verdict
        self.compared = compared
        self.until = until
    }

    package init(_ gate: Gate, _ passed: Bool, _ compared: Statement, until: Date? = nil) {
        self.init(gate, passed ? .passed : .refused, compared, until: passed ? nil : until)
    }

    package static func cannotBeEvaluated(_ gate: Gate, _ why: Statement) -> GateVerdict {
        GateVerdict(gate, .unevaluated, GateStatement.cannotBeEvaluated([.why: why]))
    }
}

extension GateVerdict: Codable {
    private enum CodingKeys: String, CodingKey { case name, passed, compared, comparedValues, verdict, until }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let passed = try fields.decode(Bool.self, forKey: .passed)
        // Absent where an older version wrote it.
        let verdict = try fields.decodeIfPresent(Verdict.self, forKey: .verdict) ?? (passed ? .passed : .refused)
        self.init(
            try fields.decode(Gate.self, forKey: .name), verdict,
            try fields.decodeIfPresent(Statement.self, forKey: .comparedValues)
                ?? fields.decode(Statement.self, forKey: .compared),
            until: try fields.decodeIfPresent(Date.self, forKey: .until))
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(gate, forKey: .name)
        try fields.encode(passed, forKey: .passed)
        try fields.encode(compared.plain, forKey: .compared)
        try fields.encode(compared, forKey: .comparedValues)
        try fields.encode(verdict, forKey: .verdict)
        try fields.encodeIfPresent(until, forKey: .until)
    }
}
