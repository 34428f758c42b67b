package import Fleet
package import FoundationEssentials

/// `metadata` of every object, as far as it is needed.
package struct ObjectMeta: Decodable, Hashable, Sendable {
    package var name: String?
    package var namespace: String?
    package var uid: String?
    package var resourceVersion: String?
    package var generation: ForeignCount?
    package var creationTimestamp: Date?
    /// Set while the object is on its way out.
    package var deletionTimestamp: Date?
    package var labels: [String: String]?
    package var annotations: [String: String]?
    package var managedFields: [ManagedFieldsEntry]?
}

/// Who wrote which fields, and when
/// (https://kubernetes.io/docs/reference/using-api/server-side-apply/#managing-field-managers).
package struct ManagedFieldsEntry: Decodable, Hashable, Sendable {
    package var manager: String?
    package var time: Date?
    private var fieldsV1: FieldsV1?

    /// Keys of a ConfigMap's `data` that this writer owns; empty where it owns none.
    package var dataKeys: [String] { fieldsV1?.dataKeys ?? [] }
}

/// `{"f:data": {".": {}, "f:KEY": {}}}`: only the keys of `data` are kept.
private struct FieldsV1: Decodable, Hashable, Sendable {
    let dataKeys: [String]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        let data = Key(stringValue: "f:data")
        guard fields.contains(data) else {
            dataKeys = []
            return
        }
        dataKeys = try fields.nestedContainer(keyedBy: Key.self, forKey: data).allKeys
            .filter { $0.stringValue.hasPrefix("f:") }.map { String($0.stringValue.dropFirst(2)) }.sorted()
    }
}
