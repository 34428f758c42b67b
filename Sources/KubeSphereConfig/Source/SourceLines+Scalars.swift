import Fleet
import GoReading
import Yams

/// Where a scalar stands in the text of a document: its own characters, quotes and tag included, and not its anchor.
struct ScalarPlace {
    let start: SourceLines.Position
    let end: SourceLines.Position
    /// It is a text of its own on one line: what stands there can stand elsewhere.
    let isPlainOrQuoted: Bool
}

extension SourceLines {
    /// - Returns: nil for `key:` with nothing after it.
    func place(of entry: GoEntry) throws(Fault) -> ScalarPlace? {
        guard let scalar = entry.valueNode.scalar else { throw Self.refusal("the value is not a scalar") }
        let colon = try colon(after: entry.keyNode)
        if try position(entry.valueNode) < position(entry.keyNode) { return try aliasPlace(after: colon) }
        if scalar.style == .plain, scalar.string.isEmpty { return try emptyPlace(after: colon) }
        let (start, isTagged) = try skippingProperties(position(entry.valueNode))
        switch self.scalar(at: start) {
        case "\"", "'":
            let end = try endOfQuoted(start)
            return ScalarPlace(
                start: isTagged ?? start, end: end, isPlainOrQuoted: isTagged == nil && start.line == end.line)
        case "|", ">":
            guard isTagged == nil else { throw Self.refusal("the value is a tagged block") }
            return ScalarPlace(
                start: start, end: try endOfBlock(start, key: position(entry.keyNode)), isPlainOrQuoted: false)
        default:
            return ScalarPlace(
                start: isTagged ?? start, end: try endOfPlain(start, scalar.string), isPlainOrQuoted: isTagged == nil)
        }
    }

    /// `*name`, which stands for a value elsewhere: here only the name is replaced.
    private func aliasPlace(after colon: Position) throws(Fault) -> ScalarPlace {
        let start = skippingBlanks(Position(line: colon.line, column: colon.column + 1))
        guard scalar(at: start) == "*" else { throw Self.refusal("the value is an alias on another line") }
        var end = Position(line: start.line, column: start.column + 1)
        while let next = scalar(at: end), next.isASCII,
            next.properties.isAlphabetic || next.properties.numericType != nil || next == "_" || next == "-"
        { end.column += 1 }
        return ScalarPlace(start: start, end: end, isPlainOrQuoted: false)
    }

    private func emptyPlace(after colon: Position) throws(Fault) -> ScalarPlace? {
        let next = skippingBlanks(Position(line: colon.line, column: colon.column + 1))
        switch scalar(at: next) {
        case nil, "#", ",", "}": return nil
        default: throw Self.refusal("the value is empty, and carries an anchor or a tag")
        }
    }

    /// An anchor stays, a tag goes with its scalar.
    private func skippingProperties(_ place: Position) throws(Fault) -> (start: Position, tag: Position?) {
        var place = place
        var tag: Position?
        while let next = scalar(at: place), next == "&" || next == "!" {
            if next == "!" {
                tag = place
            } else if tag != nil {
                throw Self.refusal("the value carries a tag before its anchor")
            }
            while let inner = scalar(at: place), inner != " ", inner != "\t" { place.column += 1 }
            place = skippingBlanks(place)
        }
        guard scalar(at: place) != nil else {
            throw Self.refusal("the value stands on another line than its anchor or tag")
        }
        return (place, tag)
    }

    /// The place of the colon after a key on one line.
    func colon(after key: Node) throws(Fault) -> Position {
        let start = try position(key)
        guard let scalar = key.scalar else { throw Self.refusal("its key is not a scalar") }
        let isQuoted = self.scalar(at: start) == "\"" || self.scalar(at: start) == "'"
        let end = isQuoted ? try endOfQuoted(start) : try endOfPlain(start, scalar.string)
        let colon = skippingBlanks(end)
        guard self.scalar(at: colon) == ":" else { throw Self.refusal("its key is not written as `key:`") }
        return colon
    }

    /// A plain scalar has no escapes: on one line its characters are its value.
    private func endOfPlain(_ start: Position, _ value: String) throws(Fault) -> Position {
        let wanted = Array(value.unicodeScalars)
        let line = lines[start.line].text
        let end = start.column + wanted.count
        guard end <= line.count, line[start.column..<end].elementsEqual(wanted) else {
            throw Self.refusal("the value spans lines")
        }
        return Position(line: start.line, column: end)
    }

