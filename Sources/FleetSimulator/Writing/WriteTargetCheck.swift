/// Whether a written object is the one that the request means: its name, its namespace, its version, its uid.
struct WriteTargetCheck {
    let path: ResourcePath
    let kind: ObjectKind

    private var name: String { path.name ?? "" }

    static let otherNamespace = Refusal(
        Failure.badRequest("the namespace of the provided object does not match the namespace sent on the request"))

    /// The object must be the one that the path names.
    func checkAddress(_ object: JSON) throws(Refusal) {
        let own = object[["metadata", "name"]]?.string ?? ""
        guard !own.isEmpty else {
            throw Refusal(
                Failure.badRequest(
                    "the name of the object (\(name) based on URL) was undeterminable: name must be provided"))
        }
        guard own == name else {
            throw Refusal(
                Failure.badRequest("the name of the object (\(own)) does not match the name on the URL (\(name))"))
        }
        let namespace = object[["metadata", "namespace"]]?.string ?? ""
        guard namespace.isEmpty || namespace == path.namespace else { throw WriteTargetCheck.otherNamespace }
    }

    /// 409 where the object has changed since. It comes before validation: a patch that is stale and invalid is a
    /// conflict.
    func checkVersion(_ object: JSON, of old: JSON, method: String) throws(Refusal) {
        try checkIdentity(object, of: old, method: method)
        let version = object[["metadata", "resourceVersion"]]?.string ?? ""
        if let problem = ListOptions.versionProblem(version) { throw Refusal(Failure.bare(problem)) }
        // Zero is what Go has where nothing was said.
        guard version.isEmpty || version == "0" || version == old[["metadata", "resourceVersion"]]?.string else {
            throw Refusal(Failure.conflict(kind.resource, name: name))
        }
    }

    // A PUT makes its uid a precondition of the storage; a patch leaves it to validation.
    private func checkIdentity(_ object: JSON, of old: JSON, method: String) throws(Refusal) {
        let found = old[["metadata", "uid"]]?.string ?? ""
        guard let uid = object[["metadata", "uid"]]?.string, !uid.isEmpty, uid != found else { return }
        let precondition = "Precondition failed: UID in precondition: \(uid), UID in object meta: \(found)"
        if path.subresource == "scale" { throw conflict("\(kind.rawValue)/scale.\(kind.resource.group)", precondition) }
        guard method == "PUT" else { return }
        let key = "/\(kind.rawValue)/\(path.namespace.map { "\($0)/" } ?? "")\(name)"
        throw conflict(
            kind.resource.qualified,
            """
            StorageError: invalid object, Code: 4, Key: \(key), ResourceVersion: 0, AdditionalErrorMsg: \(precondition)
            """
        )
    }

    private func conflict(_ resource: String, _ problem: String) -> Refusal {
        Refusal(
            Failure.reply(
                409, "Conflict", "Operation cannot be fulfilled on \(resource) \"\(name)\": \(problem)",
                details: Failure.details(kind.resource, name: name)))
    }
}
