package import FleetModel
package import FoundationEssentials

/// What a statement can speak of.
package protocol StatementValue {
    var statementValue: Statement.Value { get }
}

/// A length of time in a statement.
package struct Seconds: StatementValue {
    private let seconds: Double

    package init(_ seconds: Double) { self.seconds = seconds }

    package var statementValue: Statement.Value { .duration(seconds) }
}

extension String: StatementValue {
    package var statementValue: Statement.Value { .text(self) }
}

extension Int: StatementValue {
    package var statementValue: Statement.Value { .count(self) }
}

extension Int64: StatementValue {
    package var statementValue: Statement.Value { .count(Int(self)) }
}

extension Date: StatementValue {
    package var statementValue: Statement.Value { .date(self) }
}

extension Statement: StatementValue {
    package var statementValue: Statement.Value { .statements([self]) }
}

extension Statement.Value: StatementValue {
    package var statementValue: Statement.Value { self }
}

/// What a statement can speak of several of.
package protocol StatementElement {
    static func listed(_ elements: [Self]) -> Statement.Value
}

extension String: StatementElement {
    package static func listed(_ elements: [String]) -> Statement.Value { .list(elements) }
}

extension Statement: StatementElement {
    package static func listed(_ elements: [Statement]) -> Statement.Value { .statements(elements) }
}

extension Array: StatementValue where Element: StatementElement {
    package var statementValue: Statement.Value { Element.listed(self) }
}

extension StatementValue where Self: RawRepresentable<String> {
    package var statementValue: Statement.Value { .text(rawValue) }
}

extension ClusterID: StatementValue {}
extension ClusterRole: StatementValue {}
extension FailureCause: StatementValue {}
