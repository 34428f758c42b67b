import Fleet
import Yams

/// Where libyaml, which reads for us, and its translation into Go, which reads for ks-apiserver, part (scannerc.go of
/// yaml.v2 and yaml.v3).
enum GoScanner {
    /// Go looks for a mark at the beginning of its buffer wherever a line begins: with a second one there each line
    /// loses a character, a key its first letter, until the buffer is filled anew. What that leaves of a document
    /// depends on its length and on its indentation: some start.
    static func refusal(_ text: String) -> Fault? {
        guard text.unicodeScalars.starts(with: ["\u{FEFF}", "\u{FEFF}"] as [Unicode.Scalar]) else { return nil }
        return Fault(
            .documentNotRead,
            """
            kubesphere.yaml begins with two byte order marks, with which Go's reader loses a character of each of the \
            first lines: take them out
            """
        )
    }

    /// A text as libyaml has to be given it; positions stay.
    struct Source {
        let text: String
        /// A mark within the text is a letter to Go, and nothing to libyaml: this one, which is nowhere in the text,
        /// stands in its place.
        let standIn: Unicode.Scalar?
        /// Whether a scalar may hold a mark.
        let mayHoldMarks: Bool
    }

    static func source(_ text: String) -> Source {
        guard text.unicodeScalars.dropFirst().contains("\u{FEFF}") else {
            return Source(text: text, standIn: nil, mayHoldMarks: holdsEscapedMark(text))
        }
        let standIn = standIn(for: text)
        var scalars = String.UnicodeScalarView()
        for (index, scalar) in text.unicodeScalars.enumerated() {
            scalars.append(index > 0 && scalar == "\u{FEFF}" ? standIn : scalar)
        }
        return Source(text: String(scalars), standIn: standIn, mayHoldMarks: true)
    }

    /// A letter for private use that the text has neither itself nor as an escape.
    private static func standIn(for text: String) -> Unicode.Scalar {
        let used = Set(text.unicodeScalars)
        let escapes = text.lowercased()
        let free = (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init).first {
            !used.contains($0) && !escapes.contains(String($0.value, radix: 16))
        }
        return free ?? "\u{2060}"
    }

    /// `"\uFEFF"`, in letters of either case, with four digits or eight.
    private static func holdsEscapedMark(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "\\")) && text.lowercased().contains("feff")
    }

    /// For a text that libyaml has refused: `\'` in double quotes is an escape in Go alone. Places behind one move.
    static func withoutEscapedQuotes(_ text: String) -> String? {
        guard text.contains("\\'") else { return nil }
        var scalars = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped, scalar == "'" {
                scalars.append(contentsOf: "x27".unicodeScalars)
            } else {
                scalars.append(scalar)
            }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return String(scalars)
    }

    /// In braces and brackets libyaml takes no plain value that ends with a colon, and says so in words alone.
    static func lineOfColon(_ error: YamlError) -> Int? {
        guard case .scanner(_, "found unexpected ':'", let mark, _) = error else { return nil }
        return mark.line
    }
}
