/// A set of fields as `managedFields` writes it (`FieldsV1`): a tree in which a field may belong itself and hold
/// others.
struct FieldSet: Equatable {
    /// Whether the field itself belongs to the set, beside what is below it.
    var isMember = false
    var children: [String: FieldSet] = [:]

    var isEmpty: Bool { !isMember && children.isEmpty }

    init(isMember: Bool = false, children: [String: FieldSet] = [:]) {
        self.isMember = isMember
        self.children = children
    }

    init(_ json: JSON) {
        let members = json.object?.members ?? []
        isMember = members.isEmpty || json["."] != nil
        for member in members where member.key != "." { children[member.key] = FieldSet(member.value) }
    }

    var json: JSON {
        var object = JSONObject()
        if isMember, !children.isEmpty { object["."] = [:] }
        for key in children.keys.sorted() { object[key] = children[key]?.json }
        return .object(object)
    }

    mutating func formUnion(_ other: FieldSet) {
        isMember = isMember || other.isMember
        for (key, child) in other.children { children[key, default: FieldSet()].formUnion(child) }
    }

    mutating func subtract(_ other: FieldSet) {
        if other.isMember { isMember = false }
        for (key, child) in other.children {
            guard var own = children[key] else { continue }
            own.subtract(child)
            children[key] = own.isEmpty ? nil : own
        }
    }

    /// Drops what the value no longer has.
    mutating func formIntersection(existing value: JSON, name: String = "") {
        for (key, child) in children {
            guard let part = FieldSet.part(key, of: value, name: name) else {
                children[key] = nil
                continue
            }
            var own = child
            own.formIntersection(existing: part, name: key.hasPrefix("f:") ? String(key.dropFirst(2)) : name)
            children[key] = own.isEmpty ? nil : own
        }
    }

    private static func part(_ key: String, of value: JSON, name: String) -> JSON? {
        if key.hasPrefix("f:") { return value[String(key.dropFirst(2))] }
        return value.array?.first { itemKey($0, in: name) == key }
    }
}

extension FieldSet {
    /// The fields that differ between two values: what a writer of `new` comes to own.
    static func changed(from old: JSON?, to new: JSON, name: String = "") -> FieldSet {
        if old == new { return FieldSet() }
        let atomic: Set = ["selector", "matchLabels", "securityContext", "hostIPs", "containerStatuses", "tolerations"]
        switch new {
        case .object(let object) where !atomic.contains(name) && !object.isEmpty:
            // A map that was not there is owned beside its members; the parts that every object has are not.
            var set = FieldSet(isMember: old?.object == nil && !["", "metadata", "spec", "status"].contains(name))
            for member in object.members {
                let child = changed(from: old?[member.key], to: member.value, name: member.key)
                if !child.isEmpty { set.children["f:" + member.key] = child }
            }
            return set
        case .array(let items) where !items.isEmpty && items.allSatisfy({ itemKey($0, in: name) != nil }):
            var set = FieldSet(isMember: old?.array == nil && name != "containers")
            for item in items {
                guard let key = itemKey(item, in: name) else { continue }
                let before = old?.array?.first { itemKey($0, in: name) == key }
                let child =
                    name == "ownerReferences"
                    ? FieldSet(isMember: before != item) : changed(from: before, to: item, name: "item")
                if !child.isEmpty { set.children[key] = child }
            }
            return set
        default: return FieldSet(isMember: true)
        }
    }

    /// How a list's items are told apart (the `x-kubernetes-list-map-keys` of the API), or nil where the list is one
    /// value.
    private static func itemKey(_ item: JSON, in list: String) -> String? {
        let names: [String]
        switch list {
        case "containers", "volumes", "env": names = ["name"]
        case "ports": names = item["containerPort"] == nil ? ["port", "protocol"] : ["containerPort", "protocol"]
        case "volumeMounts": names = ["mountPath"]
        case "conditions": names = ["type"]
        case "podIPs": names = ["ip"]
        case "ownerReferences": names = ["uid"]
        default: return nil
        }
        var key = JSONObject()
        for name in names {
            guard let value = item[name] else { return nil }
            key[name] = value
        }
        return "k:" + String(decoding: JSON.object(key).bytes, as: UTF8.self)
    }
}
