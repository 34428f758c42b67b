/// The outside world of a cluster's ks-apiserver processes, which faults change while they run.
final class ServerEnvironment {
    var redisIsUp = true
    /// Nanoseconds by which ks-apiserver's clock is ahead; negative when it is behind.
    var clockOffset = 0
    /// Nanoseconds by which the node's clock is ahead: the one by which the container runtime stamps lines.
    var nodeClockOffset = 0
    /// Why every start fails although the configuration is good.
    var startFailure: StartFailure?
    /// kube-apiserver hands on a token of its own in place of the one that was sent (kubesphere#6476).
    var receivesForeignTokens = false
    /// An identity provider that cannot be asked: what every token is refused with.
    var backendError: String?
    /// ks-apiserver speaks TLS behind its Service.
    var speaksTLS = false
    /// The session cache is checked whatever the document says.
    var alwaysChecksCache = false
    /// No image can be pulled for a new pod.
    var imageIsMissing = false
    /// The only document with which a process does not end at its start; nil for any.
    var onlyBearableText: String?

    var serverTime: Timestamp { Timestamp.now.advanced(byNanoseconds: clockOffset) }
    var nodeTime: Timestamp { Timestamp.now.advanced(byNanoseconds: nodeClockOffset) }
}

/// A request as the service proxy hands it to ks-apiserver.
struct ProxiedRequest {
    var method: String
    /// Path without the query.
    var path: String
    var authorization: String?
    var kubeSphereAuthorization: String?
}

/// One running ks-apiserver process: the configuration it read, its log, and how it answers.
final class ServerProcess {
    let version: SimulatedVersion
    let role: ClusterRole
    let startedAt: Timestamp
    let log: ContainerLog
    private(set) var configuration: ServerConfiguration
    /// There is no readiness probe: a pod is ready before its server listens.
    private(set) var isListening = false
    private let environment: ServerEnvironment
    private var redisFailures = 0

    init(
        version: SimulatedVersion, role: ClusterRole, configuration: ServerConfiguration,
        environment: ServerEnvironment,
        log: ContainerLog
    ) {
        self.version = version
        self.role = role
        self.configuration = configuration
        self.environment = environment
        self.log = log
        startedAt = environment.serverTime
    }

    /// Writes what the version logs on its way up, and takes requests from then on.
    func listen() {
        for line in StartupLog.lines(version) { write(line) }
        isListening = true
    }

    /// Takes a changed configuration without a restart, as 3.3 and 3.4 do: the whole server is built anew inside the
    /// process.
    func reload(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        redisFailures = 0
        for line in StartupLog.lines(version) { write(line) }
    }

    func write(_ line: KlogLine) {
        // klog prints the server's clock, the container runtime stamps with the node's.
        log.append(line.text(at: environment.serverTime), at: environment.nodeTime)
    }

    func respond(to request: ProxiedRequest) -> Reply {
        let reply = authenticated(request)
        // Only 4.1 logs refused requests, and only failures at this verbosity: its access filter is outermost.
        if version == .v4_1, reply.status >= 400 {
            let line =
                "127.0.0.1 - \"\(request.method) \(request.path) HTTP/1.1\" \(reply.status) \(reply.body.count) 0ms"
            write(KlogLine("I", "filters.go:96", line))
        }
        return reply
    }

    private func authenticated(_ request: ProxiedRequest) -> Reply {
        // What kube-apiserver sends of its own stands in Authorization, and counts before ours.
        if environment.receivesForeignTokens {
            return refuse(TokenVerifier.Refusal(stage: .parsing, message: "unexpect signature algorithm RS256"))
        }
        if let error = environment.backendError, request.kubeSphereAuthorization != nil {
            return refuse(TokenVerifier.Refusal(stage: .cache, message: error))
        }
        // pkg/apiserver/filters/requestinfo.go: X-KubeSphere-Authorization counts where there is no Authorization.
        let header = request.authorization ?? request.kubeSphereAuthorization
        guard let token = header.flatMap(ServerProcess.bearerToken) else {
            return authorized(request, user: "system:anonymous")
        }
        var configuration = configuration
        if environment.alwaysChecksCache { configuration.accessTokenMaxAge = ServerConfiguration.defaultMaxAge }
        let verifier = TokenVerifier(
            version: version, role: role, configuration: configuration, now: environment.serverTime, started: startedAt)
        do {
            return authorized(request, user: try verifier.verify(token, cacheError: cacheError))
        } catch {
            return refuse(error)
        }
    }

    private func refuse(_ refusal: TokenVerifier.Refusal) -> Reply {
        for line in refusal.logLines(version, role: role) { write(line) }
        return Failure.reply(401, "Unauthorized", refusal.responseMessage(version))
    }

    /// Writes what a request whose token is looked up in vain leaves in the log.
    func refuse(_ message: String) { _ = refuse(TokenVerifier.Refusal(stage: .cache, message: message)) }

    static func bearerToken(_ header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// The first look-up finds its old connection closed, the next ones cannot connect.
    private func cacheError() -> String? {
        guard configuration.redisHost != nil, !environment.redisIsUp else {
            redisFailures = 0
            return nil
        }
        redisFailures += 1
        return redisFailures == 1 ? "EOF" : ServerProcess.redisRefused
    }

    static let redisRefused = "dial tcp 10.96.34.71:6379: connect: connection refused"

    private func authorized(_ request: ProxiedRequest, user: String) -> Reply {
        if request.path == version.versionPath { return VersionDocument.kubeSphere(version) }
        if version.is3, request.path == "/kapis/config.kubesphere.io/v1alpha2/configs/configz" {
            return FeatureDocument.reply(version, role: role)
        }
        let open =
            version.is3
            ? ["/oauth/", "/kapis/config.kubesphere.io/"] : ["/oauth/", "/dist/", "/openapi/v2", "/openapi/v3"]
        if open.contains(where: request.path.hasPrefix) { return .text("404 page not found\n", status: 404) }
        if ["/healthz", "/livez"].contains(request.path), version == .v4_1 { return .text("ok") }
        if let attributes = KubeSpherePath.attributes(method: request.method, path: request.path) {
            return attributes.forbidden(to: user)
        }
        return Failure.forbidden(
            "forbidden: User \"\(user)\" cannot \(request.method) path \"\(request.path)\"", details: [:])
    }
}

/// How ks-apiserver reads a path for authorisation.
enum KubeSpherePath {
    static func attributes(method: String, path: String) -> RequestAttributes? {
        var parts = path.split(separator: "/").map(String.init)
        let group: String
        switch parts.first {
        case "api" where parts.count >= 3: (group, parts) = ("", Array(parts.dropFirst(2)))
        case "kapis" where parts.count >= 4, "apis" where parts.count >= 4:
            (group, parts) = (parts[1], Array(parts.dropFirst(3)))
        default: return nil
        }
        var namespace: String?
        if parts.count > 2, parts[0] == "namespaces" { (namespace, parts) = (parts[1], Array(parts.dropFirst(2))) }
        let name = parts.count > 1 ? parts[1] : nil
        let verbs = ["POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"]
        return RequestAttributes(
            verb: verbs[method] ?? (name == nil ? "list" : "get"),
            resource: ResourceType(group: group, plural: parts[0]),
            subresource: parts.count > 2 ? parts[2] : nil, namespace: namespace, name: name)
    }
}
