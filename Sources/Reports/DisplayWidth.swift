/// How many columns a text takes on a terminal: East Asian wide characters and emoji take two (Unicode Standard Annex 11, roughly).
package enum DisplayWidth {
    package static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6: 2
        case 0x1F300...0x1FAFF, 0x20000...0x3FFFD: 2
        default: 1
        }
    }

    /// The text itself, or as much of it as leaves room for an ellipsis.
    package static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width, width > 0 else { return text }
        var taken = ""
        var used = 0
        for character in text {
            used += of(character)
            guard used < width else { break }
            taken.append(character)
        }
        return taken + "…"
    }
}
