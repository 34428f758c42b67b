/// Which of the server's two decoders reads a document: their errors are worded differently.
enum DecoderWording {
    /// encoding/json: bodies, and the results of JSON and merge patches.
    case json
    /// runtime.DefaultUnstructuredConverter: the results of strategic merge patches.
    case unstructured
}

/// What Go makes of a document whose fields have types.
extension ObjectSchema {
    /// The first field of a wrong type, as the server words it; nil if there is none.
    func problem(in value: JSON, _ wording: DecoderWording, at path: [String] = []) -> String? {
        guard let object = value.object else { return nil }
        for member in object.members {
            guard let type = fields[member.key] else { continue }
            if let problem = problem(member.value, type, wording, path + [member.key]) { return problem }
        }
        return nil
    }

    private func problem(_ value: JSON, _ type: FieldType, _ wording: DecoderWording, _ path: [String]) -> String? {
        switch (type, value) {
        case (.any, _), (_, .null), (.string, .string), (.bool, .bool): return nil
        case (.int32, .number(let text)) where Int32(text) != nil || (wording == .unstructured && Int(text) != nil):
            return nil
        case (.time, .string(let text)): return Timestamp.problem(rfc3339: text)
        case (.bytes, .string(let text)): return Self.base64Problem(text)
        case (.map(let element), .object(let object)):
            return object.members.lazy.compactMap { problem($0.value, element, wording, path) }.first
        case (.list(let element), .array(let elements)):
            return elements.lazy.compactMap { problem($0, element, wording, path) }.first
        case (.record(let schema), .object): return schema.problem(in: value, wording, at: path)
        default: return mismatch(value, type, wording, path)
        }
    }

    private func mismatch(_ value: JSON, _ type: FieldType, _ wording: DecoderWording, _ path: [String]) -> String {
        guard wording == .unstructured else {
            let kind =
                if case .int32 = type { value.goKind } else {
                    value.goKind.split(separator: " ").first.map(String.init) ?? ""
                }
            return
                """
                json: cannot unmarshal \(kind) into Go struct field \(name).\(path.joined(separator: ".")) of type \
                \(type.goName)
                """
        }
        switch (type, value) {
        case (.record, _): return "cannot restore struct from: \(value.goKind)"
        case (.map, _): return "cannot restore map from \(value.goKind)"
        case (.list, _): return "cannot restore slice from \(value.goKind)"
        case (_, .number(let text)): return "cannot convert \(Int(text) == nil ? "float64" : "int64") to \(type.goName)"
        default: return "unrecognized type: \(type.goName)"
        }
    }

    private static func base64Problem(_ text: String) -> String? {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array(text.utf8.filter { $0 != 0x0A && $0 != 0x0D })
        let end = bytes.lastIndex { $0 != UInt8(ascii: "=") }.map { $0 + 1 } ?? 0
        if let index = bytes[..<end].firstIndex(where: { !alphabet.contains($0) }) {
            return "illegal base64 data at input byte \(index)"
        }
        let isWhole = bytes.count % 4 == 0 && bytes.count - end <= 2
        return isWhole ? nil : "illegal base64 data at input byte \(max(0, bytes.count / 4 * 4))"
    }

    /// The fields that the type does not have, by their paths.
    func unknownFields(in value: JSON, at path: [String] = []) -> [String] {
        (value.object?.members ?? []).flatMap { member -> [String] in
            let own = path + [member.key]
            guard let type = fields[member.key] else { return [own.joined(separator: ".")] }
            guard case .record(let schema) = type else { return [] }
            return schema.unknownFields(in: member.value, at: own)
        }
    }

    /// The value as it is after decoding: without the fields that the type does not have; null is no value, and in a
    /// map the empty one.
    func decoded(_ value: JSON) -> JSON {
        guard let object = value.object else { return value }
        var result = JSONObject()
        for member in object.members where member.value != .null {
            guard let type = fields[member.key] else { continue }
            result[member.key] = Self.decoded(member.value, type)
        }
        return .object(result)
    }

    private static func decoded(_ value: JSON, _ type: FieldType) -> JSON {
        switch type {
        case .record(let schema): return schema.decoded(value)
        case .map:
            guard let object = value.object, object.members.contains(where: { $0.value == .null }) else { return value }
            var result = JSONObject()
            for member in object.members { result[member.key] = member.value == .null ? "" : member.value }
            return .object(result)
        default: return value
        }
    }
}
