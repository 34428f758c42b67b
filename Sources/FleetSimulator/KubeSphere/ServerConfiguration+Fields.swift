import ServerSettings
import Yams

extension ServerConfiguration {
    /// mapstructure decodes every field before anything else is done, and names all that it cannot (recorded:
    /// Tests/Fixtures/documents/kinds.tsv).
    static func decode(_ root: Node, _ version: SimulatedVersion) throws(StartFailure) {
        let numbers = version.rawValue.split(separator: ".").compactMap { Int($0) }
        let problems = ServerField.known(toMajor: numbers[0], minor: numbers[1]).flatMap { field in
            root.values(at: field.path).compactMap {
                $0.value.problem(as: field.kind, named: $0.name, quotes: version.quotesValues)
            }
        }
        guard !problems.isEmpty else { return }
        let list = problems.sorted().map { "* \($0)" }.joined(separator: "\n")
        throw .loading("\(problems.count) error(s) decoding:\n\n\(list)", version)
    }

    /// What its options are validated for, and then what it sets up, each version in its own words (recorded:
    /// Tests/Fixtures/starts).
    static func check(_ root: Node, _ version: SimulatedVersion) throws(StartFailure) {
        let numbers = version.rawValue.split(separator: ".").compactMap { Int($0) }
        let choices = ServerChoice.known(toMajor: numbers[0], minor: numbers[1])
        for choice in choices where choice.isRequired { try checkProviders(root, choice, version) }
        for choice in choices where !choice.isRequired {
            guard let word = root.values(at: choice.path).first?.value.scalar, !word.isNull, !choice.takes(word.string)
            else { continue }
            throw refusal(of: word.string, at: choice.path[0], version)
        }
    }

    private static func refusal(of word: String, at section: String, _ version: SimulatedVersion) -> StartFailure {
        guard section == "cache" else { return .command("authorization mode \(word) not support", version) }
        var failure = StartFailure.command(
            "failed to create cache, error: cache with type \(word) is not supported", version)
        failure.lines.insert(
            .klog(KlogLine("E", "cache.go:\(version == .v3_4 ? 59 : 43)", "cache with type \(word) is not supported")),
            at: 0)
        return failure
    }

    /// The first that is wrong ends it (pkg/apiserver/authentication/identityprovider/identity_provider.go).
    private static func checkProviders(_ root: Node, _ choice: ServerChoice, _ version: SimulatedVersion)
        throws(StartFailure)
    {
        var names: Set<String> = []
        for (_, provider) in root.values(at: choice.path.dropLast()) {
            let name = provider.last("name")?.scalar?.string ?? ""
            let type = provider.last("type")?.scalar.flatMap { $0.isNull ? nil : $0.string } ?? ""
            guard names.insert(name).inserted else {
                throw provided(
                    "duplicate identity provider found: \(name), name must be unique", version == .v3_4 ? 57 : 53,
                    version)
            }
            guard choice.words.contains(type) else {
                throw provided(
                    "identity provider \(name) with type \(type) is not supported", version == .v3_4 ? 62 : 58, version)
            }
        }
    }

    private static func provided(_ problem: String, _ line: Int, _ version: SimulatedVersion) -> StartFailure {
        var failure = StartFailure.command(problem, version)
        failure.lines.insert(.klog(KlogLine("E", "identity_provider.go:\(line)", problem)), at: 0)
        return failure
    }
}

extension ServerChoice {
    fileprivate func takes(_ word: String) -> Bool { words.contains(word) || word.isEmpty && takesEmpty }
}

extension Node {
    /// What stands at a path, `name[]` for each element of a list, under the names that Go's structs have for it.
    fileprivate func values(at path: [String], named prefix: String = "") -> [(name: String, value: Node)] {
        guard let first = path.first else { return [(prefix, self)] }
        let key = first.hasSuffix("[]") ? String(first.dropLast(2)) : first
        let depth = prefix.isEmpty ? key : "\(prefix).\(Self.goName(key))"
        guard let next = last(key) else { return [] }
        let rest = Array(path.dropFirst())
        guard first.hasSuffix("[]"), let items = next.sequence else { return next.values(at: rest, named: depth) }
        return items.enumerated().flatMap { $0.element.values(at: rest, named: "\(depth)[\($0.offset)]") }
    }

    /// Fields are named as Go's structs name them, unless a tag does (recorded).
    private static func goName(_ key: String) -> String {
        switch key {
        case "oauthOptions": "OAuthOptions"
        case "kubeconfig": "KubeConfig"
        case "qps": "QPS"
        case "ippoolType": "IPPoolType"
        case "nsnpOptions": "NSNPOptions"
        case "issuer", "s3", "releaseControllerOptions", "maxConcurrent", "waitTime": key
        default: key.prefix(1).uppercased() + key.dropFirst()
        }
    }

    /// As Go prints a value.
    private var goText: String {
        if let scalar { return scalar.string }
        if let items = sequence { return "[\(items.map(\.goText).joined(separator: " "))]" }
        return "map[\((mapping ?? [:]).map { "\($0.key.goText):\($0.value.goText)" }.sorted().joined(separator: " "))]"
    }

    fileprivate func problem(as kind: FieldKind, named name: String, quotes: Bool) -> String? {
        if let scalar { return scalar.problem(as: kind, named: name) }
        let isEmpty = mapping?.isEmpty ?? false
        switch kind {
        case .mapping: return sequence == nil ? nil : "'\(name)' expected a map, got 'slice'"
        case .map, .textList: return nil
        case .list:
            return sequence?.enumerated().lazy.compactMap {
                $0.element.scalar == nil ? nil : "'\(name)[\($0.offset)]' expected a map, got 'string'"
            }.first
        default:
            let type = mapping == nil ? "[]interface {}" : "map[string]interface {}"
            return isEmpty
                ? nil
                : "'\(name)' expected type '\(kind.goType)', got unconvertible type '\(type)'"
                    + (quotes ? ", value: '\(goText)'" : "")
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
            return isTaken
                ? nil : "cannot parse '\(name)' as bool: strconv.ParseBool: parsing \"\(string)\": invalid syntax"
        case .number, .decimal:
            let isTaken =
                isNumber || isBoolean || string.isEmpty
                || (kind == .number ? Int(string) != nil : Double(string) != nil)
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

extension SimulatedVersion {
    /// mapstructure 1.4 and later quote what they cannot convert.
    fileprivate var quotesValues: Bool { self == .v3_4 || self == .v4_1 }
}
