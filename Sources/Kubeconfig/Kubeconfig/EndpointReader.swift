/// Reads the cluster and the user of one context into an endpoint.
struct EndpointReader {
    let allowance: EndpointAllowance
    let proxies: ProxyEnvironment

    func endpoint(
        context: String, cluster: KubeconfigFile.Entry, user: KubeconfigFile.Entry
    ) throws(KubeconfigError) -> APIEndpoint {
        try refuseUnsupported([], in: cluster)
        try refuseUnsupported(["auth-provider"], in: user)
        let server = try server(of: cluster)
        let endpoint = APIEndpoint(
            context: context, server: server, tlsServerName: try tlsServerName(of: cluster),
            trust: try trust(of: cluster, context: context),
            identity: try ClientIdentity(user: user), credentials: try credentials(of: user, cluster: cluster),
            impersonation: try Impersonation(user: user), proxy: try proxy(of: cluster, to: server))
        try checkKeyMatches(endpoint, user: user)
        return endpoint
    }

    private func refuseUnsupported(_ fields: [String], in entry: KubeconfigFile.Entry) throws(KubeconfigError) {
        guard case .mapping = entry.body.content else {
            throw entry.place.error(.wrongType, "must be a mapping, and is \(entry.body.kind)")
        }
        for field in fields {
            guard let value = entry.body[field] else { continue }
            if case .scalar("") = value.content { continue }
            throw entry.place.field(field).error(
                .unsupported,
                "\(field) is not supported; give the user a token, a tokenFile, a client certificate or an exec plugin",
                line: value.line)
        }
    }

    private func server(of cluster: KubeconfigFile.Entry) throws(KubeconfigError) -> ServerAddress {
        let place = cluster.place.field("server")
        guard let text = try cluster.body.text("server", at: cluster.place) else {
            throw place.error(.missingServer, "the cluster has no server; set one with `kubectl config set-cluster`")
        }
        switch ServerAddress.read(text) {
        case .success(let server): return server
        case .failure(let problem): throw place.error(.badServer, "the server's address \(problem.message)")
        }
    }

    /// A DNS name, or an IP address without brackets, which the certificate must then hold (Go:
    /// x509.Certificate.VerifyHostname).
    private func tlsServerName(of cluster: KubeconfigFile.Entry) throws(KubeconfigError) -> String? {
        guard let name = try cluster.body.text("tls-server-name", at: cluster.place) else { return nil }
        guard name.hasPrefix("["), name.hasSuffix("]") else { return name }
        let address = String(name.dropFirst().dropLast())
        return IPAddress(address) == nil ? name : address
    }

    /// A user and a password in the server's address go before all that the user entry holds: Go's HTTP client sets
    /// their header first.
    private static func inServer(of cluster: KubeconfigFile.Entry) throws(KubeconfigError) -> Credentials? {
        try cluster.body.text("server", at: cluster.place).flatMap(ServerAddress.credentials(in:)).map {
            .basic(username: $0.user, password: $0.password)
        }
    }

    /// A plugin is asked only where nothing else stands in the kubeconfig: client-go leaves a header alone that is
    /// already there.
    private func credentials(of user: KubeconfigFile.Entry, cluster: KubeconfigFile.Entry) throws(KubeconfigError)
        -> Credentials
    {
        let inFile = try Credentials(user: user)
        if let inServer = try Self.inServer(of: cluster) { return inServer }
        guard case .none = inFile else { return inFile }
        return try ExecPlugin(user: user, cluster: cluster, allowed: allowance.execCommands).map { .exec($0) } ?? .none
    }

    /// The kubeconfig's own, or the environment's.
    private func proxy(of cluster: KubeconfigFile.Entry, to server: ServerAddress) throws(KubeconfigError)
        -> ProxyAddress?
    {
        guard let text = try cluster.body.text("proxy-url", at: cluster.place) else {
            do throws(ProxyAddress.Problem) { return try proxies.proxy(for: server) } catch {
                throw KubeconfigError(.unsupported, error.message)
            }
        }
        switch ProxyAddress.read(text) {
        case .success(let proxy): return proxy
        case .failure(let problem):
            throw cluster.place.field("proxy-url").error(.unsupported, "the proxy's address \(problem.message)")
        }
    }

    private func trust(of cluster: KubeconfigFile.Entry, context: String) throws(KubeconfigError) -> ServerTrust {
        let authority = try CredentialSource(cluster, "certificate-authority")
        let skips = cluster.place.field("insecure-skip-tls-verify")
        if try cluster.body["insecure-skip-tls-verify"]?.bool(at: skips) == true {
            guard allowance.insecureContexts.contains(context) else {
                throw skips.error(
                    .insecure,
                    """
                    the server would not be verified; give its certificate-authority-data instead, or list the context \
                    in agent.yaml's kubernetes.allowInsecureTLS
                    """
                )
            }
            // client-go: specifying a root certificates file with the insecure flag is not allowed.
            guard authority == nil else {
                throw skips.error(
                    .conflictingCredentials,
                    "certificate-authority and insecure-skip-tls-verify exclude each other; drop one")
            }
            return .unverified
        }
        guard let authority else { return .system }
        return .authorities(try authority.authorities())
    }

    private func checkKeyMatches(_ endpoint: APIEndpoint, user: KubeconfigFile.Entry) throws(KubeconfigError) {
        guard endpoint.identity?.isUsable == false else { return }
        throw user.place.field("client-key").error(
            .badKey,
            "the client key and certificate cannot be used together; the key must be the one of this certificate")
    }
}
