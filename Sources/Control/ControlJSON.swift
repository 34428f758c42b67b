import Fleet
package import FoundationEssentials

/// How both sides of the socket write and read: RFC 3339 times in UTC, sorted keys, what there is none of is absent.
/// Fields are only ever added to a schema, and a reader passes over those that it does not know.
package enum ControlJSON {
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        // The built-in strategy does not say which field was wrong.
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = RFC3339.parse(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no RFC 3339 time")
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }
}

/// A list of the control API: `{"items":[…],"schema":"ksfleet.plans/v1"}`.
package struct ControlList<Item: Codable & Sendable>: Codable, Sendable {
    package var schema: String
    package var items: [Item]

    package init(schema: String, items: [Item]) {
        self.schema = schema
        self.items = items
    }
}
