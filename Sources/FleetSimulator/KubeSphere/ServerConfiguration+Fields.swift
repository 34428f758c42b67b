import ServerSettings
import Yams

extension ServerConfiguration {
    /// mapstructure decodes every field before anything else is done, and names all that it cannot (recorded: Tests/Fixtures/documents/kinds.tsv).
    static func decode(_ root: Node, _ version: SimulatedVersion) throws(StartFailure) {
        let numbers = version.rawValue.split(separator: ".").compactMap { Int($0) }
        let problems = ServerField.known(toMajor: numbers[0], minor: numbers[1]).flatMap { field in
            root.values(at: field.path).compactMap { $0.value.problem(as: field.kind, named: $0.name) }
        }
        guard !problems.isEmpty else { return }
        let list = problems.sorted().map { "* \($0)" }.joined(separator: "\n")
        throw .loading("\(problems.count) error(s) decoding:\n\n\(list)", version)
    }

    /// The words that each version has for what it does not support (recorded).
    static func check(_ root: Node, _ version: SimulatedVersion) throws(StartFailure) {
        let numbers = version.rawValue.split(separator: ".").compactMap { Int($0) }
        for choice in ServerChoice.known(toMajor: numbers[0], minor: numbers[1]) {
            for (_, value) in root.values(at: choice.path) {
                guard let word = value.scalar?.string, !word.isEmpty, !choice.words.contains(word) else { continue }
                throw .command(refusal(of: word, at: choice.path), version)
            }
        }
    }

    private static func refusal(of word: String, at path: [String]) -> String {
        switch path[0] {
        case "cache": "failed to create cache, error: cache with type \(word) is not supported"
        case "authorization": "authorization mode \(word) not support"
        default: "identity provider of type \(word) is not supported"
        }
    }
}

extension Node {
    /// What stands at a path, `name[]` for each element of a list, under the names that Go's structs have for it.
    fileprivate func values(at path: [String], named prefix: String = "") -> [(name: String, value: Node)] {
        guard let first = path.first else { return [(prefix, self)] }
        let key = first.hasSuffix("[]") ? String(first.dropLast(2)) : first
        let depth = prefix.isEmpty ? key : "\(prefix).\(key.prefix(1).uppercased())\(key.dropFirst())"
        guard let next = last(key) else { return [] }
        let rest = Array(path.dropFirst())
        guard first.hasSuffix("[]"), let items = next.sequence else { return next.values(at: rest, named: depth) }
        return items.enumerated().flatMap { $0.element.values(at: rest, named: "\(depth)[\($0.offset)]") }
    }

    fileprivate func problem(as kind: FieldKind, named name: String) -> String? {
        if let scalar { return scalar.problem(as: kind, named: name) }
        let isEmpty = mapping?.isEmpty ?? false
        switch kind {
        case .mapping: return sequence == nil ? nil : "'\(name)' expected a map, got 'slice'"
        case .map, .list, .textList: return nil
        default: return isEmpty ? nil : "'\(name)' expected type '\(kind.goType)', got unconvertible type '\(mapping == nil ? "[]interface {}" : "map[string]interface {}")'"
        }
    }
}

extension Node.Scalar {
    fileprivate func problem(as kind: FieldKind, named name: String) -> String? {
        if isNull { return nil }
        let isPlain = style == .plain
        let isNumber = isPlain && Double(string) != nil
        let isBoolean = isPlain && ["true", "false", "True", "False", "TRUE", "FALSE"].contains(string)
        switch kind {
        // Their own words are those of ServerConfiguration.duration.
        case .text, .textList, .duration: return nil
        case .mapping, .map: return "'\(name)' expected a map, got 'string'"
        case .list: return string.isEmpty ? nil : "'\(name)[0]' expected a map, got 'string'"
        case .boolean:
            let isTaken = isNumber || isBoolean || ["", "0", "1", "t", "f", "T", "F", "true", "false"].contains(string)
            return isTaken ? nil : "cannot parse '\(name)' as bool: strconv.ParseBool: parsing \"\(string)\": invalid syntax"
        case .number, .decimal:
            let isTaken = isNumber || isBoolean || string.isEmpty || (kind == .number ? Int(string) != nil : Double(string) != nil)
            let type = kind == .number ? "int: strconv.ParseInt" : "float: strconv.ParseFloat"
            return isTaken ? nil : "cannot parse '\(name)' as \(type): parsing \"\(string)\": invalid syntax"
        }
    }
}

extension FieldKind {
    fileprivate var goType: String {
        switch self {
        case .boolean: "bool"
        case .number: "int"
        case .decimal: "float32"
        case .duration: "time.Duration"
        default: "string"
        }
    }
}
