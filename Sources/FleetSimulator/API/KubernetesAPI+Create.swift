extension KubernetesAPI {
    /// POST: a new object, with the fields that the API server gives it.
    func create(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        guard var object = ProtobufObject.json(request.body, kind) ?? (try? JSON(parsing: request.body)), object.object != nil else { return Failure.badRequest("the body is not an object") }
        guard let name = object[["metadata", "name"]]?.string, !name.isEmpty else {
            return Failure.badRequest("resource name may not be empty")
        }
        let namespace = kind.isNamespaced ? path.namespace : nil
        guard store.object(kind, name, namespace: namespace) == nil else {
            return Failure.reply(
                409, "AlreadyExists", "\(kind.resource.qualified) \"\(name)\" already exists", details: Failure.details(kind.resource, name: name))
        }
        if request.query["fieldValidation"] == "Strict", let problem = FieldValidation.problem(object, kind) { return problem }
        object["kind"] = .string(kind.kind)
        object["apiVersion"] = .string(kind.apiVersion)
        if let namespace { object[["metadata", "namespace"]] = .string(namespace) }
        object[["metadata", "uid"]] = .string(Names.uid())
        object[["metadata", "creationTimestamp"]] = .string(Timestamp.now.rfc3339)
        object[["metadata", "managedFields"]] = nil
        ManagedFields.update(&object, from: nil, by: FieldManager(name: managerName(request)), at: .now)
        guard request.query["dryRun"] != "All" else { return .object(object, status: 201) }
        let stored = store.put(kind, object)
        if kind == .configmaps { workload.configurationChanged() }
        return .object(stored, status: 201)
    }
}

/// Strict validation of fields (`fieldValidation=Strict`), as far as the outermost ones and those of the metadata: a misspelt one is refused.
enum FieldValidation {
    private static let outermost: [ObjectKind: Set<String>] = [
        .configmaps: ["data", "binaryData", "immutable"], .secrets: ["data", "stringData", "immutable", "type"], .namespaces: ["spec", "status"],
    ]
    private static let metadata: Set = [
        "name", "generateName", "namespace", "labels", "annotations", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "ownerReferences", "managedFields", "selfLink",
    ]

    static func problem(_ object: JSON, _ kind: ObjectKind) -> Reply? {
        let known = (outermost[kind] ?? ["spec", "status"]).union(["kind", "apiVersion", "metadata"])
        let unknown = strangers(object, known, "") + strangers(object["metadata"] ?? [:], metadata, "metadata.")
        guard !unknown.isEmpty else { return nil }
        let list = unknown.map { "unknown field \"\($0)\"" }.joined(separator: ", ")
        return Failure.badRequest("\(kind.kind) in version \"\(kind.apiVersion)\" cannot be handled as a \(kind.kind): strict decoding error: \(list)")
    }

    private static func strangers(_ object: JSON, _ known: Set<String>, _ prefix: String) -> [String] {
        (object.object?.members ?? []).map(\.key).filter { !known.contains($0) }.map { prefix + $0 }
    }
}
