extension KubernetesAPI {
    /// POST: a new object, with the fields that the API server gives it.
    func create(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        do {
            return try created(request, path, kind)
        } catch {
            return error.reply
        }
    }

    private func created(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) throws(Refusal) -> Reply {
        try MediaTypes.checkBody(request)
        try WriteOptions(request).check()
        let form = WrittenForm(kind)
        let body: JSON
        if let message = ProtobufObject.json(request.body, kind) {
            body = message
        } else {
            body = try BodyDecoding(form, request).object()
        }
        let namespace = kind.isNamespaced ? path.namespace : nil
        let object = completed(body, form, namespace)
        let name = object[["metadata", "name"]]?.string ?? ""
        try checkNamespace(body, namespace)
        let problems = ObjectValidation(kind: kind, new: object, old: nil).problems
        guard problems.isEmpty else { throw Refusal(Failure.invalid(form, name: name, problems)) }
        guard store.object(kind, name, namespace: namespace) == nil else {
            let message = "\(kind.resource.qualified) \"\(name)\" already exists"
            return Failure.reply(409, "AlreadyExists", message, details: Failure.details(kind.resource, name: name))
        }
        return stored(object, kind, request)
    }

    private func completed(_ body: JSON, _ form: WrittenForm, _ namespace: String?) -> JSON {
        var object = body
        object["kind"] = .string(form.kind)
        object["apiVersion"] = .string(form.apiVersion)
        if object["metadata"]?.object == nil { object["metadata"] = [:] }
        if let prefix = object[["metadata", "generateName"]]?.string, !prefix.isEmpty,
            object[["metadata", "name"]]?.string ?? "" == ""
        {
            object[["metadata", "name"]] = .string(prefix + Names.suffix())
        }
        if let namespace { object[["metadata", "namespace"]] = .string(namespace) }
        object[["metadata", "uid"]] = .string(Names.uid())
        object[["metadata", "creationTimestamp"]] = .string(Timestamp.now.rfc3339)
        for field in ["managedFields", "resourceVersion"] { object[["metadata", field]] = nil }
        return object
    }

    private func checkNamespace(_ body: JSON, _ namespace: String?) throws(Refusal) {
        guard let namespace else { return }
        let own = body[["metadata", "namespace"]]?.string ?? ""
        guard own.isEmpty || own == namespace else { throw WriteTargetCheck.otherNamespace }
        guard store.object(.namespaces, namespace) != nil else {
            throw Refusal(Failure.notFound(ObjectKind.namespaces.resource, name: namespace))
        }
    }

    private func stored(_ new: JSON, _ kind: ObjectKind, _ request: HTTPRequest) -> Reply {
        var object = new
        ManagedFields.update(&object, from: nil, by: FieldManager(name: managerName(request)), at: .now)
        guard request.query["dryRun"] != "All" else { return .object(object, status: 201) }
        let stored = store.put(kind, object)
        if kind == .configmaps { workload.configurationChanged() }
        return .object(stored, status: 201)
    }
}
