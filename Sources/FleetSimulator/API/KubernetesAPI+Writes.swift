extension KubernetesAPI {
    /// PATCH and PUT: reads the change, applies it, keeps the API server's own fields right, and stores the result.
    func write(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        do {
            return try written(request, path, kind)
        } catch {
            return error.reply
        }
    }

    private func written(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) throws(Refusal) -> Reply {
        let form = WrittenForm(kind, subresource: path.subresource)
        let target = WriteTargetCheck(path: path, kind: kind)
        let document = try self.document(request, form, target)
        guard let name = path.name, let old = store.object(kind, name, namespace: path.namespace) else {
            return Failure.notFound(kind.resource, name: path.name ?? "")
        }
        var new = document
        if request.method == "PATCH" {
            new = try PatchDecoding(form, request).applied(to: path.subresource == "scale" ? scaleObject(old) : old)
            try target.checkAddress(new)
        }
        try target.checkVersion(new, of: old, method: request.method)
        new = result(new, old, path.subresource)
        let problems =
            path.subresource == "scale"
            ? DeploymentValidation.replicas(new[["spec", "replicas"]])
            : ObjectValidation(kind: kind, new: new, old: old).problems
        guard problems.isEmpty else { return Failure.invalid(form, name: name, problems) }
        return stored(new, old: old, kind, request: request, subresource: path.subresource)
    }

    /// What a PUT brings; of a PATCH, only whether it can be read at all.
    private func document(_ request: HTTPRequest, _ form: WrittenForm, _ target: WriteTargetCheck) throws(Refusal)
        -> JSON
    {
        guard request.method == "PUT" else {
            try MediaTypes.checkPatch(request, form)
            try WriteOptions(request).check()
            try MediaTypes.checkApply(request)
            return [:]
        }
        try MediaTypes.checkBody(request)
        try WriteOptions(request).check()
        var document = try BodyDecoding(form, request).object()
        document["kind"] = .string(form.kind)
        document["apiVersion"] = .string(form.apiVersion)
        try target.checkAddress(document)
        return document
    }

    /// The object as the write would leave it: of a subresource, only its own part is taken.
    private func result(_ written: JSON, _ old: JSON, _ subresource: String?) -> JSON {
        var result = old
        switch subresource {
        case "scale": result[["spec", "replicas"]] = written[["spec", "replicas"]] ?? 0
        case "status": result["status"] = written["status"]
        default: return written
        }
        return result
    }

    private func stored(_ changed: JSON, old: JSON, _ kind: ObjectKind, request: HTTPRequest, subresource: String?)
        -> Reply
    {
        var new = changed
        for field in ["managedFields", "generation", "resourceVersion", "uid", "creationTimestamp", "namespace"] {
            new[["metadata", field]] = old[["metadata", field]]
        }
        if new["data"]?.object?.isEmpty == true { new["data"] = nil }
        // Status is a subresource: writing the object leaves it as it is.
        if kind.hasStatus, subresource != "status" { new["status"] = old["status"] }
        guard new != old else { return answer(old, subresource) }
        if kind == .deployments, new["spec"] != old["spec"] {
            new[["metadata", "generation"]] = .int((old[["metadata", "generation"]]?.int ?? 1) + 1)
        }
        let manager = FieldManager(name: managerName(request), subresource: subresource)
        ManagedFields.update(&new, from: old, by: manager, at: .now)
        if subresource == "scale" { dropOwnerOfZero(&new) }
        guard request.query["dryRun"] != "All" else { return answer(new, subresource) }
        let result = store.put(kind, new)
        note(
            StoredWrite(
                resource: kind.resource.plural, manager: manager.name,
                annotations: result[["metadata", "annotations"]]?.strings ?? [:]))
        if kind == .deployments { workload.deploymentChanged() }
        if kind == .configmaps {
            workload.configurationChanged()
            configurationWritten()
        }
        return answer(result, subresource)
    }

    // Scale.spec.replicas has omitempty: after a scale to zero nobody owns the number.
    private func dropOwnerOfZero(_ object: inout JSON) {
        guard object[["spec", "replicas"]] == 0 else { return }
        let entries = object[["metadata", "managedFields"]]?.array ?? []
        object[["metadata", "managedFields"]] = .array(entries.filter { $0["subresource"]?.string != "scale" })
    }

    private func answer(_ object: JSON, _ subresource: String?) -> Reply {
        .object(subresource == "scale" ? scaleObject(object) : object)
    }

    /// The query's `fieldManager`, or the first word of the User-Agent.
    func managerName(_ request: HTTPRequest) -> String {
        if let name = request.query["fieldManager"], !name.isEmpty { return name }
        let word = request.userAgent?.prefix { $0 != "/" } ?? ""
        return word.isEmpty ? "unknown" : String(word)
    }
}
