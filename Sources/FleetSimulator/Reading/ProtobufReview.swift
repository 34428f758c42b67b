/// Reads the two reviews from Kubernetes' protobuf, which kubectl sends them in. Field numbers: authorization/v1
/// generated.proto.
enum ProtobufReview {
    // k8s.io/apimachinery/pkg/runtime/serializer/protobuf: a magic prefix, then runtime.Unknown with the object in
    // field 2.
    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    /// The review as the JSON that it stands for, or nil if the bytes are something else.
    /// - Parameter isRules: whether it is a rules review, which has a namespace where an access review has attributes.
    static func json(_ bytes: [UInt8], isRules: Bool) -> JSON? {
        guard bytes.starts(with: magic), let raw = fields(Array(bytes.dropFirst(magic.count)))?[2],
            let review = fields(raw)
        else {
            return nil
        }
        let spec = review[2].flatMap(fields) ?? [:]
        guard let attributes = spec[1] else { return ["spec": [:]] }
        if isRules { return ["spec": ["namespace": .string(String(decoding: attributes, as: UTF8.self))]] }
        return fields(attributes).map { ["spec": ["resourceAttributes": resourceAttributes($0)]] }
    }

    private static func resourceAttributes(_ fields: [UInt64: [UInt8]]) -> JSON {
        var attributes: JSON = [:]
        let names = ["namespace", "verb", "group", "version", "resource", "subresource", "name"]
        for (index, name) in names.enumerated() {
            let text = String(decoding: fields[UInt64(index + 1)] ?? [], as: UTF8.self)
            if !text.isEmpty { attributes[name] = .string(text) }
        }
        return attributes
    }

    /// The length-delimited fields of a message by number, the last of each; nil if the bytes are no message.
    private static func fields(_ bytes: [UInt8]) -> [UInt64: [UInt8]]? {
        allFields(bytes).map { fields in Dictionary(fields, uniquingKeysWith: { _, last in last }) }
    }

    /// The message of an object without its envelope; nil if the bytes are no such thing.
    static func message(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: magic) else { return nil }
        return fields(Array(bytes.dropFirst(magic.count)))?[2]
    }

    /// The length-delimited fields of a message in their order; nil if the bytes are no message.
    static func allFields(_ bytes: [UInt8]) -> [(UInt64, [UInt8])]? {
        var result: [(UInt64, [UInt8])] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let key = varint(&rest) else { return nil }
            switch key & 7 {
            case 0: guard varint(&rest) != nil else { return nil }
            case 2:
                guard let length = varint(&rest), length <= UInt64(rest.count) else { return nil }
                result.append((key >> 3, Array(rest.prefix(Int(length)))))
                rest = rest.dropFirst(Int(length))
            default: return nil
            }
        }
        return result
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
