package import CivilTime
package import FoundationEssentials

/// Puts statements into words for one reader: English now. Another language is another method beside `english`.
package struct Words: Sendable {
    private let time: @Sendable (Date) -> String

    /// - Parameter time: how a moment is written for the reader.
    package init(time: @escaping @Sendable (Date) -> String) { self.time = time }

    /// Times as the clock of a zone shows them: `2026-10-01 14:00:05`.
    package init(zone: ClockZone) { self.init { zone.text($0) } }

    /// Times as RFC 3339 in UTC.
    package static let plain = Words(time: \.rfc3339)

    package func text(_ statement: Statement) -> String {
        let wording = Wording(statement.values, text: text, date: text)
        if let code = Self.codes[statement.code] { return code.english(wording) }
        return statement.code == Statement.text ? wording[.text] : unknown(statement, wording)
    }

    package func text(_ date: Date) -> String { time(date) }

    /// Of a newer version: the code, and what it speaks of.
    private func unknown(_ statement: Statement, _ wording: Wording) -> String {
        let known = statement.values.keys.sorted { $0.rawValue < $1.rawValue }.map { "\($0.rawValue): \(wording[$0])" }
        return known.isEmpty ? statement.code : "\(statement.code) (\(known.joined(separator: ", ")))"
    }

    /// Every subject there is.
    package static let subjects: [any StatementCode.Type] = [
        AgentStatement.self, CalendarStatement.self, ConfigStatement.self, GateStatement.self, LedgerStatement.self,
        MeaningStatement.self, MembershipStatement.self, OwnerStatement.self, PlanStatement.self,
        PolicyStatement.self, ProcessStatement.self, ReachStatement.self, RedisStatement.self,
        RefusalStatement.self, RegisterStatement.self, RunStatement.self, WorkloadStatement.self,
    ]

    private static let codes: [String: any StatementCode] = {
        let all = subjects.flatMap { subject in subject.every.map { ($0.rawValue, $0) } }
        return Dictionary(all) { first, _ in first }
    }()
}

extension StatementCode {
    fileprivate static var every: [any StatementCode] { allCases.map { $0 } }
}

extension Statement {
    /// In English, with times as RFC 3339 in UTC: as JSON, the journal and logs have it.
    package var plain: String { Words.plain.text(self) }
}
