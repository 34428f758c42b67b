import FleetText

/// Whom a cluster says that it belongs to: annotations of namespace kubesphere-system, written by a 4.x host's
/// controller (v4.1.3 pkg/controller/cluster/cluster_controller.go).
package struct ClusterClaim: Hashable, Codable, Sendable {
    /// `cluster.kubesphere.io/name`: what its host calls it.
    package let name: String?
    /// `cluster.kubesphere.io/host-cluster`: the name of the host that manages it.
    package let hostCluster: String?

    package init(name: String?, hostCluster: String?) {
        self.name = name.map { printable($0, limit: 100) }
        self.hostCluster = hostCluster.map { printable($0, limit: 100) }
    }
}

/// What ks-installer would render kubesphere.yaml from: ClusterConfiguration `ks-installer` of 3.x, with no secret in
/// it.
package struct InstallerFacts: Hashable, Codable, Sendable {
    /// `spec.multicluster.clusterRole`; nil where it does not say.
    package let role: ClusterRole?
    /// `spec.authentication.jwtSecret`; nil where it is empty: then the installer keeps its own Secret's.
    package let secret: Fingerprint?
    /// `secret` of Secret `kubesphere-secret`, which is rendered where the ClusterConfiguration names none; nil where
    /// it may not be read.
    package let keptSecret: Fingerprint?
    /// `accessTokenMaxAge` of `spec.authentication.oauthOptions`; nil where there are no such options.
    package let optionsMaxAge: TokenMaxAge?

    package init(
        role: ClusterRole?, secret: Fingerprint?, keptSecret: Fingerprint? = nil, optionsMaxAge: TokenMaxAge? = nil
    ) {
        self.role = role
        self.secret = secret
        self.keptSecret = keptSecret
        self.optionsMaxAge = optionsMaxAge
    }
}

/// What stands around a cluster's configuration and changes rarely; it is read rarely.
package struct Surroundings: Hashable, Sendable {
    package var claim: ClusterClaim?
    package var installer: InstallerFacts?
    /// Of a host: the clusters that it knows.
    package var register: RegisterReading
    /// Of 3.1 to 3.4, which look a token's user up; nil where they may not be read.
    package var users: UserRegister?

    package init(
        claim: ClusterClaim? = nil, installer: InstallerFacts? = nil, register: RegisterReading = .notAsked,
        users: UserRegister? = nil
    ) {
        self.claim = claim
        self.installer = installer
        self.register = register
        self.users = users
    }
}
