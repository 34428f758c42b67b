/// An upper bound of how deep a YAML text is nested, found without understanding it.
///
/// Brackets count wherever they stand, and so do the columns before a line's text, since each level of a block takes
/// one at least (`- - a`, `? a`, `: a`). An alias leads into an anchor before it only, so that all that hangs on one
/// chain is as deep as its links together.
struct YAMLDepth {
    /// Levels of brackets, and levels of indentation: each a fraction of what a stack of 512 KiB bears in a debug
    /// build.
    static let deepest = 500

    private let chain: Int
    private var line = 1
    private var brackets = 0
    private var indentation = 0
    private var isBeforeText = true
    private var last = UInt8(ascii: "\n")
    private var lastButOne: UInt8 = 0

    /// - Throws: `BoundedYAML.TooDeep`.
    static func check(_ text: String) throws(BoundedYAML.TooDeep) {
        var depth = YAMLDepth(chain: BoundedYAML.Aliases(in: text).count + 1)
        for byte in text.utf8 {
            depth.take(byte)
            guard depth.isBearable else { throw BoundedYAML.TooDeep(line: depth.line) }
        }
    }

    private init(chain: Int) { self.chain = chain }

    private var isBearable: Bool {
        brackets <= Self.deepest && indentation <= Self.deepest && (brackets + indentation) * chain <= Self.deepest * 2
    }

    private mutating func take(_ byte: UInt8) {
        switch byte {
        case _ where isBreak(byte): endLine(byte)
        case UInt8(ascii: " ") where isBeforeText: indentation += 1
        case UInt8(ascii: "-") where isBeforeText && last != byte, UInt8(ascii: "?") where isBeforeText && last != byte,
            UInt8(ascii: ":") where isBeforeText && last != byte:
            indentation += 1
        case UInt8(ascii: "["), UInt8(ascii: "{"): (brackets, isBeforeText) = (brackets + 1, false)
        case UInt8(ascii: "]"), UInt8(ascii: "}"): (brackets, isBeforeText) = (max(0, brackets - 1), false)
        // The first bytes of breaks that take more than one.
        case 0xC2 where isBeforeText, 0xE2 where isBeforeText, 0x80 where isBeforeText && last == 0xE2: break
        default: isBeforeText = false
        }
        (lastButOne, last) = (last, byte)
    }

    /// YAML 1.1, 4.2: also NEL (C2 85), LS (E2 80 A8) and PS (E2 80 A9).
    private func isBreak(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x0D: true
        case 0x85: last == 0xC2
        case 0xA8, 0xA9: last == 0x80 && lastButOne == 0xE2
        default: false
        }
    }

    private mutating func endLine(_ byte: UInt8) {
        if byte != 0x0A || last != 0x0D { line += 1 }
        (indentation, isBeforeText) = (0, true)
    }
}
