import Fleet
package import FoundationEssentials

/// A credential plugin (`exec`): a program that prints an ExecCredential
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
package struct ExecPlugin: Sendable {
    /// `client.authentication.k8s.io/v1` or `/v1beta1`.
    package let apiVersion: String
    /// Absolute, and allowed by the operator.
    package let command: String
    package let arguments: [String]
    package let environment: [(name: String, value: String)]
    package let installHint: String?
    /// JSON of `spec.cluster`, where `provideClusterInfo` asks for it.
    package let clusterInfo: Data?

    /// nil where the user has no plugin.
    ///
    /// - Throws: `unsupported` for an API version that client-go dropped, a plugin that needs a terminal, or one that
    ///   is not allowed.
    init?(user: KubeconfigFile.Entry, cluster: KubeconfigFile.Entry, allowed: Set<String>) throws(KubeconfigError) {
        guard let body = user.body["exec"] else { return nil }
        let entry = KubeconfigFile.Entry(name: user.name, body: body, place: user.place.field("exec"))
        apiVersion = try Self.apiVersion(entry)
        try Self.checkInteractiveMode(entry, apiVersion: apiVersion)
        command = try Self.command(entry, allowed: allowed)
        arguments = try Self.texts(entry, "args")
        environment = try Self.variables(entry)
        installHint = try body.text("installHint", at: entry.place)
        let wantsInfo = try body["provideClusterInfo"]?.bool(at: entry.place.field("provideClusterInfo")) == true
        clusterInfo = wantsInfo ? try Self.clusterInfo(cluster) : nil
    }

    private static func apiVersion(_ entry: KubeconfigFile.Entry) throws(KubeconfigError) -> String {
        let text = try entry.body.text("apiVersion", at: entry.place) ?? ""
        guard ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(text) else {
            throw entry.place.field("apiVersion").error(
                .unsupported,
                """
                must be client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1; update the plugin's \
                entry
                """
            )
        }
        return text
    }

    /// An agent has no terminal: what client-go allows without one is allowed here.
    private static func checkInteractiveMode(_ entry: KubeconfigFile.Entry, apiVersion: String) throws(KubeconfigError)
    {
        let place = entry.place.field("interactiveMode")
        let mode = try entry.body.text("interactiveMode", at: entry.place)
        switch mode {
        case "Never", "IfAvailable": return
        case nil where apiVersion.hasSuffix("/v1beta1"): return
        case nil:
            throw place.error(
                .incompleteCredentials, "must be given in \(apiVersion); Never or IfAvailable works without a terminal")
        case "Always":
            throw place.error(.unsupported, "Always needs a terminal, which an agent has not; use another user for it")
        default: throw place.error(.wrongType, "must be Never, IfAvailable or Always")
        }
    }

    /// As exec.LookPath and client-go have it: a name without a slash is looked for in PATH, a relative path is
    /// relative to the kubeconfig.
    private static func command(_ entry: KubeconfigFile.Entry, allowed: Set<String>) throws(KubeconfigError) -> String {
        let place = entry.place.field("command")
        guard let text = try entry.body.text("command", at: entry.place) else {
            throw place.error(.incompleteCredentials, "names no program")
        }
        let hint = try entry.body.text("installHint", at: entry.place).map { "; its own hint: \(printable($0))" } ?? ""
        guard let path = text.contains("/") ? place.resolve(text) : inPath(text) else {
            throw place.error(.missingFile, "there is no program \(text) in PATH" + hint)
        }
        guard allowed.contains(path) else {
            throw place.error(
                .unsupported,
                """
                the credential plugin \(path) may not be run: add it to kubernetes.allowExec in agent.yaml, if you \
                trust it
                """
            )
        }
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw place.error(.missingFile, "\(path) cannot be executed" + hint)
        }
        return path
    }

    private static func inPath(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }.first {
            $0.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    private static func texts(_ entry: KubeconfigFile.Entry, _ field: String) throws(KubeconfigError) -> [String] {
        try items(entry, field) { (node, place) throws(KubeconfigError) in try node.string(at: place) }
    }

    private static func variables(_ entry: KubeconfigFile.Entry) throws(KubeconfigError) -> [(
        name: String, value: String
    )] {
        try items(entry, "env") { (node, place) throws(KubeconfigError) in
            guard let name = try node.text("name", at: place), !name.contains("=") else {
                throw place.error(.wrongType, "a variable has no name, or one with an equals sign")
            }
            return (name, try node.text("value", at: place) ?? "")
        }
    }

    private static func items<Item>(
        _ entry: KubeconfigFile.Entry, _ field: String,
        _ read: (KubeconfigNode, KubeconfigPlace) throws(KubeconfigError) -> Item
    ) throws(KubeconfigError) -> [Item] {
        guard let node = entry.body[field] else { return [] }
        let place = entry.place.field(field)
        guard case .sequence(let nodes) = node.content else {
            throw place.error(.wrongType, "must be a list, and is \(node.kind)", line: node.line)
        }
        var items: [Item] = []
        for node in nodes { items.append(try read(node, place)) }
        return items
    }

    private struct ClusterInfo: Encodable {
        let server: String
        let tlsServerName: String?
        let certificateAuthorityData: String?

        private enum CodingKeys: String, CodingKey {
            case server
            case tlsServerName = "tls-server-name"
            case certificateAuthorityData = "certificate-authority-data"
        }
    }

    private static func clusterInfo(_ cluster: KubeconfigFile.Entry) throws(KubeconfigError) -> Data? {
        let authority = try CredentialSource(cluster, "certificate-authority")?.bytes
        let info = ClusterInfo(
            server: try cluster.body.text("server", at: cluster.place) ?? "",
            tlsServerName: try cluster.body.text("tls-server-name", at: cluster.place),
            certificateAuthorityData: authority.map { Data($0).base64EncodedString() })
        return try? JSONEncoder().encode(info)
    }
}
