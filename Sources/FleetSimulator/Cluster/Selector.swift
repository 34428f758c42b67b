/// A label or field selector: all of its requirements must hold.
struct Selector: Sendable {
    private enum Requirement: Sendable {
        case oneOf(String, Set<String>)
        case noneOf(String, Set<String>)
        case present(String)
        case absent(String)
    }

    private var requirements: [Requirement] = []

    static let everything = Selector()

    private init() {}

    /// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k`; nil if it is none of these.
    init?(_ text: String) {
        for part in Selector.split(text) {
            guard let requirement = Selector.requirement(part) else { return nil }
            requirements.append(requirement)
        }
    }

    private static func split(_ text: String) -> [Substring] {
        var depth = 0
        return text.split { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return character == "," && depth == 0
        }
    }

    private static func requirement(_ text: Substring) -> Requirement? {
        for (separator, negative) in [(" notin ", true), (" in ", false)] {
            let parts = String(text).split(separator: separator, maxSplits: 1)
            guard parts.count == 2 else { continue }
            let values = Set(parts[1].filter { !"() ".contains($0) }.split(separator: ",").map(String.init))
            return negative ? .noneOf(trimmed(parts[0]), values) : .oneOf(trimmed(parts[0]), values)
        }
        if let operation = text.firstIndex(where: { $0 == "=" || $0 == "!" }), operation != text.startIndex {
            let value = text[operation...].drop { $0 == "=" || $0 == "!" }
            let name = trimmed(text[..<operation])
            return text[operation] == "!" ? .noneOf(name, [trimmed(value)]) : .oneOf(name, [trimmed(value)])
        }
        if text.hasPrefix("!") { return .absent(trimmed(text.dropFirst())) }
        return text.isEmpty ? nil : .present(trimmed(text))
    }

    private static func trimmed(_ text: some StringProtocol) -> String { String(text.filter { $0 != " " }) }

    func matches(_ value: (String) -> String?) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .oneOf(let name, let values): value(name).map(values.contains) ?? false
            case .noneOf(let name, let values): !(value(name).map(values.contains) ?? false)
            case .present(let name): value(name) != nil
            case .absent(let name): value(name) == nil
            }
        }
    }
}

/// Which objects of one kind a list or a watch is about.
struct ObjectFilter: Sendable {
    var namespace: String?
    var labels: Selector = .everything
    var fields: Selector = .everything

    func matches(_ object: JSON) -> Bool {
        if let namespace, object[["metadata", "namespace"]]?.string != namespace { return false }
        let own = object[["metadata", "labels"]]
        return labels.matches { own?[$0]?.string }
            && fields.matches { path in object[path.split(separator: ".").map(String.init)]?.string }
    }
}
