/// A thing that the history numbers, by its kind: `plan/3`. Each kind counts from 1: a bare number could be any of
/// them.
package enum HistoryName: Hashable, Sendable, CustomStringConvertible {
    case plan(Int64)
    case incident(Int64)
    case freeze(Int64)
    case mute(Int64)
    case run(String)

    package enum Kind: String, CaseIterable, Sendable {
        case plan, incident, freeze, mute, run
    }

    /// nil for everything else: the name of a cluster, a cause, a bare number. The id of a run is one without its kind,
    /// too.
    package init?(_ text: String) {
        if Self.isRun(text) {
            self = .run(text)
            return
        }
        guard let slash = text.firstIndex(of: "/"), let kind = Kind(rawValue: String(text[..<slash])) else {
            return nil
        }
        let rest = String(text[text.index(after: slash)...])
        guard kind != .run else {
            guard !rest.isEmpty else { return nil }
            self = .run(rest)
            return
        }
        guard let number = Int64(rest), number > 0 else { return nil }
        switch kind {
        case .plan: self = .plan(number)
        case .incident: self = .incident(number)
        case .freeze: self = .freeze(number)
        case .mute: self = .mute(number)
        case .run: return nil
        }
    }

    package var description: String {
        switch self {
        case .plan(let number): "plan/\(number)"
        case .incident(let number): "incident/\(number)"
        case .freeze(let number): "freeze/\(number)"
        case .mute(let number): "mute/\(number)"
        case .run(let id): "run/\(id)"
        }
    }

    /// What the journal calls it: a run by its id alone, everything else by its kind and number, `plan-3`.
    package var journalKey: String {
        if case .run(let id) = self { return id }
        return description.replacing("/", with: "-")
    }

    /// Of a row in the journal; nil for what it has no number for, `control`.
    package init?(journalKey key: String) {
        if Self.isRun(key) {
            self = .run(key)
            return
        }
        let parts = key.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let name = HistoryName("\(parts[0])/\(parts[1])"), name.journalKey == key else {
            return nil
        }
        self = name
    }

    /// `20261124T035248Z-16a36d42`: nothing else looks like it.
    private static func isRun(_ text: String) -> Bool {
        let shape = text.utf8.map { byte -> Character in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): "0"
            case UInt8(ascii: "a")...UInt8(ascii: "f"): "a"
            default: Character(UnicodeScalar(byte))
            }
        }
        guard shape.count == 25, String(shape[..<17]) == "00000000T000000Z-" else { return false }
        return shape[17...].allSatisfy { $0 == "0" || $0 == "a" }
    }
}

extension HistoryName: Encodable {
    /// As it is written everywhere else: `incident/12`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
