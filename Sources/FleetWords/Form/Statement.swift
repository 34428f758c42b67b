package import FoundationEssentials

/// One sentence of a finding or of a gate, as a value: a stable code and what it speaks of. `Words` puts it into a
/// language. No value of it holds a secret: it is stored, shown and sent as it is.
package struct Statement: Hashable, Sendable {
    /// Of one of the enums beside this file; another where a newer version made it.
    package let code: String
    package let values: [Name: Value]

    /// A sentence that is only known as one: of another system, or of an older version's history.
    package static let text = "text"

    init(code: String, values: [Name: Value]) {
        self.code = code
        self.values = values
    }

    package init(text sentence: String) { self.init(code: Self.text, values: [.text: .text(sentence)]) }

    /// The same with more that it speaks of.
    package func with(_ more: [Name: any StatementValue]) -> Statement {
        Statement(code: code, values: values.merging(more.mapValues(\.statementValue)) { $1 })
    }

    /// A moment that it speaks of.
    package func date(_ name: Name) -> Date? { if case .date(let date) = values[name] { date } else { nil } }

    package func `is`(_ code: some StatementCode) -> Bool { self.code == code.rawValue }
}

extension Statement {
    package enum Value: Hashable, Sendable {
        case text(String)
        case count(Int)
        case date(Date)
        /// Seconds.
        case duration(Double)
        case list([String])
        case statements([Statement])
    }
}

/// A sentence of another system's, as it is.
extension Statement: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) { self.init(text: text) }
}

/// The codes of one subject, each with its words.
package protocol StatementCode: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    func english(_ v: Wording) -> String
}

extension StatementCode {
    /// The statement with what it speaks of; what is nil is left out.
    package func callAsFunction(_ values: KeyValuePairs<Statement.Name, (any StatementValue)?> = [:]) -> Statement {
        let known = values.compactMap { name, value in value.map { (name, $0.statementValue) } }
        return Statement(code: rawValue, values: Dictionary(known) { $1 })
    }
}