    private func endOfQuoted(_ start: Position) throws(Fault) -> Position {
        guard let quote = scalar(at: start) else { throw Self.refusal("its quotes are not where they were read") }
        var place = Position(line: start.line, column: start.column + 1)
        while place.line < lines.count {
            guard let next = scalar(at: place) else {
                place = Position(line: place.line + 1, column: 0)
                continue
            }
            place.column += 1
            if next == "\\", quote == "\"" {
                place.column += 1
            } else if next == quote {
                // YAML 1.2, 7.3.2: inside single quotes, a quote is written twice.
                guard quote == "'", scalar(at: place) == "'" else { return place }
                place.column += 1
            }
        }
        throw Self.refusal("the value's quotes do not end")
    }

    /// The line, from 1, of a text in double quotes that is written with `\/`: yaml.v2 and yaml.v3 have no such escape
    /// (scannerc.go, yaml_parser_scan_flow_scalar), and read nothing of a document with one. nil where there is none.
    func lineOfEscapedSlash(in node: Node) -> Int? {
        switch node {
        case .scalar(let scalar): return scalar.style == .doubleQuoted && escapesSlash(node) ? node.mark?.line : nil
        case .sequence(let items): return items.lazy.compactMap { lineOfEscapedSlash(in: $0) }.first
        case .mapping(let pairs):
            return pairs.lazy.compactMap { lineOfEscapedSlash(in: $0.key) ?? lineOfEscapedSlash(in: $0.value) }.first
        }
    }

    /// The line, from 1, of a plain text with `?` in braces or brackets, where Go ends it (scannerc.go,
    /// yaml_parser_scan_plain_scalar); nil where there is none. The source tells: of a collection the parser's own
    /// style is the one of its end.
    func lineOfQuestion(in node: Node, isInFlow: Bool = false) -> Int? {
        switch node {
        case .scalar(let scalar):
            return isInFlow && scalar.style == .plain && scalar.string.contains("?") ? node.mark?.line : nil
        case .sequence(let items):
            let isFlow = isInFlow || begins(node, with: "[")
            return items.lazy.compactMap { lineOfQuestion(in: $0, isInFlow: isFlow) }.first
        case .mapping(let pairs):
            let isFlow = isInFlow || begins(node, with: "{")
            return pairs.lazy.compactMap {
                lineOfQuestion(in: $0.key, isInFlow: isFlow) ?? lineOfQuestion(in: $0.value, isInFlow: isFlow)
            }.first
        }
    }

    private func begins(_ node: Node, with sign: Unicode.Scalar) -> Bool {
        guard let (start, _) = try? skippingProperties(position(node)) else { return false }
        return scalar(at: start) == sign
    }

    private func escapesSlash(_ node: Node) -> Bool {
        guard let (start, _) = try? skippingProperties(position(node)), scalar(at: start) == "\"",
            let end = try? endOfQuoted(start)
        else { return false }
        var place = Position(line: start.line, column: start.column + 1)
        while place < end {
            guard scalar(at: place) == "\\" else {
                place =
                    scalar(at: place) == nil
                    ? Position(line: place.line + 1, column: 0) : Position(line: place.line, column: place.column + 1)
                continue
            }
            place.column += 1
            if scalar(at: place) == "/" { return true }
            place.column += 1
        }
        return false
    }

    /// A block ends with the last of its lines that is not blank; blank lines after it stay.
    private func endOfBlock(_ start: Position, key: Position) throws(Fault) -> Position {
        let header = lines[start.line].text[start.column...]
        guard header.allSatisfy({ $0 != "#" }) else {
            throw Self.refusal("the value is a block with a comment in its first line")
        }
        var indent = header.first { ("1"..."9").contains($0) }.map { key.column + Int($0.value - 48) }
        var last = start.line
        for index in lines.indices.dropFirst(start.line + 1) {
            let line = lines[index].text
            guard let column = line.firstIndex(where: { $0 != " " && $0 != "\t" }) else { continue }
            if indent == nil, column > key.column { indent = column }
            guard let indent, column >= indent else { break }
            last = index
        }
        return Position(line: last, column: lines[last].text.count)
    }
}
