extension KubernetesAPI {
    /// PATCH and PUT: reads the change, applies it, keeps the API server's own fields right, and stores the result.
    func write(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        guard let name = path.name, let old = store.object(kind, name, namespace: path.namespace) else {
            return Failure.notFound(kind.resource, name: path.name ?? "")
        }
        var new: JSON
        do {
            new = try changed(path.subresource == "scale" ? scaleObject(old) : old, by: request)
        } catch {
            return error.reply
        }
        let version = new[["metadata", "resourceVersion"]]?.string ?? ""
        if !version.isEmpty, version != old[["metadata", "resourceVersion"]]?.string {
            return Failure.conflict(kind.resource, name: name)
        }
        if request.query["fieldValidation"] == "Strict", path.subresource == nil, let problem = FieldValidation.problem(new, kind) { return problem }
        if path.subresource == "scale" { new = scaled(old, to: new[["spec", "replicas"]] ?? 0) }
        if let problem = invalid(new, old, kind) { return problem }
        return stored(new, old: old, kind, request: request, subresource: path.subresource)
    }

    private func stored(_ changed: JSON, old: JSON, _ kind: ObjectKind, request: HTTPRequest, subresource: String?) -> Reply {
        var new = changed
        for field in ["managedFields", "generation", "resourceVersion", "uid", "creationTimestamp", "namespace"] {
            new[["metadata", field]] = old[["metadata", field]]
        }
        if new["data"]?.object?.isEmpty == true { new["data"] = nil }
        // Status is a subresource: writing the object leaves it as it is.
        if kind != .configmaps && kind != .secrets && kind != .clusters { new["status"] = old["status"] }
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
                resource: kind.resource.plural, manager: manager.name, annotations: result[["metadata", "annotations"]]?.strings ?? [:]))
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

    private struct Rejection: Error { let reply: Reply }

    private func changed(_ old: JSON, by request: HTTPRequest) throws(Rejection) -> JSON {
        if request.method == "PUT" { return try document(request) }
        switch request.header("Content-Type")?.prefix(while: { $0 != ";" }) {
        case "application/json-patch+json": return try patched(old, request)
        case "application/merge-patch+json": return old.merged(with: try document(request), lists: false)
        case "application/strategic-merge-patch+json": return old.merged(with: try document(request), lists: true)
        default:
            throw Rejection(
                reply: Failure.reply(
                    415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: "
                        + "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json",
                    details: [:]))
        }
    }

    private func document(_ request: HTTPRequest) throws(Rejection) -> JSON {
        do {
            return try JSON(parsing: request.body)
        } catch {
            throw Rejection(reply: Failure.badRequest("error decoding patch: \(error.description)"))
        }
    }

    private func patched(_ old: JSON, _ request: HTTPRequest) throws(Rejection) -> JSON {
        do {
            return try JSONPatch(parsing: request.body).applied(to: old)
        } catch {
            switch error {
            case .malformed(let text): throw Rejection(reply: Failure.badRequest("error decoding patch: \(text)"))
            case .inapplicable: throw Rejection(reply: Failure.inapplicablePatch)
            }
        }
    }

    private func invalid(_ new: JSON, _ old: JSON, _ kind: ObjectKind) -> Reply? {
        let namespace = new[["metadata", "namespace"]]
        if new[["metadata", "name"]] != old[["metadata", "name"]] || (namespace != nil && namespace != old[["metadata", "namespace"]]) {
            return Failure.badRequest("the name of the object does not match the name on the URL")
        }
        guard kind == .configmaps, let data = new["data"]?.object, data.members.contains(where: { $0.value.string == nil }) else {
            return nil
        }
        return Failure.badRequest(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: "
                + "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")
    }

    private func scaled(_ deployment: JSON, to replicas: JSON) -> JSON {
        var result = deployment
        result[["spec", "replicas"]] = replicas
        return result
    }

    func scale(_ path: ResourcePath) -> Reply {
        guard let name = path.name, let object = store.object(.deployments, name, namespace: path.namespace) else {
            return Failure.notFound(ObjectKind.deployments.resource, name: path.name ?? "")
        }
        return .object(scaleObject(object))
    }

    private func scaleObject(_ deployment: JSON) -> JSON {
        var metadata: JSON = [:]
        for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[field] = deployment[["metadata", field]]
        }
        var scale: JSON = ["kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": [:]]
        if deployment[["spec", "replicas"]] != 0 { scale[["spec", "replicas"]] = deployment[["spec", "replicas"]] }
        let labels = deployment[["spec", "selector", "matchLabels"]]?.strings ?? [:]
        let selector = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        scale["status"] = ["replicas": deployment[["status", "replicas"]] ?? 0, "selector": .string(selector)]
        return scale
    }
}
