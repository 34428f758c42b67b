package import Yams

/// YAML from a cluster or a file, composed only where it cannot be nested so deep that composing it, which is recursive, overflows a thread's
/// stack: that would end the process, and nothing could catch it.
package enum BoundedYAML {
    package struct TooDeep: Error {
        /// Of the line, from 1.
        package let line: Int
        package let problem = "nested deeper than \(BoundedYAML.deepest) levels"
    }

    /// Levels of brackets, and levels of indentation: each a fraction of what a stack of 512 KiB bears in a debug build.
    static let deepest = 500

    /// - Throws: `TooDeep`, or a `YamlError`.
    package static func compose(_ text: String) throws -> Node? {
        if let line = lineTooDeep(text) { throw TooDeep(line: line) }
        return try Yams.compose(yaml: text)
    }

    /// An upper bound, so that nothing has to be understood: brackets count wherever they stand, and so do the columns before a line's text,
    /// since each level of a block takes one at least (`- - a`, `? a`).
    private static func lineTooDeep(_ text: String) -> Int? {
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
            if brackets > deepest || indentation > deepest { return line }
            previous = byte
        }
        return nil
    }
}
