/// A JSON value as it was written. kube-apiserver compares the value of a JSON patch `test` with its own encoding of
/// the object byte by byte: the same text written another way is another value (Tests/Fixtures/api/patch-bytes).
struct RawJSON {
    /// From the value's first byte to its last, without white space around it.
    let bytes: [UInt8]

    /// The elements of a list, or nil where it is none.
    func elements() throws(JSONParseError) -> [RawJSON]? {
        var parser = JSONParser(bytes: bytes)
        guard parser.take(UInt8(ascii: "[")) else { return nil }
        var elements: [RawJSON] = []
        while !parser.take(UInt8(ascii: "]")) {
            elements.append(try parser.raw())
            _ = parser.take(UInt8(ascii: ","))
        }
        return elements
    }

    /// The members of an object, of equal names the last, or nil where it is none.
    func members() throws(JSONParseError) -> [String: RawJSON]? {
        guard let list = try memberList() else { return nil }
        return Dictionary(list, uniquingKeysWith: { _, last in last })
    }

    /// The members of an object in their order, or nil where it is none.
    func memberList() throws(JSONParseError) -> [(String, RawJSON)]? {
        var parser = JSONParser(bytes: bytes)
        guard parser.take(UInt8(ascii: "{")) else { return nil }
        var members: [(String, RawJSON)] = []
        while !parser.take(UInt8(ascii: "}")) {
            let key = try JSON(parsing: try parser.raw().bytes).string ?? ""
            _ = parser.take(UInt8(ascii: ":"))
            members.append((key, try parser.raw()))
            _ = parser.take(UInt8(ascii: ","))
        }
        return members
    }

    /// Whether a `test` of this value holds for what the server has: objects by their members, lists by their elements,
    /// everything else by its bytes (evanphx/json-patch v4, `lazyNode.equal`).
    func isEncoding(of value: JSON) -> Bool {
        switch value {
        case .object(let object):
            guard let members = try? members(), members.count == object.members.count else { return false }
            return object.members.allSatisfy { members[$0.key]?.isEncoding(of: $0.value) == true }
        case .array(let values):
            guard let elements = try? elements(), elements.count == values.count else { return false }
            return zip(elements, values).allSatisfy { $0.isEncoding(of: $1) }
        default: return bytes == value.bytes
        }
    }
}

extension JSONParser {
    fileprivate mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// The next value, as it stands there.
    fileprivate mutating func raw() throws(JSONParseError) -> RawJSON {
        skipSpace()
        let start = position
        _ = try value(depth: 0)
        return RawJSON(bytes: Array(bytes[start..<position]))
    }
}
