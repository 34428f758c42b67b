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
    var echo: Echo?
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
        if let echoed = echo?.reply(to: request) { return .reply(echoed) }
        if let retryAfter { return .reply(Failure.tooManyRequests(seconds: retryAfter)) }
        guard var user = authenticator.user(certificate: certificate, authorization: request.header("Authorization"))
        else {
            return .reply(Failure.unauthorized)
        }
        if deniesEverything { user.rights = .none }
        guard let path = ResourcePath(request.path) else { return .reply(nonResource(request, user)) }
        let attributes = path.attributes(method: request.method, query: request.query)
        if path.resource.group == "authorization.k8s.io" {
            guard !user.isAnonymous else { return .reply(attributes.forbidden(to: user.name)) }
            return .reply(Reviews.reply(to: request, path: path, user: user, allows: { self.allows(user, $0) }))
        }
        if path.resource == ResourceType(group: "authentication.k8s.io", plural: "selfsubjectreviews") {
            return .reply(Reviews.whoAmI(user))
        }
        guard allows(user, attributes) else { return .reply(attributes.forbidden(to: user.name)) }
        guard
            let kind = ObjectKind.allCases.first(where: {
                $0.resource == path.resource && $0.isServed(in: path.version)
            })
        else {
            let isGroup = path.resource.group.isEmpty || Discovery.groups.contains { $0.name == path.resource.group }
            return .reply(isGroup ? Failure.noSuchResource : .text("404 page not found\n", status: 404))
        }
        return route(request, path, kind)
    }

    private func route(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Outcome {
        if path.subresource != "log", path.subresource != "proxy" {
            let isList = path.name == nil && request.method == "GET"
            if let refusal = MediaTypes.notAcceptable(request, isList: isList) { return .reply(refusal) }
        }
        switch (path.subresource, request.method) {
        case (nil, "POST") where path.name != nil, (nil, "PATCH") where path.name == nil,
            (nil, "PUT") where path.name == nil:
            return .reply(Failure.methodNotAllowed)
        case (nil, "GET"):
            beforeReading(kind)
            return path.name == nil ? list(request, path, kind) : .reply(get(request, path, kind))
        case (nil, "POST"): return disturbed(request, path, kind) { [self] in create(request, path, kind) }
        case (nil, "PATCH"), (nil, "PUT"):
            return disturbed(request, path, kind) { [self] in write(request, path, kind) }
        case ("scale", "PATCH") where kind == .deployments, ("scale", "PUT") where kind == .deployments,
            ("status", "PATCH") where kind.hasStatus, ("status", "PUT") where kind.hasStatus:
            return disturbed(request, path, kind) { [self] in write(request, path, kind) }
        case ("status", "GET") where kind.hasStatus: return .reply(get(request, path, kind))
        case (nil, "DELETE"): return disturbed(request, path, kind) { [self] in delete(request, path, kind) }
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
            let message =
                "forbidden: User \"\(user.name)\" cannot \(request.method.lowercased()) path \"\(request.path)\""
            return Failure.forbidden(message, details: [:])
        }
        if let document = Discovery.document(request.path) ?? OpenAPI.document(request.path) {
            return .object(document)
        }
        return .text("404 page not found\n", status: 404)
    }

    private func get(_ request: HTTPRequest, _ path: ResourcePath, _ kind: ObjectKind) -> Reply {
        guard let name = path.name, let object = store.object(kind, name, namespace: path.namespace) else {
            return Failure.notFound(kind.resource, name: path.name ?? "")
        }
        let version = request.query["resourceVersion"] ?? ""
        if let problem = ListOptions.versionProblem(version) {
            return Failure.bare("resourceVersion: Invalid value: \(GoText.quoted(version)): \(problem)")
        }
        if request.wantsTable { return .object(Table(kind, [object], version: store.resourceVersion).json) }
        return Reply(status: 200, body: store.text(kind, name, of: object))
    }
}
