package import Fleet
import GoReading
import Yams

/// A change of one scalar in the text of a kubesphere.yaml, with everything else left as it stands: comments, quoting,
/// order, duplicates, anchors, line breaks, a byte order mark, further documents.
package struct ConfigEdit: Sendable {
    /// `authentication.oauthOptions.accessTokenMaxAge`, for example.
    package let path: [String]
    package let text: String

    /// Sets the value at `path`, inserting the key and its parent where they are absent.
    ///
    /// - Parameter literal: the YAML text of the new value, quotes included.
    /// - Throws: `Fault(.invalidDocument)` where the text cannot be changed safely: nothing but that path may differ
    ///   when the document's own version reads it again.
    package static func setting(_ path: [String], to literal: String, in document: ConfigDocument) throws(Fault)
        -> ConfigEdit
    {
        let tree = try YAMLTree(parsing: document.text, rules: document.rules)
        do {
            return try edit(path, literal, document, tree, belowMerge: false)
        } catch {
            // In yaml.v2 a merge key counts over what stands before it.
            guard let edit = try? edit(path, literal, document, tree, belowMerge: true) else { throw error }
            return edit
        }
    }

    private static func edit(
        _ path: [String], _ literal: String, _ document: ConfigDocument, _ tree: YAMLTree, belowMerge: Bool
    ) throws(Fault) -> ConfigEdit {
        var lines = SourceLines(document.text)
        try place(path, literal, tree, &lines, belowMerge: belowMerge)
        let edit = ConfigEdit(path: path, text: lines.text)
        try edit.verify(against: tree, literal: literal, rules: document.rules)
        return edit
    }

    /// Takes the key at `path` out again, with its line. A parent that is left empty stays: `null` reads as an absent
    /// one.
    ///
    /// - Throws: as `setting`.
    package static func removing(_ path: [String], from document: ConfigDocument) throws(Fault) -> ConfigEdit {
        let tree = try YAMLTree(parsing: document.text, rules: document.rules)
        guard let entry = tree.written(path), !entry.isMerged else {
            throw Fault(
                .invalidDocument, "\(path.joined(separator: ".")) is not in the document: there is nothing to take out")
        }
        var lines = SourceLines(document.text)
        try lines.remove(entry)
        let edit = ConfigEdit(path: path, text: lines.text)
        let new = try YAMLTree(parsing: edit.text, rules: document.rules)
        guard new.written(path) == nil, new.settings.without(path) == tree.settings.without(path) else {
            throw Fault(
                .invalidDocument, "taking out \(path.joined(separator: ".")) would have changed more than that: refused"
            )
        }
        return edit
    }

    private static func place(
        _ path: [String], _ literal: String, _ tree: YAMLTree, _ lines: inout SourceLines, belowMerge: Bool
    )
        throws(Fault)
    {
        if let entry = tree.entry(path) ?? tree.written(path), !entry.isMerged {
            return try lines.replaceValue(of: entry, with: literal)
        }
        for depth in stride(from: path.count - 1, to: 0, by: -1) {
            guard let parent = tree.written(Array(path.prefix(depth))) else { continue }
            let rest = Array(path[depth...])
            if parent.valueNode.mapping?.isEmpty == false {
                return try lines.insert(rest, literal, into: parent.valueNode, belowMerge: belowMerge)
            }
            return try lines.fill(parent, with: rest, literal)
        }
        try lines.insert(path, literal, into: tree.root, belowMerge: belowMerge)
    }

    /// Reads the new text and compares it with the old one: only this path may differ, and it must hold the new value.
    private func verify(against old: YAMLTree, literal: String, rules: YAMLRules) throws(Fault) {
        let new = try YAMLTree(parsing: text, rules: rules)
        let wanted = try YAMLTree(parsing: "value: \(literal)\n", rules: rules).settings.value(["value"])
        guard new.settings.value(path) == wanted else {
            throw Fault(.invalidDocument, "the edit of \(path.joined(separator: ".")) did not take: refused")
        }
        guard new.settings.without(path) == old.settings.without(path), new.duplicates.count == old.duplicates.count
        else {
            throw Fault(
                .invalidDocument,
                "the edit of \(path.joined(separator: ".")) would have changed more than that: refused")
        }
    }
}

extension YAMLTree {
    /// The entry at a path whose keys are mappings' own, a null one included; nil where a key is absent.
    fileprivate func written(_ path: [String]) -> GoEntry? {
        var map = settings.root
        var found: GoEntry?
        for key in path {
            guard case .entry(let entry) = GoSettings.entry(key.lowercased(), of: map) else { return nil }
            found = entry
            map = if case .mapping(let inner) = entry.value { inner } else { GoMapping() }
        }
        return found
    }
}

extension GoSettings {
    /// All but the value at `path`, and without parents that are empty without it.
    fileprivate func without(_ path: [String]) -> GoValue? {
        Self.without(path.map { $0.lowercased() }[...], .mapping(root))
    }

    private static func without(_ path: ArraySlice<String>, _ value: GoValue) -> GoValue? {
        guard case .mapping(let map) = value else { return value == .null ? nil : value }
        var rest = GoMapping()
        for entry in map.entries {
            guard let length = lengthOnPath(entry, path, map) else {
                rest.set(entry)
                continue
            }
            guard length < path.count, let inner = without(path.dropFirst(length), entry.value) else { continue }
            rest.set(
                GoEntry(
                    name: entry.name, value: inner, keyNode: entry.keyNode, valueNode: entry.valueNode,
                    isMerged: entry.isMerged))
        }
        return rest.entries.isEmpty ? nil : .mapping(rest)
    }

    /// How many keys of the path an entry is, where it is the one that counts.
    private static func lengthOnPath(_ entry: GoEntry, _ path: ArraySlice<String>, _ map: GoMapping) -> Int? {
        for length in stride(from: path.count, to: 0, by: -1) {
            guard case .entry(let found) = Self.entry(path.prefix(length).joined(separator: "."), of: map),
                found.name == entry.name
            else {
                continue
            }
            return length
        }
        return nil
    }
}
