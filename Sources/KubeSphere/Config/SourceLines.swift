import Fleet
import Yams

/// The text of a document by lines, edited at the places that the parser's marks name (lines and columns from 1, columns in scalars).
struct SourceLines {
    private var lines: [[Unicode.Scalar]]

    init(_ text: String) {
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    var text: String {
        var result = String.UnicodeScalarView()
        for (index, line) in lines.enumerated() {
            if index > 0 { result.append("\n") }
            result.append(contentsOf: line)
        }
        return String(result)
    }

    /// Replaces the scalar's own characters, its quotes included; what follows on the line stays.
    mutating func replaceValue(of entry: (key: Node, value: Node), with literal: String) throws(Fault) {
        guard let scalar = entry.value.scalar else { throw Self.refusal("the value is not a scalar") }
        if scalar.style == .plain, scalar.string.isEmpty { return try fillEmpty(entry.key, with: " " + literal) }
        let (line, start) = try position(entry.value)
        let end = try endOfScalar(line: line, start: start)
        guard Self.reads(lines[line][start..<end], as: scalar.string) else { throw Self.refusal("the value spans lines or carries an anchor") }
        lines[line].replaceSubrange(start..<end, with: literal.unicodeScalars)
    }

    /// The scalar's own characters, its quotes included; empty for `key:`.
    func literal(of entry: (key: Node, value: Node)) throws(Fault) -> String {
        guard let scalar = entry.value.scalar else { throw Self.refusal("the value is not a scalar") }
        if scalar.style == .plain, scalar.string.isEmpty { return "" }
        let (line, start) = try position(entry.value)
        let end = try endOfScalar(line: line, start: start)
        guard Self.reads(lines[line][start..<end], as: scalar.string) else { throw Self.refusal("the value spans lines or carries an anchor") }
        return String(String.UnicodeScalarView(lines[line][start..<end]))
    }

    /// Takes out the entry's line, which must hold nothing else.
    mutating func remove(_ entry: (key: Node, value: Node)) throws(Fault) {
        guard entry.value.scalar != nil else { throw Self.refusal("the value is not a scalar") }
        let (line, column) = try position(entry.key)
        guard lines[line][..<column].allSatisfy({ $0 == " " }), try position(entry.value).line == line else {
            throw Self.refusal("the entry is not on a line of its own")
        }
        lines.remove(at: line)
    }

    /// Inserts `keys` (outermost first) with the value under `parent`, before its first entry and in its indentation.
    mutating func insert(_ keys: [String], _ literal: String, into parent: Node) throws(Fault) {
        guard let first = parent.mapping?.first?.key else { throw Self.refusal("its parent is empty") }
        let (line, column) = try position(first)
        let indent = Array(lines[line][..<column])
        if indent.allSatisfy({ $0 == " " }) {
            lines.insert(contentsOf: block(keys, literal, indent: column), at: line)
        } else {
            // `{a: b}` or `- a: b`: only the flow form takes a new entry on its own line.
            guard lines[line][..<column].last(where: { $0 != " " }) == "{" else { throw Self.refusal("its parent is not a plain mapping") }
            lines[line].insert(contentsOf: Self.flow(keys, literal).unicodeScalars + [",", " "], at: column)
        }
    }

    /// Gives an empty entry (`oauthOptions:`, `oauthOptions: null`, `oauthOptions: {}`) its first content.
    mutating func fill(_ entry: (key: Node, value: Node), with keys: [String], _ literal: String) throws(Fault) {
        let (line, column) = try position(entry.key)
        guard lines[line][..<column].allSatisfy({ $0 == " " }) else { throw Self.refusal("its parent is inside a flow mapping") }
        guard entry.value.mapping?.isEmpty == true || entry.value.null != nil else { throw Self.refusal("its parent is not a mapping") }
        let colon = try colonAfter(entry.key)
        let tail = String(String.UnicodeScalarView(lines[line][(colon + 1)...]))
        let value = tail.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard ["", "null", "~", "{}", "Null", "NULL"].contains(value.filter { !$0.isWhitespace }) else { throw Self.refusal("its parent is not empty") }
        let comment = tail.dropFirst(value.count)
        lines[line].replaceSubrange((colon + 1)..., with: (comment.isEmpty ? "" : " " + comment).unicodeScalars)
        lines.insert(contentsOf: block(keys, literal, indent: column + 2), at: line + 1)
    }

    private mutating func fillEmpty(_ key: Node, with text: String) throws(Fault) {
        let colon = try colonAfter(key)
        let (line, _) = try position(key)
        lines[line].insert(contentsOf: text.unicodeScalars, at: colon + 1)
    }

    private func colonAfter(_ key: Node) throws(Fault) -> Int {
        let (line, start) = try position(key)
        let end = try endOfScalar(line: line, start: start, isKey: true)
        guard let colon = lines[line][end...].firstIndex(of: ":") else { throw Self.refusal("its key spans lines") }
        return colon
    }

    private func block(_ keys: [String], _ literal: String, indent: Int) -> [[Unicode.Scalar]] {
        keys.enumerated().map { depth, key in
            let value = depth == keys.count - 1 ? " \(literal)" : ""
            return Array((String(repeating: " ", count: indent + 2 * depth) + "\(key):\(value)").unicodeScalars)
        }
    }

    private static func flow(_ keys: [String], _ literal: String) -> String {
        guard let key = keys.first else { return literal }
        return keys.count == 1 ? "\(key): \(literal)" : "\(key): {\(flow(Array(keys.dropFirst()), literal))}"
    }

    private func position(_ node: Node) throws(Fault) -> (line: Int, column: Int) {
        guard let mark = node.mark, lines.indices.contains(mark.line - 1), mark.column >= 1, mark.column <= lines[mark.line - 1].count + 1 else {
            throw Self.refusal("its place is not known")
        }
        return (mark.line - 1, mark.column - 1)
    }

    /// The end of a scalar that begins at `start` and stays on its line.
    private func endOfScalar(line: Int, start: Int, isKey: Bool = false) throws(Fault) -> Int {
        let source = lines[line]
        guard start < source.count else { return start }
        switch source[start] {
        case "\"", "'": return try endOfQuoted(source, start)
        case "|", ">", "&", "*", "!": throw Self.refusal("the value is a block, an alias or tagged")
        default: return endOfPlain(source, start, isKey: isKey)
        }
    }

    private func endOfQuoted(_ source: [Unicode.Scalar], _ start: Int) throws(Fault) -> Int {
        let quote = source[start]
        var index = start + 1
        while index < source.count {
            if source[index] == "\\", quote == "\"" {
                index += 2
            } else if source[index] == quote {
                // YAML 1.2, 7.3.2: inside single quotes, a quote is written twice.
                guard quote == "'", index + 1 < source.count, source[index + 1] == "'" else { return index + 1 }
                index += 2
            } else {
                index += 1
            }
        }
        throw Self.refusal("the quoted value spans lines")
    }

    private func endOfPlain(_ source: [Unicode.Scalar], _ start: Int, isKey: Bool) -> Int {
        var end = start
        while end < source.count {
            if source[end] == "#", end > start, source[end - 1] == " " { break }
            if source[end] == ":", isKey { break }
            // Inside a flow mapping a plain value ends there; outside, a comma may be part of it, and then `reads` refuses.
            if source[end] == "," || source[end] == "}" { break }
            end += 1
        }
        while end > start, source[end - 1] == " " || source[end - 1] == "\r" || source[end - 1] == "\t" { end -= 1 }
        return end
    }

    private static func reads(_ source: ArraySlice<Unicode.Scalar>, as value: String) -> Bool {
        let text = String(String.UnicodeScalarView(source))
        return (try? Yams.compose(yaml: text))?.scalar?.string == value
    }

    private static func refusal(_ why: String) -> Fault {
        Fault(.invalidDocument, "kubesphere.yaml cannot be edited safely: \(why); edit it by hand")
    }
}
