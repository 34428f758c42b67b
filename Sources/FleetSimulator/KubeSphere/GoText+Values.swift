extension GoText {
    /// `strconv.Quote`, for texts whose characters are printable or plain controls.
    static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case "\u{7}": output += "\\a"
            case "\u{8}": output += "\\b"
            case "\u{B}": output += "\\v"
            case "\u{C}": output += "\\f"
            case "\u{0}"..<"\u{20}", "\u{7F}": output += "\\x" + padded(hexadecimal: scalar.value)
            case "\u{2028}", "\u{2029}": output += "\\u" + String(scalar.value, radix: 16)
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }

    private static func padded(hexadecimal value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, 2 - digits.count)) + digits
    }

    /// `%v` of what encoding/json makes of a value: `map[spec:map[replicas:two]]`, maps in the order of their keys.
    static func plain(_ value: JSON) -> String {
        switch value {
        case .null: return "<nil>"
        case .bool(let value): return String(value)
        case .number(let text): return text
        case .string(let text): return text
        case .array(let elements): return "[" + elements.map(plain).joined(separator: " ") + "]"
        case .object(let object):
            let members = object.members.sorted { $0.key < $1.key }
            return "map[" + members.map { "\($0.key):\(plain($0.value))" }.joined(separator: " ") + "]"
        }
    }
}

extension JSON {
    /// What encoding/json calls the value in its errors; a number that is no whole one is named.
    var goKind: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number(let text): Int(text) == nil ? "number \(text)" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
