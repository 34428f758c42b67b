import NIOCore

/// What a request leads to.
enum Outcome {
    case reply(Reply)
    case watch(WatchRequest)
    case follow(FollowRequest)
    /// An answer that comes later than what it tells of.
    case late(Reply, TimeAmount)
    /// The connection ends without an answer.
    case hangUp
    /// No answer ever.
    case silence
}

/// The part of a cluster's kube-apiserver that clients of KubeSphere use.
final class KubernetesAPI {
    let store: ObjectStore
    let workload: Workload
    var authenticator = Authenticator()
    /// Answers every request with 500, or refuses every right.
    var failsInternally = false
    var deniesEverything = false
    /// Seconds for which every request is sent away.
    var retryAfter: Int?
    /// Every log is long, and none of its lines tells of a failure.
    var floodsLogs = false
    /// What the kubelet answers in place of a log; nil for the log.
    var logFailure: LogFailure?
    var writeFaults = WriteFaults()
    /// Writes that were taken and not done yet.
    var heldWrites: [() -> Reply] = []
    var denials: Set<Denial> = []
    private(set) var storedWrites: [StoredWrite] = []
    /// Told of each stored write of `kubesphere-config`.
    var configurationWritten: () -> Void = {}
    /// Called before objects of a kind are read: what a controller would have brought up to date by then.
    var beforeReading: (ObjectKind) -> Void = { _ in }

    init(store: ObjectStore, workload: Workload) {
        self.store = store
        self.workload = workload
    }

    func note(_ write: StoredWrite) { if storedWrites.count < StoredWrite.limit { storedWrites.append(write) } }

    func respond(to request: HTTPRequest, certificate: ClientCertificate?) -> Outcome {
        if failsInternally { return .reply(Failure.internalError) }
        if let retryAfter { return .reply(Failure.tooManyRequests(seconds: retryAfter)) }
        guard var user = authenticator.user(certificate: certificate, authorization: request.header("Authorization")) else {
            return .reply(Failure.unauthorized)
        }
        if deniesEverything { user.rights = .none }
        guard let path = ResourcePath(request.path) else { return .reply(nonResource(request, user)) }
        let attributes = path.attributes(method: request.method, query: request.query)
        if path.resource.group == "authorization.k8s.io" {
            guard !user.isAnonymous else { return .reply(attributes.forbidden(to: user.name)) }
            return .reply(Reviews.reply(to: request, path: path, user: user, allows: { self.allows(user, $0) }))
        }
        if path.resource == ResourceType(group: "authentication.k8s.io", plural: "selfsubjectreviews") { return .reply(Reviews.whoAmI(user)) }
        guard allows(user, attributes) else { return .reply(attributes.forbidden(to: user.name)) }
        guard let kind = ObjectKind.allCases.first(where: { $0.resource == path.resource }) else {
            return .reply(.text("404 page not found\n", status: 404))
        }
        return route(request, path, kind)
    }

    private func route(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Outcome {
        switch (path.subresource, request.method) {
        case (nil, "GET"):
            beforeReading(kind)
            return path.name == nil ? list(request, path, kind) : .reply(get(request, path, kind))
        case (nil, "POST"): return disturbed(request, path, kind) { [self] in create(request, path, kind) }
        case (nil, "PATCH"), (nil, "PUT"), ("scale", "PATCH"), ("scale", "PUT"):
            return disturbed(request, path, kind) { [self] in write(request, path, kind) }
        case (nil, "DELETE"): return disturbed(request, path, kind) { [self] in delete(path, kind) }
        case ("scale", "GET") where kind == .deployments: return .reply(scale(path))
        case ("log", "GET") where kind == .pods: return log(request, path)
        case ("proxy", _) where kind == .services: return .reply(proxy(request, path))
        default: return .reply(Failure.noSuchResource)
        }
    }

    private func nonResource(_ request: HTTPRequest, _ user: KubernetesUser) -> Reply {
        switch request.path {
        case "/version", "/version/": return VersionDocument.kubeAPIServer
        case "/livez", "/readyz", "/healthz": return .text("ok")
        default: break
        }
        guard !user.isAnonymous else {
            let message = "forbidden: User \"\(user.name)\" cannot \(request.method.lowercased()) path \"\(request.path)\""
            return Failure.forbidden(message, details: [:])
        }
        if let document = Discovery.document(request.path) ?? OpenAPI.document(request.path) { return .object(document) }
        return .text("404 page not found\n", status: 404)
    }

    private func get(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        guard let name = path.name, let object = store.object(kind, name, namespace: path.namespace) else {
            return Failure.notFound(kind.resource, name: path.name ?? "")
        }
        if request.wantsTable { return .object(Table(kind, [object], version: store.resourceVersion).json) }
        return Reply(status: 200, body: store.text(kind, name, of: object))
    }

    private func list(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Outcome {
        guard let labels = Selector(request.query["labelSelector"] ?? ""),
            let fields = Selector(request.query["fieldSelector"] ?? "")
        else {
            return .reply(Failure.badRequest("unable to parse requirement"))
        }
        let filter = ObjectFilter(namespace: kind.isNamespaced ? path.namespace : nil, labels: labels, fields: fields)
        if request.flag("watch") { return watch(request, kind, filter) }
        guard let page = ListPage(store.list(kind, filter), request) else {
            return .reply(Failure.reply(410, "Expired", "The provided continue parameter is not one that this server has given."))
        }
        if request.wantsTable {
            return .reply(.object(Table(kind, page.items, version: store.resourceVersion, page: page.metadata).json))
        }
        let isPartial = request.wantsMetadata
        let items = page.items.map { (object: JSON) -> JSON in
            if isPartial { return ["metadata": object["metadata"] ?? [:]] }
            var item = object
            // The items of a list of a built-in kind do not say what they are; custom ones do.
            if !kind.isCustom { (item["kind"], item["apiVersion"]) = (nil, nil) }
            return item
        }
        var metadata: JSON = ["resourceVersion": .string(String(store.resourceVersion))]
        for member in page.metadata.object?.members ?? [] { metadata[member.key] = member.value }
        return .reply(
            .object([
                "kind": .string(isPartial ? "PartialObjectMetadataList" : kind.kind + "List"),
                "apiVersion": .string(isPartial ? "meta.k8s.io/v1" : kind.apiVersion), "metadata": metadata, "items": .array(items),
            ]))
    }

    private func delete(_ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        guard let name = path.name, let object = store.object(kind, name, namespace: path.namespace) else {
            return Failure.notFound(kind.resource, name: path.name ?? "")
        }
        if kind == .pods, let pod = workload.pods.first(where: { $0.name == name }) {
            workload.finishTermination(pod)
            workload.settle()
            return .object(object)
        }
        store.delete(kind, name)
        return .object([
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success",
            "details": ["name": .string(name), "kind": .string(kind.rawValue), "uid": object[["metadata", "uid"]] ?? .null],
        ])
    }
}
