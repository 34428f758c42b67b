import CivilTime
import FoundationEssentials

/// `{"code":"policy.probe-age","values":{"age":{"seconds":42},…}}`; a plain string is a sentence of an older version.
extension Statement: Codable {
    private enum CodingKeys: String, CodingKey { case code, values }

    package init(from decoder: any Decoder) throws {
        if let sentence = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text: sentence)
            return
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let found = try fields.decodeIfPresent([String: Understood].self, forKey: .values) ?? [:]
        // A newer version may speak of more than this one has a name for, and in forms that this one does not know.
        let known = found.compactMap { name, understood in
            understood.value.flatMap { value in Name(rawValue: name).map { ($0, value) } }
        }
        self.init(code: try fields.decode(String.self, forKey: .code), values: Dictionary(known) { $1 })
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(code, forKey: .code)
        let named = values.map { name, value in (name.rawValue, value) }
        if !named.isEmpty { try fields.encode(Dictionary(named) { $1 }, forKey: .values) }
    }
}

/// A value, or nil where it has a form that this version does not know.
private struct Understood: Decodable {
    let value: Statement.Value?

    init(from decoder: any Decoder) throws { value = try? Statement.Value(from: decoder) }
}

/// A text, a number and a list as they are; what would look like one of them, in an object that says what it is.
extension Statement.Value: Codable {
    private enum CodingKeys: String, CodingKey { case date, seconds, statements }

    package init(from decoder: any Decoder) throws {
        if let plain = try? Self.plain(decoder.singleValueContainer()) {
            self = plain
            return
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try fields.decodeIfPresent(String.self, forKey: .date) {
            guard let date = RFC3339.parse(text) else {
                throw DecodingError.dataCorruptedError(forKey: .date, in: fields, debugDescription: "no time")
            }
            self = .date(date)
        } else if let seconds = try fields.decodeIfPresent(Double.self, forKey: .seconds) {
            self = .duration(seconds)
        } else {
            self = .statements(try fields.decode([Statement].self, forKey: .statements))
        }
    }

    private static func plain(_ container: any SingleValueDecodingContainer) throws -> Statement.Value {
        if let number = try? container.decode(Int.self) { return .count(number) }
        if let text = try? container.decode(String.self) { return .text(text) }
        return .list(try container.decode([String].self))
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text): try encoder.encode(plain: text)
        case .count(let number): try encoder.encode(plain: number)
        case .list(let list): try encoder.encode(plain: list)
        case .date(let date): try encoder.encode(date.rfc3339, as: CodingKeys.date)
        case .duration(let seconds): try encoder.encode(seconds.isFinite ? seconds : 0, as: CodingKeys.seconds)
        case .statements(let statements): try encoder.encode(statements, as: CodingKeys.statements)
        }
    }
}

extension Encoder {
    fileprivate func encode(plain value: some Encodable) throws {
        var container = singleValueContainer()
        try container.encode(value)
    }

    fileprivate func encode<Key: CodingKey>(_ value: some Encodable, as key: Key) throws {
        var container = container(keyedBy: Key.self)
        try container.encode(value, forKey: key)
    }
}
