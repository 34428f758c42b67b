/// Something that is wrong with one cluster of the fleet.
package enum Fault: Sendable, Hashable {
    /// The member checks its own session cache, in which the host's tokens are not: max age 2h.
    case maxAge
    /// The same by default: the document has no max age.
    case maxAgeAbsent
    /// The member's jwtSecret is not the host's.
    case secretMismatch
    /// The ConfigMap is right, but the process was started with another secret before.
    case staleProcess
    /// ks-apiserver ends at every start.
    case serverDown
    /// Nobody wants any replica.
    case scaledToZero
    /// Redis is down while the member checks its session cache.
    case redisDown
    /// kube-apiserver no longer accepts the kubeconfig's credentials: 401.
    case kubeconfigRevoked
    /// Nothing listens on kube-apiserver's port.
    case refused
    /// The port accepts connections and never answers.
    case hang
    /// The server's certificate is of another authority than the kubeconfig's.
    case wrongAuthority
    /// The server's certificate has expired.
    case expiredCertificate
    /// The ConfigMap has no `kubesphere.yaml`.
    case noConfigKey
    /// The document is not YAML; the running process read an older one.
    case invalidYAML
    /// There is no ConfigMap; the running process read it before.
    case noConfigMap
    /// ks-apiserver's clock is an hour behind.
    case clockSkew
    /// Every answer takes this long.
    case slow(Duration)
    /// kube-apiserver answers every request with 500.
    case serverErrors
    /// The kubeconfig's user has no rights.
    case forbidden
    /// The jwtSecret is empty, and ks-apiserver does not start.
    case emptySecret
    /// kube-apiserver sends every request away for a second: 429 with Retry-After.
    case tooManyRequests
    /// Every body ends in its middle, with the connection.
    case cutBodies
    /// The log of ks-apiserver is 32 MiB of somebody's access lines.
    case logFlood
    /// Escape codes, markup and overrides of direction wherever a cluster can put text: log lines, managers, answers.
    case hostileText
    /// The server's certificate is for another name.
    case wrongName
    /// The Deployment's environment overrules the ConfigMap's secret.
    case secretOverride
    /// Another host's controller has left its name on namespace kubesphere-system.
    case managedByOtherHost
    /// The document says `clusterRole: none`.
    case roleNone
    /// ks-installer's ClusterConfiguration says another role than member: its next run takes `accessTokenMaxAge: 0` away (3.x).
    case installerWillRevert
    /// For a host: its tokens never expire.
    case maxAgeZero
    /// For a host: its users' tokens are not in its session cache.
    case sessionLoss
    /// kube-apiserver hands a token of its own to ks-apiserver.
    case foreignToken

    private static let names: [(name: String, fault: Fault)] = [
        ("max-age", .maxAge), ("max-age-absent", .maxAgeAbsent), ("secret-mismatch", .secretMismatch),
        ("stale-process", .staleProcess), ("ks-apiserver-down", .serverDown), ("scaled-to-zero", .scaledToZero),
        ("redis-down", .redisDown), ("kubeconfig-revoked", .kubeconfigRevoked), ("refused", .refused), ("hang", .hang),
        ("wrong-ca", .wrongAuthority), ("expired-certificate", .expiredCertificate), ("no-config-key", .noConfigKey),
        ("invalid-yaml", .invalidYAML), ("no-configmap", .noConfigMap), ("clock-skew", .clockSkew), ("slow", .slow(.seconds(5))),
        ("server-errors", .serverErrors), ("forbidden", .forbidden), ("empty-secret", .emptySecret),
        ("too-many-requests", .tooManyRequests), ("cut-bodies", .cutBodies), ("log-flood", .logFlood), ("hostile-text", .hostileText),
        ("wrong-name", .wrongName), ("secret-override", .secretOverride), ("managed-by-other-host", .managedByOtherHost),
        ("role-none", .roleNone), ("installer-will-revert", .installerWillRevert), ("max-age-zero", .maxAgeZero),
        ("session-loss", .sessionLoss), ("foreign-token", .foreignToken),
    ]

    /// Every fault by the name that the command line takes.
    package static var allNames: [String] { names.map(\.name) }

    /// Reads a name, or `slow:SECONDS`.
    package init?(name: String) {
        if name.hasPrefix("slow:"), let seconds = Double(name.dropFirst(5)), seconds > 0 {
            self = .slow(.milliseconds(Int(seconds * 1_000)))
            return
        }
        guard let fault = Fault.names.first(where: { $0.name == name })?.fault else { return nil }
        self = fault
    }

    /// The name that the command line takes.
    package var name: String {
        if case .slow(let duration) = self, duration != .seconds(5) { return "slow:\(duration.inSeconds)" }
        return Fault.names.first { $0.fault == self }?.name ?? ""
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
