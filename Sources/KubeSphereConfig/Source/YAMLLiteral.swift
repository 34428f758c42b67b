/// The YAML text of a value that every version reads as that text.
package enum YAMLLiteral {
    /// - Parameter original: what it replaces: double quotes stay double quotes, so that JSON stays JSON.
    package static func text(_ text: String, replacing original: String? = nil) -> String {
        if original?.hasPrefix("\"") != true, text.unicodeScalars.allSatisfy({ escape($0) == nil }) {
            // YAML 1.2, 7.3.2: a single-quoted scalar takes everything as it is; only the quote itself is doubled.
            return "'" + text.replacing("'", with: "''") + "'"
        }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            default: result += escape(scalar) ?? String(scalar)
            }
        }
        return result + "\""
    }

    /// For what single quotes do not keep, YAML does not allow, or nobody sees: control characters, line breaks, and
    /// all that is invisible.
    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        default:
            let properties = scalar.properties
            let isPlain =
                properties.generalCategory != .control && !properties.isDefaultIgnorableCodePoint
                && !properties.isNoncharacterCodePoint
            if isPlain && (scalar == " " || !properties.isWhitespace) { return nil }
            let digits = String(scalar.value, radix: 16)
            let width = scalar.value > 0xFFFF ? 8 : 4
            return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
        }
    }
}
