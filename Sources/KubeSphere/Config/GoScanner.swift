import Fleet
import Yams

/// Where libyaml, which reads for us, and its translation into Go, which reads for ks-apiserver, part (scannerc.go of
/// yaml.v2 and yaml.v3).
enum GoScanner {
    /// Go looks for a mark at the beginning of its buffer wherever a line begins: with a second one there each line
    /// loses a character.
    static func refusal(_ text: String) -> Fault? {
        guard text.unicodeScalars.starts(with: ["\u{FEFF}", "\u{FEFF}"] as [Unicode.Scalar]) else { return nil }
        return Fault(
            .invalidDocument,
            """
            kubesphere.yaml begins with two byte order marks: take them out, Go's reader loses a character of every line
            """
        )
    }

    /// The text as libyaml has to be given it; positions stay. A mark within the text is a letter to Go, and nothing to
    /// libyaml: another letter that nobody sees stands in its place.
    static func text(_ text: String) -> String {
        guard text.unicodeScalars.dropFirst().contains("\u{FEFF}") else { return text }
        var scalars = String.UnicodeScalarView()
        for (index, scalar) in text.unicodeScalars.enumerated() {
            scalars.append(index > 0 && scalar == "\u{FEFF}" ? "\u{2060}" : scalar)
        }
        return String(scalars)
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
