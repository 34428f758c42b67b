import Fleet

/// The settings of a document as viper finds them: keys without regard to case, and a key with points in it for a path.
package struct GoSettings {
    package let root: GoMapping

    package init(root: GoMapping) {
        self.root = root
    }

    package enum Found {
        case absent
        case entry(GoEntry)
        /// Two keys that differ in case alone: each start takes one of them at random.
        case random(GoEntry, GoEntry)
        /// Something else stands where a mapping belongs.
        case blocked(GoEntry)
    }

    package func find(_ path: [String]) -> Found { Self.find(path.map { $0.lowercased() }[...], in: root) }

    /// The longest part of the path that is a key goes first (viper's `searchMapWithPathPrefixes`).
    private static func find(_ path: ArraySlice<String>, in map: GoMapping) -> Found {
        var blocked: Found?
        for length in stride(from: path.count, to: 0, by: -1) {
            let name = path.prefix(length).joined(separator: ".")
            let found = entry(name, of: map)
            guard case .entry(let entry) = found else {
                if case .random = found { return found }
                continue
            }
            if length == path.count {
                if entry.value != .null { return found }
                continue
            }
            switch entry.value {
            case .mapping(let inner):
                let deeper = find(path.dropFirst(length), in: inner)
                if case .absent = deeper { continue }
                return deeper
            case .null: continue
            default: blocked = .blocked(entry)
            }
        }
        return blocked ?? .absent
    }

    /// viper writes every key again in small letters, over what stands there: of `jwtSecret` and `jwtsecret` the first
    /// counts, whichever comes first in the document; of two that both have capitals, the one that Go's map happens to
    /// name last.
    package static func entry(_ name: String, of map: GoMapping) -> Found {
        let all = map.entries.filter { $0.folded == name }
        let capitals = all.filter { $0.name != name }
        if capitals.count > 1 { return .random(capitals[0], capitals[1]) }
        return (capitals.first ?? all.first).map { .entry($0) } ?? .absent
    }

    package func value(_ path: [String]) -> GoValue? {
        guard case .entry(let entry) = find(path) else { return nil }
        return entry.value
    }

    /// A setting's text; nil where it is absent or no text can be made of it.
    package func text(_ path: [String]) -> String? {
        guard let value = value(path), case .value(let text) = GoConversion.text(value) else { return nil }
        return text
    }
}
