import FoundationEssentials

/// Reads what `kubectl create` sends in Kubernetes' protobuf: ConfigMaps, Secrets and Namespaces. Field numbers:
/// core/v1 and meta/v1 generated.proto.
enum ProtobufObject {
    /// The object as the JSON that it stands for, or nil if the bytes are something else.
    static func json(_ bytes: [UInt8], _ kind: ObjectKind) -> JSON? {
        guard [.configmaps, .secrets, .namespaces].contains(kind), let message = ProtobufReview.message(bytes),
            let fields = ProtobufReview.allFields(message)
        else { return nil }
        var object: JSON = ["metadata": metadata(fields.first { $0.0 == 1 }?.1 ?? [])]
        switch kind {
        case .configmaps: object["data"] = map(fields, 2) { .string(String(decoding: $0, as: UTF8.self)) }
        case .secrets:
            object["data"] = map(fields, 2) { .string(Data($0).base64EncodedString()) }
            object["type"] =
                fields.first { $0.0 == 3 }.map { .string(String(decoding: $0.1, as: UTF8.self)) } ?? "Opaque"
        default: object["spec"] = ["finalizers": ["kubernetes"]]
        }
        return object
    }

    private static func metadata(_ bytes: [UInt8]) -> JSON {
        let fields = ProtobufReview.allFields(bytes) ?? []
        var metadata: JSON = [:]
        for (number, name) in [(UInt64(1), "name"), (3, "namespace")] {
            let text = String(decoding: fields.last { $0.0 == number }?.1 ?? [], as: UTF8.self)
            if !text.isEmpty { metadata[name] = .string(text) }
        }
        metadata["labels"] = map(fields, 11) { .string(String(decoding: $0, as: UTF8.self)) }
        metadata["annotations"] = map(fields, 12) { .string(String(decoding: $0, as: UTF8.self)) }
        return metadata
    }

    /// A map: its entries are messages of key (1) and value (2). nil where there are none.
    private static func map(_ fields: [(UInt64, [UInt8])], _ number: UInt64, _ value: ([UInt8]) -> JSON) -> JSON? {
        var object = JSONObject()
        for (_, entry) in fields.filter({ $0.0 == number }) {
            let parts = ProtobufReview.allFields(entry) ?? []
            object[String(decoding: parts.first { $0.0 == 1 }?.1 ?? [], as: UTF8.self)] = value(
                parts.first { $0.0 == 2 }?.1 ?? [])
        }
        return object.isEmpty ? nil : .object(object)
    }
}
