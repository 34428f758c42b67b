package import Yams

/// YAML from a cluster or a file, composed only where it cannot be nested so deep that composing it, which is recursive, overflows a thread's
/// stack: that would end the process, and nothing could catch it.
package enum BoundedYAML {
    package struct TooDeep: Error {
        /// Of the line, from 1.
        package let line: Int
        package let problem = "nested deeper than \(BoundedYAML.deepest) levels"
    }

    /// What its aliases make of a document is more than anybody means.
    package struct TooLarge: Error {
        package let problem = "longer than \(BoundedYAML.mostNodes) values, its aliases followed"
    }

    /// Levels of brackets, and levels of indentation: each a fraction of what a stack of 512 KiB bears in a debug build.
    static let deepest = 500

    /// - Throws: `TooDeep`, `TooLarge`, or a `YamlError`.
    package static func compose(_ text: String) throws -> Node? {
        if let line = lineTooDeep(text) { throw TooDeep(line: line) }
        let node = try Yams.compose(yaml: text)
        guard node.map(isBounded) ?? true else { throw TooLarge() }
        return node
    }

    /// The first document, as Go's `yaml.Unmarshal` reads it: a byte order mark before it is dropped, and what follows it is not looked at.
    ///
    /// Its size with aliases followed is not bounded: whoever walks it counts.
    ///
    /// - Returns: nil for a text without a document.
    /// - Throws: `TooDeep`, or a `YamlError`.
    package static func composeFirst(_ text: String) throws -> Node? {
        if let line = lineTooDeep(text) { throw TooDeep(line: line) }
        // Yams names the encoding, so libyaml would take the mark for a character of the first line.
        return try Parser(yaml: text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text).nextRoot()
    }

    /// An upper bound, so that nothing has to be understood: brackets count wherever they stand, and so do the columns before a line's text,
    /// since each level of a block takes one at least (`- - a`, `? a`).
    private static func lineTooDeep(_ text: String) -> Int? {
        let chain = Aliases(in: text).count + 1
        var (line, brackets, indentation) = (1, 0, 0)
        var (isBeforeText, previous) = (true, UInt8(ascii: "\n"))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): (line, indentation, isBeforeText) = (line + 1, 0, true)
            case UInt8(ascii: " ") where isBeforeText: indentation += 1
            case UInt8(ascii: "-") where isBeforeText && previous != byte, UInt8(ascii: "?") where isBeforeText && previous != byte: indentation += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"): (brackets, isBeforeText) = (brackets + 1, false)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): (brackets, isBeforeText) = (max(0, brackets - 1), false)
            default: isBeforeText = false
            }
            if (brackets + indentation) * chain > deepest * 2 || brackets > deepest || indentation > deepest { return line }
            previous = byte
        }
        return nil
    }
}
