import Fleet
import GoReading
import ServerSettings
import Yams

/// What no process of a version starts with: fields of the wrong kind, and words that are none of those that it takes.
struct ConfigSchema {
    private let fields: [ServerField]
    private let choices: [ServerChoice]
    /// Whether an empty text is 0 to it, as 3.4 and later have it.
    private let emptyIsZero: Bool
    private let version: KubeSphereVersion?

    /// - Parameter version: nil for what every version of the layout knows. One that does not know a key does not mind
    ///   what stands there.
    init(_ layout: ConfigLayout, _ version: KubeSphereVersion?) {
        let major = layout == .issuer ? 4 : 3
        fields =
            version.map { ServerField.known(toMajor: $0.major, minor: $0.minor) } ?? ServerField.known(toMajor: major)
        choices = version.map { ServerChoice.known(toMajor: $0.major, minor: $0.minor) } ?? []
        self.version = version
        emptyIsZero = version.map { $0 >= KubeSphereVersion(major: 3, minor: 4) } ?? true
    }

    /// The mapstructure of 3.0 (1.1.2) panics where later ones make a list of one value.
    private var isStrict: Bool { version.map { $0 < KubeSphereVersion(major: 3, minor: 1) } ?? false }

    /// In the order of the document.
    func flaws(_ found: GoSettings) -> [ConfigFlaw] {
        var flaws: [ConfigFlaw] = []
        let present = found.knownPaths
        for field in fields where present.contains(field.folded) {
            add(
                found.places(of: field.path).compactMap {
                    $0.flaw(field.kind, emptyIsZero: emptyIsZero, isStrict: isStrict)
                }, to: &flaws)
        }
        for choice in choices { add(found.places(of: choice.path).compactMap { $0.flaw(choice) }, to: &flaws) }
        for choice in choices where choice.isRequired {
            add(Self.sameNames(found.places(of: choice.path.dropLast() + ["name"])), to: &flaws)
        }
        add(found.lacking(version), to: &flaws)
        return flaws.sorted { ($0.line ?? 0, $0.path) < ($1.line ?? 0, $1.path) }
    }

    /// Identity providers are kept by their names (pkg/apiserver/authentication/identityprovider of v3.1.1 to v3.4.1).
    private static func sameNames(_ places: [FieldPlace]) -> [ConfigFlaw] {
        var first: [String: Int] = [:]
        return places.compactMap { place in
            guard case .entry(let entry) = place.found, case .value(let name) = GoConversion.text(entry.value) else {
                return nil
            }
            guard let line = first[name] else {
                first[name] = entry.line ?? 0
                return nil
            }
            return ConfigFlaw(path: place.name, line: entry.line, problem: .nameIsTaken(firstLine: line))
        }
    }

    private func add(_ more: [ConfigFlaw], to flaws: inout [ConfigFlaw]) {
        for flaw in more where !flaws.contains(flaw) { flaws.append(flaw) }
    }
}

/// Where a field was looked for, and what stands there.
private struct FieldPlace {
    let name: String
    let found: GoSettings.Found

    func flaw(_ kind: FieldKind, emptyIsZero: Bool, isStrict: Bool) -> ConfigFlaw? {
        switch found {
        // What stands where its mapping belongs is told as that mapping's.
        case .absent, .blocked: return nil
        case .random(let one, let other):
            return ConfigFlaw(path: name, line: other.line, problem: .givenInTwoCases(otherLine: one.line ?? 0))
        case .entry(let entry):
            let isOne = isStrict && kind.isList && entry.value.elements == nil && !entry.value.isListToAll
            guard isOne || !kind.takes(entry.value, emptyIsZero: emptyIsZero) else { return nil }
            return ConfigFlaw(path: name, line: entry.line, problem: kind.problem(with: entry.value))
        }
    }

    func flaw(_ choice: ServerChoice) -> ConfigFlaw? {
        let missing =
            choice.isRequired ? ConfigFlaw(path: name, line: nil, problem: .noSuchChoice(known: choice.words)) : nil
        guard case .entry(let entry) = found else { return missing }
        guard case .value(let word) = GoConversion.text(entry.value) else { return nil }
        guard !choice.words.contains(where: { $0.utf8.elementsEqual(word.utf8) }), !(word.isEmpty && choice.takesEmpty)
        else { return nil }
        return ConfigFlaw(path: name, line: entry.line, problem: .noSuchChoice(known: choice.words))
    }
}

extension GoSettings {
    /// What stands in the document of the fields that any version has: most fields are in no document, and are not
    /// looked for.
    fileprivate var knownPaths: Set<String> {
        var paths: Set<String> = []
        Self.collect(root, "", &paths)
        return paths
    }

