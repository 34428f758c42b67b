import Foundation

/// Any JSON.
enum JSONValue: Decodable {
    case text(String), number(Double), boolean(Bool), null
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else if let value = try? single.decode(String.self) {
            self = .text(value)
        } else if let value = try? single.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try single.decode([String: JSONValue].self))
        }
    }
}

/// A value of an output that is neither an object nor a list, by the keys that lead to it: `findings[].cause`.
struct JSONLeaf: Hashable {
    enum Kind: String { case text, time, number, boolean, values }

    let path: String
    let kind: Kind

    /// - Parameter maps: paths of objects whose keys are names: `rows` gives `rows.NAME`.
    static func all(_ value: JSONValue, at path: String = "", maps: Set<String> = []) -> Set<JSONLeaf> {
        switch value {
        case .null: []
        case .boolean: [JSONLeaf(path: path, kind: .boolean)]
        case .number: [JSONLeaf(path: path, kind: .number)]
        case .text(let text):
            [
                JSONLeaf(
                    path: path,
                    kind: text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) == nil ? .text : .time)
            ]
        case .list(let values): Set(values.flatMap { all($0, at: path + "[]", maps: maps) })
        // What a statement speaks of: by names that each code has of its own.
        case .object where path.contains(/Values(\[\])?\.values$/): [JSONLeaf(path: path, kind: .values)]
        case .object(let members):
            Set(
                members.flatMap { key, value in
                    all(value, at: (path.isEmpty ? "" : path + ".") + (maps.contains(path) ? "NAME" : key), maps: maps)
                })
        }
    }
}
