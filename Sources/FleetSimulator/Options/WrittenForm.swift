/// A request that the server does not take, with its answer.
struct Refusal: Error {
    let reply: Reply
    init(_ reply: Reply) { self.reply = reply }
}

/// The kind that a request's body stands for: that of the path, or of its subresource.
struct WrittenForm {
    let kind: String
    let apiVersion: String
    let schema: ObjectSchema
    /// The server's own type, as its conversion errors name it: `core.ConfigMap`.
    let internalName: String
    let isCustom: Bool

    init(_ kind: ObjectKind, subresource: String? = nil) {
        isCustom = kind.isCustom
        guard subresource == "scale" else {
            let group = kind.resource.group
            (self.kind, apiVersion, schema) = (kind.kind, kind.apiVersion, ObjectSchema.of(kind))
            internalName = "\(group.isEmpty ? "core" : group).\(kind.kind)"
            return
        }
        (self.kind, apiVersion, schema, internalName) = (
            "Scale", "autoscaling/v1", ObjectSchema.scale, "autoscaling.Scale"
        )
    }

    /// A review of authorization.k8s.io/v1.
    init(review schema: ObjectSchema) {
        (kind, apiVersion, self.schema) = (schema.name, "authorization.k8s.io/v1", schema)
        (internalName, isCustom) = ("authorization.\(schema.name)", false)
    }

    var version: String { apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion }

    /// `Deployment.apps`, as validation names the object.
    var qualified: String {
        let parts = apiVersion.split(separator: "/")
        return parts.count > 1 ? "\(kind).\(parts[0])" : kind
    }

    /// Why an object of another kind cannot be read as this one; nil if it says this kind, or none.
    func kindProblem(_ object: JSON) -> String? {
        let kind = object["kind"]?.string ?? ""
        let apiVersion = object["apiVersion"]?.string ?? ""
        let version = apiVersion.split(separator: "/").last.map(String.init) ?? self.version
        if kind.isEmpty || kind == self.kind {
            guard !apiVersion.isEmpty, apiVersion != self.apiVersion else { return nil }
            return
                """
                no kind \"\(self.kind)\" is registered for version \"\(apiVersion)\" in scheme \
                \"pkg/api/legacyscheme/scheme.go:30\"
                """
        }
        let others = ObjectKind.allCases.filter { apiVersion.isEmpty || $0.apiVersion == apiVersion }
        guard let other = others.first(where: { $0.kind == kind }) else {
            let shown = apiVersion.isEmpty ? self.apiVersion : apiVersion
            return
                """
                no kind \"\(kind)\" is registered for version \"\(shown)\" in scheme \
                \"pkg/api/legacyscheme/scheme.go:30\"
                """
        }
        if let problem = ObjectSchema.of(other).problem(in: object, .json) { return problem }
        return "converting (\(version).\(kind)) to (\(internalName)): unknown conversion"
    }
}
