/// The fleet to simulate.
package struct FleetConfiguration: Sendable {
    /// The clusters, each with a name of its own; traffic needs one of them to be the host.
    package var clusters: [ClusterConfiguration]
    /// From the patch of a Deployment to the last new server's listening.
    package var rolloutDuration: Duration = .seconds(1)
    /// From the write of a ConfigMap to its arrival in the pods.
    package var volumeSyncDelay: Duration = .seconds(2)
    /// How often a user's request goes from the host to each member; nil for never.
    package var trafficInterval: Duration?
    /// The host's jwtSecret, shared by healthy members; nil for a random one.
    package var hostSecret: String?
    /// How many lines of each container's log are kept.
    package var logLines = 2_000
    /// Threads that serve the whole fleet.
    package var threads = 2

    /// A fleet of exactly these clusters.
    package init(clusters: [ClusterConfiguration]) { self.clusters = clusters }

    /// A host named `host` and members `member-01`, `member-02` and so on.
    /// - Parameters:
    ///   - members: how many.
    ///   - versions: given to the members in turn.
    package init(
        members: Int, versions: [SimulatedVersion] = [.v3_4], hostVersion: SimulatedVersion = .v3_4, replicas: Int = 1
    ) {
        let width = max(2, String(members).count)
        clusters = [ClusterConfiguration(name: "host", version: hostVersion, role: .host, replicas: replicas)]
        for number in 1..<(max(0, members) + 1) {
            let version = versions.isEmpty ? hostVersion : versions[(number - 1) % versions.count]
            let name = "member-" + GoText.padded(number, width)
            clusters.append(ClusterConfiguration(name: name, version: version, role: .member, replicas: replicas))
        }
    }
}

/// One cluster of the fleet.
package struct ClusterConfiguration: Sendable {
    /// What the kubeconfig authenticates with.
    package enum Credential: Sendable, Hashable {
        /// A client certificate of group `system:masters`, inline.
        case clientCertificate
        /// A bearer token of a user with all rights.
        case token
        /// A client certificate in files beside the kubeconfig, named relative to it.
        case clientCertificateFiles
    }

    /// The name of the kubeconfig's context, cluster and user.
    package var name: String
    /// The KubeSphere release that it runs.
    package var version: SimulatedVersion
    /// Whether it is the fleet's host.
    package var role: ClusterRole
    /// How many pods serve ks-apiserver.
    package var replicas: Int
    /// The jwtSecret of its own host; nil where that is the fleet's.
    package var hostSecret: String?
    /// Its Redis is no pod of the cluster.
    package var redisIsExternal = false
    /// What its context in the kubeconfig authenticates with.
    package var credential: Credential = .clientCertificate
    /// What is wrong from the start; at most one of them that is not a fault of writes.
    package var faults: [Fault] = []

    /// The first of the faults; setting it leaves no other.
    package var fault: Fault? {
        get { faults.first }
        set { faults = newValue.map { [$0] } ?? [] }
    }
    /// How the host's Cluster object says that it reaches the member.
    package enum Connection: String, Sendable, Hashable { case direct, proxy }

    /// How the host reaches it.
    package var connection = Connection.direct
    /// The text of `kubesphere.yaml`; nil for a healthy one.
    package var configurationText: String?
    /// The field manager that the manifests were applied by.
    package var creator = "kubectl"

    /// A healthy cluster with a client certificate.
    package init(name: String, version: SimulatedVersion, role: ClusterRole, replicas: Int = 1) {
        self.name = name
        self.version = version
        self.role = role
        self.replicas = replicas
    }
}
