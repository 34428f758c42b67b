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
        let wording = Wording(values: statement.values, words: self)
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

/// What a statement speaks of, each value in words.
package struct Wording {
    fileprivate let values: [Statement.Name: Statement.Value]
    fileprivate let words: Words

    /// `?` where a statement of another version does not have it.
    subscript(name: Statement.Name) -> String { values[name].map(text) ?? "?" }

    func has(_ name: Statement.Name) -> Bool { values[name] != nil }

    /// A part of a sentence that is only there where the value is.
    func with(_ name: Statement.Name, _ part: (String) -> String) -> String {
        values[name].map { part(text($0)) } ?? ""
    }

    /// `1 probe`, `3 probes`.
    func counted(_ name: Statement.Name, _ one: String, _ many: String? = nil) -> String {
        Fleet.counted(number(name), one, many)
    }

    func number(_ name: Statement.Name) -> Int {
        if case .count(let number) = values[name] { number } else { 0 }
    }

    func length(_ name: Statement.Name) -> Int {
        if case .list(let list) = values[name] { list.count } else { 0 }
    }

    /// The first of a list, and how many more there are.
    func few(_ name: Statement.Name, _ most: Int) -> String {
        guard case .list(let list) = values[name] else { return self[name] }
        let rest = list.count > most ? " and \(list.count - most) more" : ""
        return list.prefix(most).joined(separator: ", ") + rest
    }

    /// Several statements as one.
    func joined(_ name: Statement.Name, _ separator: String) -> String {
        guard case .statements(let statements) = values[name] else { return self[name] }
        return statements.map(words.text).joined(separator: separator)
    }

    private func text(_ value: Statement.Value) -> String {
        switch value {
        case .text(let text): text
        case .count(let number): String(number)
        case .date(let date): words.text(date)
        case .duration(let seconds): shortDuration(seconds: seconds)
        case .list(let list): list.joined(separator: ", ")
        case .statements(let statements): statements.map(words.text).joined(separator: "; ")
        }
    }
}
