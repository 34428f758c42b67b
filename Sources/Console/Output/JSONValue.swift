/// Any JSON, for a path to walk through.
enum JSONValue: Codable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let found = try? value.decode(Bool.self) {
            self = .bool(found)
        } else if let found = try? value.decode(Int64.self) {
            self = .integer(found)
        } else if let found = try? value.decode(Double.self) {
            self = .number(found)
        } else if let found = try? value.decode(String.self) {
            self = .string(found)
        } else if let found = try? value.decode([JSONValue].self) {
            self = .array(found)
        } else if let found = try? value.decode([String: JSONValue].self) {
            self = .object(found)
        } else {
            self = .null
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let found): try value.encode(found)
        case .integer(let found): try value.encode(found)
        case .number(let found): try value.encode(found)
        case .string(let found): try value.encode(found)
        case .array(let found): try value.encode(found)
        case .object(let found): try value.encode(found)
        }
    }

    /// What stands directly in it: an object's values in the order of their names.
    var children: [JSONValue] {
        switch self {
        case .array(let values): values
        case .object(let fields): fields.sorted { $0.key < $1.key }.map(\.value)
        default: []
        }
    }

    /// It, and everything below it.
    var all: [JSONValue] { [self] + children.flatMap(\.all) }

    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
