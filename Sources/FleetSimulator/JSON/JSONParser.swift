/// Why a text is not JSON, worded as Go's encoding/json does, since kube-apiserver passes that wording on.
struct JSONParseError: Error, CustomStringConvertible {
    let description: String
}

extension JSON {
    /// Parses one JSON value that fills the whole text.
    init(parsing bytes: [UInt8]) throws(JSONParseError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.value(depth: 0)
        parser.skipSpace()
        if let next = parser.peek { throw parser.unexpected(next, "after top-level value") }
    }
}

struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func unexpected(_ byte: UInt8, _ place: String) -> JSONParseError {
        JSONParseError(description: "invalid character '\(Character(UnicodeScalar(byte)))' \(place)")
    }

    var endOfInput: JSONParseError { JSONParseError(description: "unexpected end of JSON input") }

    mutating func value(depth: Int) throws(JSONParseError) -> JSON {
        guard depth < 200 else { throw JSONParseError(description: "exceeded max depth") }
        skipSpace()
        guard let byte = peek else { throw endOfInput }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected(byte, "looking for beginning of value")
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONParseError) -> JSON {
        for expected in word.utf8 {
            guard let byte = peek else { throw endOfInput }
            guard byte == expected else {
                throw unexpected(byte, "in literal \(word) (expecting '\(Character(UnicodeScalar(expected)))')")
            }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONParseError) -> JSON {
        let start = position
        while let byte = peek, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard Double(text) != nil else { throw JSONParseError(description: "invalid number literal \(text)") }
        return .number(text)
    }

    private mutating func array(depth: Int) throws(JSONParseError) -> JSON {
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if peek == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            guard let byte = peek else { throw endOfInput }
            position += 1
            if byte == UInt8(ascii: "]") { return .array(elements) }
            guard byte == UInt8(ascii: ",") else { throw unexpected(byte, "after array element") }
        }
    }

    private mutating func object(depth: Int) throws(JSONParseError) -> JSON {
        position += 1
        var object = JSONObject()
        skipSpace()
        if peek == UInt8(ascii: "}") {
            position += 1
            return .object(object)
        }
        while true {
            skipSpace()
            guard let quote = peek else { throw endOfInput }
            guard quote == UInt8(ascii: "\"") else {
                throw unexpected(quote, "looking for beginning of object key string")
            }
            let key = try string()
            skipSpace()
            guard let colon = peek else { throw endOfInput }
            guard colon == UInt8(ascii: ":") else { throw unexpected(colon, "after object key") }
            position += 1
            object[key] = try value(depth: depth + 1)
            skipSpace()
            guard let byte = peek else { throw endOfInput }
            position += 1
            if byte == UInt8(ascii: "}") { return .object(object) }
            guard byte == UInt8(ascii: ",") else { throw unexpected(byte, "after object key:value pair") }
        }
    }

    private mutating func string() throws(JSONParseError) -> String {
        position += 1
        var output: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: output, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &output)
            case 0..<0x20: throw JSONParseError(description: "invalid character in string literal")
            default: output.append(byte)
            }
        }
        throw endOfInput
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONParseError) {
        guard let byte = peek else { throw endOfInput }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "u"): output.append(contentsOf: Array(String(Character(try unicodeScalar())).utf8))
        default: throw unexpected(byte, "in string escape code")
        }
    }

    private mutating func unicodeScalar() throws(JSONParseError) -> UnicodeScalar {
        let high = try codeUnit()
        guard high & 0xFC00 == 0xD800 else { return UnicodeScalar(high) ?? "\u{FFFD}" }
        guard peek == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        position += 2
        let low = try codeUnit()
        guard low & 0xFC00 == 0xDC00 else { return "\u{FFFD}" }
        return UnicodeScalar(0x10000 + (UInt32(high & 0x3FF) << 10) + UInt32(low & 0x3FF)) ?? "\u{FFFD}"
    }

    private mutating func codeUnit() throws(JSONParseError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw endOfInput }
        let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
        position += 4
        guard let value = UInt16(digits, radix: 16) else {
            throw JSONParseError(description: "invalid character in \\u hexadecimal character escape")
        }
        return value
    }
}
