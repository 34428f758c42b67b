/// A JSON value that keeps its members' order, as kube-apiserver writes them, and shares unchanged parts between
/// copies.
enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

/// The members of a JSON object in the order in which they are written.
struct JSONObject: Sendable {
    struct Member: Sendable {
        let key: String
        var value: JSON
    }

    private(set) var members: [Member] = []

    init() {}

    subscript(key: String) -> JSON? {
        get { members.first { $0.key == key }?.value }
        set {
            if let index = members.firstIndex(where: { $0.key == key }) {
                if let newValue { members[index].value = newValue } else { members.remove(at: index) }
            } else if let newValue {
                members.append(Member(key: key, value: newValue))
            }
        }
    }

    var isEmpty: Bool { members.isEmpty }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, JSON)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }
}

// The order of members has no meaning in JSON (RFC 8259, section 4): a JSON patch `test` must not see it.
extension JSONObject: Hashable {
    static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
    }
}

extension JSON {
    subscript(key: String) -> JSON? {
        get {
            guard case .object(let object) = self else { return nil }
            return object[key]
        }
        set {
            guard case .object(var object) = self else {
                if let newValue { self = [key: newValue] }
                return
            }
            self = .null  // lets `object` be the only owner, so that the change happens in place
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The value that a path of member names leads to.
    subscript(path: [String]) -> JSON? {
        get { path.reduce(Optional(self)) { $0?[$1] } }
        set {
            guard let first = path.first else { return }
            guard path.count > 1 else { return self[first] = newValue }
            var child = self[first] ?? (newValue == nil ? .null : [:])
            guard child != .null else { return }
            self[first] = .null
            child[Array(path.dropFirst())] = newValue
            self[first] = child
        }
    }

    /// The same value in one form whoever has written it: members by name, without those that are null or empty, which
    /// Go's encoders add.
    var canonical: JSON {
        switch self {
        case .object(let object):
            let members = object.members.map { ($0.key, $0.value.canonical) }.filter {
                $0.1 != .null && $0.1 != .object(JSONObject())
            }
            var result = JSONObject()
            for (key, value) in members.sorted(by: { $0.0 < $1.0 }) { result[key] = value }
            return .object(result)
        case .array(let elements): return .array(elements.map(\.canonical))
        default: return self
        }
    }

    /// The same value with the members of its objects in the order of their names, as Go writes a map.
    var sortedMembers: JSON {
        switch self {
        case .object(let object):
            var result = JSONObject()
            for member in object.members.sorted(by: { $0.key < $1.key }) {
                result[member.key] = member.value.sortedMembers
            }
            return .object(result)
        case .array(let elements): return .array(elements.map(\.sortedMembers))
        default: return self
        }
    }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    var int: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    var array: [JSON]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The string members of an object; labels and annotations are read with it.
    var strings: [String: String] {
        var result: [String: String] = [:]
        for member in object?.members ?? [] { result[member.key] = member.value.string }
        return result
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }

    init(dictionaryLiteral elements: (String, JSON)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }

    static func int(_ value: Int) -> JSON { .number(String(value)) }

    /// Parses a template that is part of this program.
    init(template: StaticString) {
        do {
            self = try JSON(parsing: Array(template.description.utf8))
        } catch {
            fatalError("a template of the simulator is not JSON: \(error)")
        }
    }
}