    private static func collect(_ map: GoMapping, _ prefix: String, _ paths: inout Set<String>) {
        for entry in map.entries {
            let path = prefix.isEmpty ? entry.folded : "\(prefix).\(entry.folded)"
            paths.insert(path)
            guard ServerField.parents.contains(path) else { continue }
            for inner in entry.value.mappings { collect(inner, path, &paths) }
        }
    }

    /// Each place of a field: of one in a list there may be several, or none.
    fileprivate func places(of path: [String], in prefix: String = "") -> [FieldPlace] {
        guard let index = path.firstIndex(where: { $0.hasSuffix("[]") }) else {
            return [FieldPlace(name: prefix + path.joined(separator: "."), found: find(path))]
        }
        let head = path[..<index] + [String(path[index].dropLast(2))]
        let name = prefix + head.joined(separator: ".")
        let rest = Array(path[(index + 1)...])
        switch value(Array(head)) {
        case .mapping(let only): return GoSettings(root: only).places(of: rest, in: "\(name).")
        case .list(let items):
            return items.enumerated().flatMap { number, item -> [FieldPlace] in
                guard case .mapping(let map) = item else { return [] }
                return GoSettings(root: map).places(of: rest, in: "\(name)[\(number)].")
            }
        default: return []
        }
    }
}

extension FieldKind {
    fileprivate var isList: Bool { self == .list || self == .textList }

    /// Whether mapstructure makes something of the value.
    fileprivate func takes(_ value: GoValue, emptyIsZero: Bool) -> Bool {
        let isEmpty = value == .text("")
        return switch self {
        case .number where isEmpty && !emptyIsZero, .decimal where isEmpty && !emptyIsZero: false
        case .text: value.becomesText
        case .duration: GoConversion.duration(value).isTaken
        case .boolean: GoConversion.bool(value).isTaken
        case .number: GoConversion.int(value).isTaken
        case .decimal: value.becomesDecimal
        // A date is a struct of Go, too.
        case .mapping: value.isMapping || value == .time
        // mapstructure merges the mappings of a list.
        case .map: value.isMap
        // It makes a list of a single mapping, and of an empty text an empty one.
        case .list: value.isMapping || value == .text("") || value.elements.map { $0.allSatisfy(\.isMapping) } ?? false
        // Within a list viper leaves no mapping out.
        case .textList:
            value.elements.map { $0.allSatisfy { $0 == .null || $0.becomesText && !$0.isMapping } } ?? value.becomesText
        }
    }

    fileprivate func problem(with value: GoValue) -> ConfigFlaw.Problem {
        guard self == .duration, case .text(let text) = value else {
            return .wrongType(wanted: wanted, found: value.kind)
        }
        return .noDuration(text: GoDuration.shown(text), GoDuration.fault(text) ?? .malformed)
    }

    private var wanted: ValueKind {
        switch self {
        case .text: .text
        case .duration: .duration
        case .boolean: .boolean
        case .number, .decimal: .number
        case .mapping, .map: .mapping
        case .list, .textList: .list
        }
    }
}

extension GoConversion {
    fileprivate var isTaken: Bool { if case .refused = self { false } else { true } }
}

extension GoValue {
    /// Itself, or those that it lists.
    fileprivate var mappings: [GoMapping] {
        if case .mapping(let map) = self { return [map] }
        return (elements ?? []).compactMap { if case .mapping(let map) = $0 { map } else { nil } }
    }

    fileprivate var elements: [GoValue]? { if case .list(let elements) = self { elements } else { nil } }

    /// A text is split at its commas, and an empty one is an empty list.
    fileprivate var isListToAll: Bool {
        if case .text = self { true } else { isVoid }
    }

    fileprivate var isMapping: Bool {
        switch self {
        case .mapping, .null: true
        default: false
        }
    }

    fileprivate var isMap: Bool { isMapping || self == .time || elements.map { $0.allSatisfy(\.isMap) } ?? false }

    /// Go takes bytes that are no UTF-8 for a text as well.
    fileprivate var becomesText: Bool { self == .bytes || GoConversion.text(self).isTaken }

    fileprivate var becomesDecimal: Bool {
        guard case .text(let text) = self else { return GoConversion.int(self).isTaken }
        let words = ["inf", "+inf", "-inf", "nan", "infinity", "+infinity", "-infinity"]
        return text.isEmpty || GoNumber.float(GoNumber.withoutUnderscores(text)) != nil
            || words.contains(text.lowercased())
    }
}

extension GoEntry {
    /// Where its value begins, from 1.
    var line: Int? { valueNode.mark?.line }
}

extension GoValue {
    var kind: ValueKind {
        switch self {
        case .null, .text: .text
        case .bool: .boolean
        case .int, .uint, .float: .number
        case .bytes: .bytes
        case .time: .date
        case .list: .list
        case .mapping: .mapping
        }
    }
}
