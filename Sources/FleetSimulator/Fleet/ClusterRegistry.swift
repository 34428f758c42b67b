import FoundationEssentials

/// What a cluster gives its host to register it with.
struct Registration: Sendable {
    let name: String
    let version: SimulatedVersion
    let isHost: Bool
    let uid: String
    let kubeconfig: String
    /// The end of the client certificate in it, as Go prints a time.
    let certificateEnd: String
    /// nil where it stays as it was.
    let connection: ClusterConfiguration.Connection?
    let faults: Set<Fault>
}

/// A host's `Cluster` objects, and the part of its controllers that keeps their conditions.
final class ClusterRegistry {
    private let version: SimulatedVersion
    private let store: ObjectStore
    private let factory: ObjectFactory
    private var entries: [String: Registration] = [:]
    private var connections: [String: ClusterConfiguration.Connection] = [:]
    private var lastSync = Timestamp.now

    init(host: ClusterState) {
        version = host.configuration.version
        store = host.store
        factory = host.workload.factory
        host.api.beforeReading = { [weak self] kind in if kind == .clusters { self?.resync() } }
    }

    func add(_ entry: Registration) {
        connections[entry.name] = entry.connection ?? .direct
        update(entry)
    }

    /// Writes the object as the faults want it, or takes it away.
    func update(_ entry: Registration) {
        entries[entry.name] = entry
        if entry.isHost { setStranger(entry.faults.contains(.unwatchedMember)) }
        setTwin(of: entry, entry.faults.contains(.registeredTwice))
        guard !entry.faults.contains(.notRegistered) else { return store.delete(.clusters, entry.name) }
        let connection = entry.faults.contains(.tunnelDown) ? .proxy : connections[entry.name] ?? .direct
        let old = store.object(.clusters, entry.name, namespace: nil)
        store.put(
            .clusters,
            factory.cluster(entry, host: version, connection: connection, metadata: old?["metadata"], synced: lastSync))
    }

    /// The controller writes each object's conditions every 120 s, a 4.x one every 900.
    private func resync() {
        let period = version.is3 ? 120 : 900
        guard Timestamp.now.seconds - lastSync.seconds >= period else { return }
        lastSync = .now
        for entry in entries.values where store.object(.clusters, entry.name, namespace: nil) != nil { update(entry) }
    }

    private static let stranger = "elsewhere"

    private func setStranger(_ isThere: Bool) {
        guard isThere else { return store.delete(.clusters, ClusterRegistry.stranger) }
        put(
            Registration(
                name: ClusterRegistry.stranger, version: version, isHost: false, uid: Names.uid(), kubeconfig: "",
                certificateEnd: "", connection: .direct,
                faults: []))
    }

    private func setTwin(of entry: Registration, _ isThere: Bool) {
        let name = "\(entry.name)-again"
        guard isThere else { return store.delete(.clusters, name) }
        put(
            Registration(
                name: name, version: entry.version, isHost: false, uid: entry.uid, kubeconfig: entry.kubeconfig,
                certificateEnd: entry.certificateEnd,
                connection: .direct, faults: []))
    }

    private func put(_ entry: Registration) {
        store.put(
            .clusters, factory.cluster(entry, host: version, connection: .direct, metadata: nil, synced: lastSync))
    }
}

extension ObjectFactory {
    /// A `Cluster` of cluster.kubesphere.io/v1alpha1 as a host of that version keeps it.
    func cluster(
        _ entry: Registration, host: SimulatedVersion, connection: ClusterConfiguration.Connection, metadata old: JSON?,
        synced: Timestamp
    ) -> JSON {
        var metadata = old ?? metadata(entry.name, namespace: nil)
        if entry.isHost { metadata["labels"] = ["cluster-role.kubesphere.io/host": ""] }
        if !host.is3, !entry.isHost { metadata["annotations"] = ["kubesphere.io/config-hash": .string(entry.noted)] }
        metadata["finalizers"] = ["finalizer.cluster.kubesphere.io"]
        var wayIn: JSON = ["type": .string(connection.rawValue)]
        wayIn["kubernetesAPIEndpoint"] = "https://127.0.0.1:6443"
        wayIn["kubeconfig"] = .string(entry.encodedKubeconfig)
        if connection == .proxy { wayIn["token"] = .string(String(repeating: "0", count: 64)) }
        var spec: JSON = ["provider": "", "connection": wayIn]
        if host.is3 { spec["joinFederation"] = true; spec["enable"] = true }
        var status: JSON = [
            "conditions": .array(ClusterConditions(entry, host, connection, synced).all),
            "kubernetesVersion": "v1.36.2", "nodeCount": 1,
        ]
        if host != .v3_0 { status["kubeSphereVersion"] = .string(entry.version.tag) }
        if host == .v3_4 || host == .v4_1 { status["uid"] = .string(entry.uid) }
        return [
            "kind": "Cluster", "apiVersion": "cluster.kubesphere.io/v1alpha1", "metadata": metadata, "spec": spec,
            "status": status,
        ]
    }
}

