import Fleet
import GoReading
import Yams

extension SourceLines {
    /// Replaces the scalar's own characters; what follows on the line stays.
    mutating func replaceValue(of entry: GoEntry, with literal: String) throws(Fault) {
        if let place = try place(of: entry) { return replace(place.start, place.end, with: literal) }
        let colon = try colon(after: entry.keyNode)
        lines[colon.line].text.insert(contentsOf: " \(literal)".unicodeScalars, at: colon.column + 1)
    }

    /// The scalar's own characters, its quotes included; empty for `key:`, nil for what cannot stand on one line
    /// elsewhere.
    func literal(of entry: GoEntry) throws(Fault) -> String? {
        guard let place = try place(of: entry) else { return "" }
        return place.isPlainOrQuoted ? string(place.start, place.end) : nil
    }

    /// Takes out the entry's line, which must hold nothing else.
    mutating func remove(_ entry: GoEntry) throws(Fault) {
        let key = try position(entry.keyNode)
        let colon = try colon(after: entry.keyNode)
        let end = try place(of: entry)?.end ?? Position(line: colon.line, column: colon.column + 1)
        guard lines[key.line].text[..<key.column].allSatisfy({ $0 == " " }), end.line == key.line, isEnd(end) else {
            throw Self.refusal("the entry is not on a line of its own")
        }
        lines.remove(at: key.line)
    }

    /// Nothing but a comment follows.
    private func isEnd(_ place: Position) -> Bool {
        let next = scalar(at: skippingBlanks(place))
        return next == nil || next == "#"
    }

    /// Inserts `keys` (outermost first) with the value under `parent`, in its indentation: before its first entry, or
    /// below its merge key.
    mutating func insert(_ keys: [String], _ literal: String, into parent: Node, belowMerge: Bool) throws(Fault) {
        guard let entries = parent.mapping, let first = entries.first?.key else {
            throw Self.refusal("its parent is empty")
        }
        if try isFlow(parent) { return try insertInFlow(keys, literal, into: parent) }
        guard let key = belowMerge ? Array(entries).last(where: { $0.key.scalar?.string == "<<" })?.key : first else {
            throw Self.refusal("its parent is not a plain mapping")
        }
        let place = try position(key)
        guard lines[place.line].text[..<place.column].allSatisfy({ $0 == " " }) else {
            throw Self.refusal("its parent is not a plain mapping")
        }
        let block = block(keys, literal, indent: place.column, like: place.line)
        guard belowMerge else { return lines.insert(contentsOf: block, at: place.line) }
        endLine(place.line)
        lines.insert(contentsOf: block, at: place.line + 1)
    }

    private func isFlow(_ parent: Node) throws(Fault) -> Bool { try scalar(at: position(parent)) == "{" }

    /// `{` takes a new entry at once; keys in quotes where the first has them, so that JSON stays JSON.
    private mutating func insertInFlow(_ keys: [String], _ literal: String, into parent: Node) throws(Fault) {
        let brace = try position(parent)
        guard let first = parent.mapping?.first?.key else { throw Self.refusal("its parent is empty") }
        let quote = try scalar(at: position(first)) == "\"" ? "\"" : ""
        lines[brace.line].text.insert(
            contentsOf: "\(Self.flow(keys, literal, quote)), ".unicodeScalars, at: brace.column + 1)
    }

    private static func flow(_ keys: [String], _ literal: String, _ quote: String) -> String {
        guard let key = keys.first else { return literal }
        let value = flow(Array(keys.dropFirst()), literal, quote)
        return "\(quote)\(key)\(quote): " + (keys.count == 1 ? value : "{\(value)}")
    }

    /// Gives an empty entry (`oauthOptions:`, `oauthOptions: null`, `oauthOptions: {}`) its first content.
    mutating func fill(_ entry: GoEntry, with keys: [String], _ literal: String) throws(Fault) {
        let key = try position(entry.keyNode)
        guard lines[key.line].text[..<key.column].allSatisfy({ $0 == " " }) else {
            throw Self.refusal("its parent is inside a flow mapping")
        }
        let colon = try colon(after: entry.keyNode)
        let after = Position(line: colon.line, column: colon.column + 1)
        let tail = string(after, Position(line: colon.line, column: lines[colon.line].text.count))
        let value =
            tail.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
        guard ["", "null", "~", "{}", "Null", "NULL"].contains(value.filter { !$0.isWhitespace }) else {
            throw Self.refusal("its parent is not empty")
        }
        let comment = tail.dropFirst(value.count)
        lines[colon.line].text.replaceSubrange(
            after.column..., with: (comment.isEmpty ? "" : " " + comment).unicodeScalars)
        let block = block(keys, literal, indent: key.column + 2, like: key.line)
        endLine(key.line)
        lines.insert(contentsOf: block, at: key.line + 1)
    }

    private func block(_ keys: [String], _ literal: String, indent: Int, like neighbour: Int) -> [Line] {
        keys.enumerated().map { depth, key in
            let value = depth == keys.count - 1 ? " \(literal)" : ""
            return line(String(repeating: " ", count: indent + 2 * depth) + "\(key):\(value)", like: neighbour)
        }
    }

    /// The document's last line may have no end of its own.
    private mutating func endLine(_ index: Int) {
        if lines[index].lineBreak.isEmpty { lines[index].lineBreak = ["\n"] }
    }
}
