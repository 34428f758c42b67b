/// Why a patch was not applied.
enum JSONPatchError: Error {
    /// The document is not a list of operations; the text is what kube-apiserver adds after `error decoding patch: `.
    case malformed(String)
    /// A `test` failed, or a path leads nowhere. kube-apiserver answers 422 and names nothing.
    case inapplicable
    /// More operations than kube-apiserver takes.
    case tooMany(Int)
}

/// RFC 6902, with the liberties that kube-apiserver takes: `replace` on a missing map key adds it, and `test` compares
/// bytes.
struct JSONPatch {
    private struct Operation {
        let name: String
        let path: [String]
        let from: [String]?
        let value: JSON?
        /// `value` as the client wrote it.
        let written: RawJSON?
    }

    private let operations: [Operation]
    /// k8s.io/apiserver, `maxJSONPatchOperations`.
    static let limit = 10_000

    init(parsing body: [UInt8]) throws(JSONPatchError) {
        do {
            try self.init(JSON(parsing: body), try RawJSON(bytes: body).elements() ?? [])
        } catch let error as JSONParseError {
            throw .malformed(error.description)
        } catch let error as JSONPatchError {
            throw error
        } catch {
            throw .inapplicable
        }
    }

    private init(_ document: JSON, _ written: [RawJSON]) throws {
        // Go reads null as a list without elements.
        guard let elements = document == .null ? [] : document.array else {
            throw JSONPatchError.malformed(
                "json: cannot unmarshal \(document.goKind) into Go value of type []handlers.jsonPatchOp")
        }
        guard elements.count <= JSONPatch.limit else { throw JSONPatchError.tooMany(elements.count) }
        if let other = elements.first(where: { $0.object == nil && $0 != .null }) {
            throw JSONPatchError.malformed(
                "json: cannot unmarshal \(other.goKind) into Go value of type handlers.jsonPatchOp")
        }
        operations = try zip(elements, written).map { element, written in
            guard let name = element["op"]?.string, let path = element["path"]?.string else {
                throw JSONPatchError.inapplicable
            }
            return Operation(
                name: name, path: Self.tokens(path), from: element["from"]?.string.map(Self.tokens),
                value: element["value"],
                written: try written.members()?["value"])
        }
    }

    func applied(to target: JSON) throws(JSONPatchError) -> JSON {
        var result = target
        for operation in operations { try JSONPatch.apply(operation, to: &result) }
        guard result.object != nil else { throw .inapplicable }
        return result
    }

    private static func apply(_ operation: Operation, to target: inout JSON) throws(JSONPatchError) {
        switch operation.name {
        case "test":
            guard holds(operation, value(at: operation.path, in: target)) else { throw .inapplicable }
        case "add": try edit(&target, operation.path, inserting: true, operation.value ?? .null)
        case "replace": try edit(&target, operation.path, inserting: false, operation.value ?? .null)
        case "remove": try edit(&target, operation.path, inserting: false, nil)
        case "move", "copy":
            guard let from = operation.from, let moved = value(at: from, in: target) else { throw .inapplicable }
            if operation.name == "move" { try edit(&target, from, inserting: false, nil) }
            try edit(&target, operation.path, inserting: true, moved)
        default: throw .inapplicable
        }
    }

    private static func holds(_ test: Operation, _ current: JSON?) -> Bool {
        guard let current, let expected = test.value, let written = test.written else {
            return (current ?? .null) == (test.value ?? .null)
        }
        return expected == .null ? current == .null : written.isEncoding(of: current)
    }

    private static func edit(
        _ target: inout JSON, _ path: [String], inserting: Bool, _ value: JSON?
    ) throws(JSONPatchError) {
        guard let first = path.first else {
            guard let value else { throw .inapplicable }
            target = value
            return
        }
        switch target {
        case .object(var object):
            if path.count == 1 {
                guard value != nil || object[first] != nil else { throw .inapplicable }
                object[first] = value
            } else {
                guard var child = object[first] else { throw .inapplicable }
                try edit(&child, Array(path.dropFirst()), inserting: inserting, value)
                object[first] = child
            }
            target = .object(object)
        case .array(var elements):
            let index = first == "-" ? elements.count : Int(first) ?? -1
            guard index >= 0, index < elements.count + (path.count == 1 && inserting ? 1 : 0) else {
                throw .inapplicable
            }
            if path.count > 1 {
                try edit(&elements[index], Array(path.dropFirst()), inserting: inserting, value)
            } else if inserting, let value {
                elements.insert(value, at: index)
            } else if let value {
                elements[index] = value
            } else {
                elements.remove(at: index)
            }
            target = .array(elements)
        default: throw .inapplicable
        }
    }

    private static func value(at path: [String], in target: JSON) -> JSON? {
        path.reduce(Optional(target)) { current, token in
            guard case .array(let elements) = current else { return current?[token] }
            return Int(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        }
    }

    // RFC 6901, section 4: `~1` is decoded before `~0`.
    private static func tokens(_ pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            $0.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
        }
    }
}

extension JSON {
    /// RFC 7396. With `lists`, also what a strategic merge does to lists of named things: containers, volumes, env.
    func merged(with patch: JSON, lists: Bool) -> JSON {
        if lists, case .array(let current) = self, case .array(let changes) = patch {
            return JSON.mergedByName(current, changes)
        }
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for change in changes.members where !change.key.hasPrefix("$") {
            result[change.key] =
                change.value == .null ? nil : (result[change.key] ?? .null).merged(with: change.value, lists: lists)
        }
        return .object(result)
    }

    private static func mergedByName(_ current: [JSON], _ changes: [JSON]) -> JSON {
        guard changes.allSatisfy({ $0["name"]?.string != nil }) else { return .array(changes) }
        var result = current
        for change in changes {
            if let index = result.firstIndex(where: { $0["name"] == change["name"] }) {
                result[index] = result[index].merged(with: change, lists: true)
            } else {
                result.append(change)
            }
        }
        return .array(result)
    }
}
