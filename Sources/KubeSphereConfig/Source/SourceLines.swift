import Fleet
import Yams

/// The text of a document by lines, edited at the places that the parser's marks name (lines and columns from 1,
/// columns in scalars).
///
/// What is not replaced stays as it is, line breaks of every kind and a byte order mark included.
struct SourceLines {
    struct Line {
        var text: [Unicode.Scalar]
        /// Empty at the end of the document.
        var lineBreak: [Unicode.Scalar]
    }

    var lines: [Line]
    private let mark: [Unicode.Scalar]

    /// YAML 1.1, 4.2: what ends a line, and so counts in a mark.
    private static let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

    private static let newline: [Unicode.Scalar] = ["\n"]
    private static let pair: [Unicode.Scalar] = ["\r", "\n"]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        mark = scalars.first == "\u{FEFF}" ? ["\u{FEFF}"] : []
        lines = []
        var current: [Unicode.Scalar] = []
        var index = mark.count
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            guard Self.breaks.contains(scalar) else {
                current.append(scalar)
                continue
            }
            let isPair = scalar == "\r" && index < scalars.count && scalars[index] == "\n"
            if isPair { index += 1 }
            lines.append(Line(text: current, lineBreak: scalar == "\n" ? Self.newline : isPair ? Self.pair : [scalar]))
            current = []
        }
        lines.append(Line(text: current, lineBreak: []))
    }

    var text: String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: mark)
        for line in lines {
            result.append(contentsOf: line.text)
            result.append(contentsOf: line.lineBreak)
        }
        return String(result)
    }

    /// A new line as its neighbour ends.
    func line(_ text: String, like neighbour: Int) -> Line {
        let lineBreak = lines[neighbour].lineBreak
        return Line(text: Array(text.unicodeScalars), lineBreak: lineBreak.isEmpty ? ["\n"] : lineBreak)
    }

    func position(_ node: Node) throws(Fault) -> Position {
        guard let mark = node.mark, lines.indices.contains(mark.line - 1), mark.column >= 1,
            mark.column <= lines[mark.line - 1].text.count + 1
        else {
            throw Self.refusal("its place is not known")
        }
        return Position(line: mark.line - 1, column: mark.column - 1)
    }

    struct Position: Comparable {
        var line: Int
        var column: Int

        static func < (a: Position, b: Position) -> Bool { (a.line, a.column) < (b.line, b.column) }
    }

    /// What stands at a place; nil at a line's end.
    func scalar(at place: Position) -> Unicode.Scalar? {
        let line = lines[place.line].text
        return place.column < line.count ? line[place.column] : nil
    }

    /// The place after blanks and tabs.
    func skippingBlanks(_ place: Position) -> Position {
        var place = place
        while let next = scalar(at: place), next == " " || next == "\t" { place.column += 1 }
        return place
    }

    func string(_ from: Position, _ to: Position) -> String {
        var result = String.UnicodeScalarView()
        for index in from.line...to.line {
            let line = lines[index].text
            let start = index == from.line ? from.column : 0
            let end = index == to.line ? to.column : line.count
            result.append(contentsOf: line[start..<end])
            if index != to.line { result.append(contentsOf: lines[index].lineBreak) }
        }
        return String(result)
    }

    mutating func replace(_ from: Position, _ to: Position, with text: String) {
        let head = lines[from.line].text[..<from.column]
        let tail = lines[to.line].text[to.column...]
        lines[to.line].text = head + Array(text.unicodeScalars) + tail
        lines.removeSubrange(from.line..<to.line)
    }

    static func refusal(_ why: String) -> Fault {
        Fault(.invalidDocument, "kubesphere.yaml cannot be edited safely: \(why); edit it by hand")
    }
}
