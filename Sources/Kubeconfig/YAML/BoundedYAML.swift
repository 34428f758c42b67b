package import Yams

/// YAML from a cluster or a file, composed only where it cannot be nested so deep that composing it, which is
/// recursive, overflows a thread's stack: that would end the process, and nothing could catch it.
package enum BoundedYAML {
    package struct TooDeep: Error {
        /// Of the line, from 1.
        package let line: Int
        package let problem = "nested deeper than \(YAMLDepth.deepest) levels"
    }

    /// What its aliases make of a document is more than anybody means.
    package struct TooLarge: Error {
        package let problem = "longer than \(BoundedYAML.mostNodes) values, its aliases followed"
    }

    /// The first document of a text.
    package struct Document {
        /// nil where there is none.
        package let root: Node?
        /// Whether another one, or something unreadable, stands behind it.
        package let isFollowed: Bool
    }

    /// - Throws: `TooDeep`, `TooLarge`, or a `YamlError`.
    package static func compose(_ text: String) throws -> Node? {
        try YAMLDepth.check(text)
        let node = try Yams.compose(yaml: text)
        guard node.map({ isBounded($0) }) ?? true else { throw TooLarge() }
        return node
    }

    /// The first document, as Go's `yaml.Unmarshal` reads it: a byte order mark before it is dropped, and what follows
    /// it is not looked at.
    ///
    /// Its size with aliases followed is not bounded: whoever walks it counts.
    ///
    /// - Returns: nil for a text without a document.
    /// - Throws: `TooDeep`, or a `YamlError`.
    package static func composeFirst(_ text: String) throws -> Node? {
        try firstParser(text).nextRoot()
    }

    /// The first document, of which it is told whether it is all: what stands behind it is looked at no further.
    ///
    /// - Parameter most: Values, its aliases followed.
    /// - Throws: `TooDeep`, `TooLarge`, or a `YamlError` of the first document.
    package static func firstDocument(_ text: String, most: Int = mostNodes) throws -> Document {
        let parser = try firstParser(text)
        guard let root = try parser.nextRoot() else { return Document(root: nil, isFollowed: false) }
        guard isBounded(root, most: most) else { throw TooLarge() }
        return Document(root: root, isFollowed: hasMore(parser))
    }

    /// The scalars of a text that hold a letter, or begin with a byte order mark, by the places of their nodes: Yams
    /// makes their texts with Foundation, which drops such a mark.
    package static func texts(in text: String, with letter: Unicode.Scalar?) -> [YAMLPlace: String] {
        var texts: [YAMLPlace: String] = [:]
        var events = YAMLEvents(text)
        while let event = events.next() {
            guard case .scalar = event else { continue }
            let own = events.text
            guard own.unicodeScalars.first == "\u{FEFF}" || own.unicodeScalars.contains(where: { $0 == letter }) else {
                continue
            }
            texts[events.place] = own
        }
        return texts
    }

    private static func firstParser(_ text: String) throws -> Parser {
        try YAMLDepth.check(text)
        // Yams names the encoding, so libyaml would take the mark for a character of the first line.
        return try Parser(
            yaml: text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text)
    }

    /// A mark at the end opens a document of nothing.
    private static func hasMore(_ parser: Parser) -> Bool {
        do {
            guard let next = try parser.nextRoot() else { return false }
            if case .scalar(let scalar) = next, scalar.string.isEmpty { return false }
            return true
        } catch {
            return true
        }
    }
}
