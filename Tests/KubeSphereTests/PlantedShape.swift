import Foundation
import Testing

/// A line of `redaction/planted.txt` with secrets put in.
struct PlantedShape: Sendable, CustomTestStringConvertible {
    let document: String
    let secrets: [String]
    private let line: String

    var testDescription: String { line }

    /// Words, letters with digits, hex, base64, a number.
    private static let kinds = [
        "correct-horse-battery", "Tr0ub4dor3Zq9", "9f86d081884c7d659a2feaa0c55ad015", "c2VjcmV0LXZhbHVl+Qk7",
        "48151623",
    ]

    static func all() throws -> [PlantedShape] {
        let file = Fixtures.directory.appending(path: "redaction/planted.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        return lines.filter { !$0.hasPrefix("# ") || $0.contains("\\n") }.flatMap(shapes)
    }

    private static func shapes(_ line: String) -> [PlantedShape] {
        var text = line
        for (escape, character) in [("\\n", "\n"), ("\\t", "\t"), ("\\0", "\0"), ("\\\\", "\\")] {
            text = text.replacingOccurrences(of: escape, with: character)
        }
        let written = text.split(separator: "«").dropFirst().compactMap {
            $0.split(separator: "»").first.map(String.init)
        }
        text = text.filter { !"«»".contains($0) }
        let kinds = text.contains("§") ? kinds : text.contains("¤") ? Array(kinds[1...3]) : []
        if kinds.isEmpty { return [PlantedShape(document: text, secrets: written, line: line)] }
        return kinds.map { secret in
            let document = text.replacingOccurrences(of: "§", with: secret).replacingOccurrences(of: "¤", with: secret)
            return PlantedShape(document: document, secrets: written + [secret], line: "\(line) (\(secret))")
        }
    }
}
