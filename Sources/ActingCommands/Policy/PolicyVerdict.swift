import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Reports

/// What there is to say of a policy's file: `agentctl.policy.check/v1`.
struct PolicyVerdict: Encodable {
    enum Verdict: String, Encodable { case valid, doubtful, invalid }

    struct Remark: Encodable {
        enum Severity: String, Encodable { case error, warning }

        let severity: Severity
        /// Counted from 1; nil for what concerns the whole file.
        let line: Int?
        let column: Int?
        let message: String

        init(_ severity: Severity, _ mistake: ConfigurationError.Mistake) {
            self.severity = severity
            line = mistake.line > 0 ? mistake.line : nil
            column = mistake.line > 0 ? mistake.column : nil
            message = mistake.message
        }
    }

    let file: String
    let verdict: Verdict
    /// nil where it is not valid.
    let mode: PolicyMode?
    let rules: Int?
    let remarks: [Remark]

    init(_ document: PolicyDocument, file: String) {
        self.file = file
        verdict = document.warnings.isEmpty ? .valid : .doubtful
        mode = document.policy.mode
        rules = document.policy.rules.count
        remarks = document.warnings.map { Remark(.warning, $0) }
    }

    init(_ error: ConfigurationError) {
        file = error.file
        verdict = .invalid
        mode = nil
        rules = nil
        remarks = error.mistakes.map { Remark(.error, $0) }
    }

    static func listing(_ item: PolicyVerdict) -> Listing<PolicyVerdict> {
        Listing("agentctl.policy.check/v1", [], [item]) { _ in [] }
    }

    /// A row for each remark, as CSV has it.
    var table: Table {
        Table(
            [
                .init("FILE"), .init("LINE", .right), .init("COLUMN", .right), .init("SEVERITY"),
                .init("MESSAGE", isFlexible: true),
            ],
            rows: remarks.map { remark in
                [
                    .init(file), remark.line.map { .init(String($0)) } ?? .none,
                    remark.column.map { .init(String($0)) } ?? .none,
                    .init(remark.severity.rawValue), .init(remark.message),
                ]
            })
    }
}
