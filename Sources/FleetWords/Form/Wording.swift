import CivilTime
import FleetText
import FoundationEssentials

/// What a statement speaks of, each value in words.
package struct Wording {
    private let values: [Statement.Name: Statement.Value]
    private let text: (Statement) -> String
    private let date: (Date) -> String

    /// - Parameters:
    ///   - text: puts a statement within into words.
    ///   - date: writes a moment for the reader.
    init(
        _ values: [Statement.Name: Statement.Value], text: @escaping (Statement) -> String,
        date: @escaping (Date) -> String
    ) {
        self.values = values
        self.text = text
        self.date = date
    }

    /// `?` where a statement of another version does not have it.
    subscript(name: Statement.Name) -> String { values[name].map(words) ?? "?" }

    func has(_ name: Statement.Name) -> Bool { values[name] != nil }

    /// A part of a sentence that is only there where the value is.
    func with(_ name: Statement.Name, _ part: (String) -> String) -> String {
        values[name].map { part(words($0)) } ?? ""
    }

    /// `1 probe`, `3 probes`.
    func counted(_ name: Statement.Name, _ one: String, _ many: String? = nil) -> String {
        FleetText.counted(number(name), one, many)
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
        return statements.map(text).joined(separator: separator)
    }

    private func words(_ value: Statement.Value) -> String {
        switch value {
        case .text(let text): text
        case .count(let number): String(number)
        case .date(let date): self.date(date)
        case .duration(let seconds): shortDuration(seconds: seconds)
        case .list(let list): list.joined(separator: ", ")
        case .statements(let statements): statements.map(text).joined(separator: "; ")
        }
    }
}
