/// `SelfSubjectAccessReview` and `SelfSubjectRulesReview`: what `kubectl auth can-i` asks.
enum Reviews {
    /// `SelfSubjectReview`: what `kubectl auth whoami` asks.
    static func whoAmI(_ user: KubernetesUser) -> Reply {
        guard !user.isAnonymous else { return Failure.unauthorized }
        let info: JSON = ["username": .string(user.name), "groups": .array(user.groups.map(JSON.string))]
        return .object(
            [
                "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": [:],
                "status": ["userInfo": info],
            ], status: 201)
    }

    static func reply(
        to request: HTTPRequest, path: ResourcePath, user: KubernetesUser, allows: (RequestAttributes) -> Bool
    ) -> Reply {
        guard ["selfsubjectaccessreviews", "selfsubjectrulesreviews"].contains(path.resource.plural) else {
            return Failure.noSuchResource
        }
        guard request.method == "POST" else { return Failure.methodNotAllowed }
        let isRules = path.resource.plural == "selfsubjectrulesreviews"
        do {
            let body = try document(request, isRules: isRules)
            if isRules { return .object(rules(body, user: user), status: 201) }
            return .object(access(body, request: request, user: user, allows: allows), status: 201)
        } catch {
            return error.reply
        }
    }

    private static func document(_ request: HTTPRequest, isRules: Bool) throws(Refusal) -> JSON {
        try MediaTypes.checkBody(request)
        try WriteOptions(request).check()
        let form = WrittenForm(review: isRules ? .rulesReview : .accessReview)
        let body: JSON
        if let message = ProtobufReview.json(request.body, isRules: isRules) {
            body = message
        } else {
            body = try BodyDecoding(form, request).object()
        }
        if isRules, body[["spec", "namespace"]]?.string ?? "" == "" {
            throw Refusal(Failure.badRequest("no namespace on request"))
        }
        if let problem = isRules ? nil : attributeProblem(body["spec"] ?? [:]) {
            let details: JSON = ["group": "authorization.k8s.io"]
            throw Refusal(Failure.invalid(".authorization.k8s.io", name: "", [problem], details: details))
        }
        return body
    }

    private static func attributeProblem(_ spec: JSON) -> FieldProblem? {
        let path = spec["nonResourceAttributes"]
        guard spec["resourceAttributes"] != nil else {
            let text = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
            return path == nil ? .invalid("spec.resourceAttributes", "null", text) : nil
        }
        guard let path else { return nil }
        let shown: JSON = ["Path": path["path"] ?? "", "Verb": path["verb"] ?? ""]
        let text = "cannot be specified in combination with resourceAttributes"
        return .invalid("spec.nonResourceAttributes", String(decoding: shown.bytes, as: UTF8.self), text)
    }

    private static func access(
        _ body: JSON, request: HTTPRequest, user: KubernetesUser, allows: (RequestAttributes) -> Bool
    ) -> JSON {
        let spec = body["spec"] ?? [:]
        var status: JSON = ["allowed": .bool(isAllowed(spec, user, allows))]
        if status["allowed"] == true, user.rights == .all, !user.groups.contains("system:masters") {
            // The recorded reason; members of system:masters are let through without one.
            status["reason"] =
                """
                RBAC: allowed by ClusterRoleBinding \"fleet\" of ClusterRole \"cluster-admin\" to ServiceAccount \
                \"fleet/kube-system\"
                """
        }
        let agent = request.userAgent?.prefix { $0 != "/" } ?? "unknown"
        let manager = FieldManager(name: request.query["fieldManager"] ?? String(agent))
        var fields = FieldSet.changed(from: ["spec": [:]], to: ["spec": spec])
        fields.isMember = false
        let entry = ManagedFields.entry(manager, apiVersion: "authorization.k8s.io/v1", time: .now, fields: fields.json)
        return [
            "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
            "metadata": ["managedFields": [entry]],
            "spec": spec, "status": status,
        ]
    }

    private static func isAllowed(_ spec: JSON, _ user: KubernetesUser, _ allows: (RequestAttributes) -> Bool) -> Bool {
        if let path = spec[["nonResourceAttributes", "path"]]?.string {
            return user.rights == .all || Discovery.document(path) != nil
                || ["/version", "/healthz", "/livez", "/readyz"].contains(path)
        }
        guard let wanted = spec["resourceAttributes"] else { return false }
        let attributes = RequestAttributes(
            verb: wanted["verb"]?.string ?? "",
            resource: ResourceType(group: wanted["group"]?.string ?? "", plural: wanted["resource"]?.string ?? ""),
            subresource: wanted["subresource"]?.string, namespace: wanted["namespace"]?.string,
            name: wanted["name"]?.string)
        return allows(attributes)
    }

    private static func rules(_ body: JSON, user: KubernetesUser) -> JSON {
        var resources: [JSON] = [
            [
                "verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
                "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
            ]
        ]
        if user.rights == .all { resources.insert(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]], at: 0) }
        if user.rights == .observe {
            resources.append(["verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods"]])
            resources.append(["verbs": ["get"], "apiGroups": [""], "resources": ["pods/log"]])
        }
        let open: JSON = [
            "verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/version"],
        ]
        return [
            "kind": "SelfSubjectRulesReview", "apiVersion": "authorization.k8s.io/v1", "metadata": [:],
            "spec": body["spec"] ?? [:],
            "status": ["resourceRules": .array(resources), "nonResourceRules": [open], "incomplete": false],
        ]
    }
}
