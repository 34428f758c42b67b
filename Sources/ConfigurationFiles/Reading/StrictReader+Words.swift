import Fleet
import Yams

/// Words of a set, and the clusters that something is for.
extension StrictReader {
    mutating func word<Word: RawRepresentable & CaseIterable>(_ node: Node, _ type: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let text = text(node) else { return nil }
        guard let word = Word(rawValue: text) else {
            let known = Word.allCases.map(\.rawValue)
            let near =
                Spelling.nearest(to: text, among: known).map { "did you mean \($0)?" }
                ?? "one of \(known.joined(separator: ", "))"
            add("unknown word \(printable(text, limit: 60)): \(near)", at: node)
            return nil
        }
        return word
    }

    /// nil where it is no list. An empty list is a mistake, unless something may be meant by it.
    mutating func words<Word: RawRepresentable & CaseIterable>(
        _ node: Node, _ type: Word.Type, mayBeEmpty: Bool = false
    ) -> [Word]? where Word.RawValue == String {
        guard let sequence = node.sequence else {
            add("a list is expected, of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", at: node)
            return nil
        }
        if sequence.isEmpty, !mayBeEmpty { add("an empty list matches nothing: leave the key out for any", at: node) }
        return Array(sequence).compactMap { word($0, type) }
    }

    /// A list of names and globs, a mapping of `names` and `labels`, or `all`; nil where it would match nothing by
    /// mistake.
    mutating func selector(_ node: Node) -> ClusterSelector? {
        if node.sequence != nil { return names(node).map { ClusterSelector(names: $0) } }
        if node.scalar?.string == "all" { return .all }
        guard node.mapping != nil, let mapping = node.mapping, !mapping.isEmpty else {
            add(
                "clusters matches nothing: a list of names such as [edge-*], {names: […], labels: {…}}, or all",
                at: node)
            return nil
        }
        var selector: ClusterSelector? = .all
        for (key, value) in entries(node, known: ["names", "labels"], of: "clusters") {
            if key == "names" {
                if let names = names(value) { selector?.names = names } else { selector = nil }
            } else {
                let labels = labels(value, of: "clusters.labels")
                if labels.isEmpty {
                    add("an empty mapping of labels says nothing: leave labels out for any cluster", at: value)
                }
                selector?.labels = labels
            }
        }
        return selector
    }

    private mutating func names(_ node: Node) -> [String]? {
        let names = strings(node)
        guard let sequence = node.sequence, sequence.isEmpty else { return names.isEmpty ? nil : names }
        add("an empty list of clusters matches nothing", at: node)
        return nil
    }
}