extension Registration {
    fileprivate var encodedKubeconfig: String {
        let once = Data(kubeconfig.utf8).base64EncodedString()
        return faults.contains(.clusterKubeconfigEncodedTwice) ? Data(once.utf8).base64EncodedString() : once
    }

    /// The hash of an empty `spec.config` (FNV-1a, 64 bits), or of another one that the controller has not rendered
    /// yet.
    fileprivate var noted: String { faults.contains(.renderPending) ? "af63bd4c8601b7df" : "cbf29ce484222325" }
}

/// `status.conditions` of one object, as each version's controller writes them.
private struct ClusterConditions {
    let all: [JSON]

    init(
        _ entry: Registration, _ host: SimulatedVersion, _ connection: ClusterConfiguration.Connection,
        _ synced: Timestamp
    ) {
        let time = entry.faults.contains(.staleOnHost) ? synced.advanced(bySeconds: -10_800) : synced
        func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> JSON {
            [
                "type": .string(type), "status": .string(status), "lastUpdateTime": .string(time.rfc3339),
                "lastTransitionTime": .string(time.rfc3339),
                "reason": .string(reason), "message": .string(message),
            ]
        }
        let hasTunnel = !entry.faults.contains(.tunnelDown)
        let isReady = hasTunnel && !entry.faults.contains(.notReadyOnHost)
        var conditions = [condition("Initialized", "True", "Initialized", "Cluster has been initialized")]
        if connection == .proxy {
            conditions.append(
                hasTunnel
                    ? condition("AgentAvailable", "True", "AgentAvailable", "Agent is available now.")
                    : condition("AgentAvailable", "False", "AgentNotAvailable", "Agent has not connected to proxy."))
        }
        if host.is3 {
            conditions.append(
                condition("Federated", "True", "Federated", "Cluster has joined federation control plane successfully"))
        }
        if !host.is3, !entry.isHost {
            conditions.append(condition("KSCoreReady", "True", "KSCoreReady", "KS Core is available now"))
        }
        if host == .v3_4 || host == .v4_1, connection == .direct, !entry.certificateEnd.isEmpty {
            let isSoon =
                entry.faults.contains(.clusterKubeconfigExpired) || entry.faults.contains(.clusterKubeconfigExpires)
            // 4.1 leaves the status empty.
            conditions.append(
                condition(
                    "KubeConfigCertExpiresInSevenDays", host == .v4_1 ? "" : isSoon ? "True" : "False", "",
                    entry.certificateEnd))
        }
        let problem =
            host.is3
            ? "Cluster join federation control plane failed"
            : "failed to get kube-system namespace for \(entry.name): Unauthorized"
        conditions.append(
            condition(
                "Ready", isReady ? "True" : "False", isReady ? "Ready" : host.is3 ? problem : "Ready",
                isReady ? "Cluster is available now" : problem))
        all = conditions
    }
}

extension SimulatedCluster {
    /// What the host is given: the kubeconfig with a client certificate as the faults want it.
    func registration(connection: ClusterConfiguration.Connection?) async throws -> Registration {
        let entry = kubeconfigEntry
        let (name, version, isHost) = (name, version, role == .host)
        return try await onLoop { state in
            let faults = Set(state.joined.filter(\.concernsRegister))
            var (certificate, key) = (entry.certificatePEM, entry.keyPEM)
            var validity = CertificateAuthority.Validity.yearsAround
            if faults.contains(.clusterKubeconfigExpired) { validity = .endedYesterday }
            if faults.contains(.clusterKubeconfigExpires) { validity = .fiveMoreDays }
            if validity != .yearsAround {
                let identity = try state.authority.issueClient(
                    user: KubeconfigUser.name, groups: ["system:masters"], validity: validity)
                (certificate, key) = (try identity.certificatePEM, try identity.keyPEM)
            }
            let end = Timestamp(seconds: Int(validity.dates.until.timeIntervalSince1970))
            let text = Kubeconfig.text([
                KubeconfigEntry(
                    name: name, port: entry.port, authorityPEM: entry.authorityPEM, credential: .clientCertificate,
                    token: "", certificatePEM: certificate,
                    keyPEM: key)
            ])
            return Registration(
                name: name, version: version, isHost: isHost,
                uid: state.store.object(.namespaces, "kube-system", namespace: nil)?[["metadata", "uid"]]?.string ?? "",
                kubeconfig: text, certificateEnd: GoText.time(end), connection: connection, faults: faults)
        }
    }
}
