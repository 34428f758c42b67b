package import Fleet
import Yams

/// A change of one scalar in the text of a kubesphere.yaml, with everything else left as it stands: comments, quoting, order, duplicates.
package struct ConfigEdit: Sendable {
    /// `authentication.oauthOptions.accessTokenMaxAge`, for example.
    package let path: [String]
    package let text: String

    /// Sets the value at `path`, inserting the key and its parent where they are absent.
    ///
    /// - Parameter literal: the YAML text of the new value, quotes included.
    /// - Throws: `Fault(.invalidDocument)` where the text cannot be changed safely: nothing but that path may differ when it is parsed again.
    package static func setting(_ path: [String], to literal: String, in document: ConfigDocument) throws(Fault) -> ConfigEdit {
        let tree = try YAMLTree(parsing: document.text)
        var lines = SourceLines(document.text)
        try place(path, literal, tree.root, &lines)
        let edit = ConfigEdit(path: path, text: lines.text)
        try edit.verify(against: tree, literal: literal)
        return edit
    }

    /// Takes the key at `path` out again, with its line. A parent that is left empty stays: `null` reads as an absent one.
    ///
    /// - Throws: as `setting`.
    package static func removing(_ path: [String], from document: ConfigDocument) throws(Fault) -> ConfigEdit {
        let tree = try YAMLTree(parsing: document.text)
        guard let parent = tree.node(at: Array(path.dropLast())), let key = path.last, let entry = YAMLTree.entry(key, of: parent) else {
            throw Fault(.invalidDocument, "\(path.joined(separator: ".")) is not in the document: there is nothing to take out")
        }
        var lines = SourceLines(document.text)
        try lines.remove(entry)
        let edit = ConfigEdit(path: path, text: lines.text)
        let new = try YAMLTree(parsing: edit.text)
        guard new.node(at: path) == nil, without(path, new.root) == without(path, tree.root) else {
            throw Fault(.invalidDocument, "taking out \(path.joined(separator: ".")) would have changed more than that: refused")
        }
        return edit
    }

    private static func place(_ path: [String], _ literal: String, _ root: Node, _ lines: inout SourceLines) throws(Fault) {
        var parent = root
        for (depth, key) in path.enumerated() {
            let rest = Array(path[depth...])
            guard let entry = YAMLTree.entry(key, of: parent) else { return try lines.insert(rest, literal, into: parent) }
            if depth == path.count - 1 { return try lines.replaceValue(of: entry, with: literal) }
            if entry.value.mapping == nil || entry.value.mapping?.isEmpty == true {
                return try lines.fill(entry, with: Array(path[(depth + 1)...]), literal)
            }
            parent = entry.value
        }
    }

    /// Parses the new text and compares it with the old one: only this path may differ, and it must hold the new value.
    private func verify(against old: YAMLTree, literal: String) throws(Fault) {
        let new = try YAMLTree(parsing: text)
        let wanted = try YAMLTree(parsing: "value: \(literal)").node(at: ["value"])?.scalar?.string
        guard new.text(at: path) == wanted || (wanted != nil && new.node(at: path)?.scalar?.string == wanted) else {
            throw Fault(.invalidDocument, "the edit of \(path.joined(separator: ".")) did not take: refused")
        }
        guard Self.without(path, new.root) == Self.without(path, old.root) else {
            throw Fault(.invalidDocument, "the edit of \(path.joined(separator: ".")) would have changed more than that: refused")
        }
    }

    /// A plain rendering of the tree with the last occurrence of `path` left out, and parents that are empty without it left out too.
    private static func without(_ path: [String], _ node: Node) -> String {
        guard let mapping = node.mapping.map(Array.init) else { return node.null != nil && node.scalar?.style == .plain ? "" : render(node) }
        let target = path.first.map { $0.lowercased() }
        let last = mapping.lastIndex { $0.key.scalar?.string.lowercased() == target }
        let parts = mapping.indices.compactMap { index -> String? in
            let pair = mapping[index]
            guard index == last else { return "\(render(pair.key)):\(render(pair.value))" }
            let inner = path.count == 1 ? "" : without(Array(path.dropFirst()), pair.value)
            return inner.isEmpty ? nil : "\(render(pair.key)):\(inner)"
        }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    private static func render(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): "\(scalar.style == .plain ? "p" : "q")\(scalar.string.utf8.count):\(scalar.string)"
        case .mapping(let mapping): "{\(mapping.map { "\(render($0.key)):\(render($0.value))" }.joined(separator: ","))}"
        case .sequence(let sequence): "[\(sequence.map(render).joined(separator: ","))]"
        }
    }
}
