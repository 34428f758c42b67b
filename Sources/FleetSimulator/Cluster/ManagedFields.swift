/// Who writes an object: what `managedFields` records.
struct FieldManager: Equatable {
    var name: String
    var operation = "Update"
    var subresource: String?

    static let controllerManager = FieldManager(name: "kube-controller-manager")
    static let controllerManagerStatus = FieldManager(name: "kube-controller-manager", subresource: "status")
    static let kubeletStatus = FieldManager(name: "kubelet", subresource: "status")
}

enum ManagedFields {
    /// Metadata that the API server keeps itself and nobody owns.
    private static let unowned = [
        "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ]

    static func entry(_ manager: FieldManager, apiVersion: String, time: Timestamp, fields: JSON) -> JSON {
        var entry: JSON = [
            "manager": .string(manager.name), "operation": .string(manager.operation),
            "apiVersion": .string(apiVersion),
            "time": .string(time.rfc3339), "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
        if let subresource = manager.subresource { entry["subresource"] = .string(subresource) }
        return entry
    }

    /// Moves the fields in which `new` differs from `old` to `manager`, and drops those that are gone.
    static func update(_ new: inout JSON, from old: JSON?, by manager: FieldManager, at time: Timestamp) {
        let changed = FieldSet.changed(from: old.map(owned), to: owned(new))
        var entries: [JSON] = []
        var own = FieldSet()
        var ownTime = time
        for entry in new[["metadata", "managedFields"]]?.array ?? [] {
            var fields = FieldSet(entry["fieldsV1"] ?? [:])
            if isEntry(entry, of: manager) {
                own = fields
                if changed.isEmpty, let text = entry["time"]?.string { ownTime = Timestamp(rfc3339: text) ?? time }
                continue
            }
            fields.subtract(changed)
            fields.formIntersection(existing: new)
            guard !fields.isEmpty else { continue }
            var kept = entry
            kept["fieldsV1"] = fields.json
            entries.append(kept)
        }
        own.formUnion(changed)
        own.formIntersection(existing: new)
        if !own.isEmpty {
            entries.append(
                entry(manager, apiVersion: new["apiVersion"]?.string ?? "v1", time: ownTime, fields: own.json))
        }
        new[["metadata", "managedFields"]] = .array(entries.sorted(by: precedes))
    }

    private static func isEntry(_ entry: JSON, of manager: FieldManager) -> Bool {
        entry["manager"]?.string == manager.name && entry["operation"]?.string == manager.operation
            && entry["subresource"]?.string == manager.subresource
    }

    private static func owned(_ object: JSON) -> JSON {
        var result = object
        result["kind"] = nil
        result["apiVersion"] = nil
        for name in unowned { result[["metadata", name]] = nil }
        return result
    }

    // Applied fields first, then by time, then by name: the order in which the API server keeps them.
    private static func precedes(_ left: JSON, _ right: JSON) -> Bool {
        func rank(_ entry: JSON) -> (Int, String, String) {
            (entry["operation"]?.string == "Apply" ? 0 : 1, entry["time"]?.string ?? "", entry["manager"]?.string ?? "")
        }
        return rank(left) < rank(right)
    }
}
