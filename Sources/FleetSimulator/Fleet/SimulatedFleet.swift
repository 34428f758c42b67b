import FoundationEssentials
import NIOCore
import NIOPosix

/// A KubeSphere fleet that needs no cluster: every cluster has its own port, certificate authority and state.
package actor SimulatedFleet {
    /// The clusters in the order of the configuration.
    package nonisolated let clusters: [SimulatedCluster]
    private nonisolated let group: MultiThreadedEventLoopGroup
    private let traffic: UserTraffic
    private var trafficTask: Task<Void, Never>?
    private let trafficInterval: Duration

    private init(clusters: [SimulatedCluster], group: MultiThreadedEventLoopGroup, trafficInterval: Duration) {
        self.clusters = clusters
        self.group = group
        self.trafficInterval = trafficInterval
        traffic = UserTraffic(clusters: clusters)
    }

    /// Starts all clusters; they listen when this returns.
    package static func start(_ configuration: FleetConfiguration) async throws -> SimulatedFleet {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
        let secret = configuration.hostSecret ?? Names.secret()
        do {
            var clusters: [SimulatedCluster] = []
            for cluster in configuration.clusters {
                clusters.append(
                    try await SimulatedCluster.start(
                        cluster, fleet: configuration, hostSecret: cluster.hostSecret ?? secret, on: group.next()))
            }
            let interval = configuration.trafficInterval ?? .milliseconds(200)
            let fleet = SimulatedFleet(clusters: clusters, group: group, trafficInterval: interval)
            try await fleet.registerAll(configuration)
            if configuration.trafficInterval != nil { await fleet.setTraffic(true) }
            return fleet
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// The cluster of that name, or nil.
    package nonisolated func cluster(named name: String) -> SimulatedCluster? { clusters.first { $0.name == name } }

    /// The text of a kubeconfig with one context per cluster, called like it.
    package nonisolated func kubeconfig() -> String { Kubeconfig.text(clusters.map(\.kubeconfigEntry)) }

    /// Writes the kubeconfig, readable by its owner only, and the files that it names.
    /// - Returns: the path of the kubeconfig.
    package nonisolated func writeKubeconfig(to directory: String) throws -> String {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = "\(directory)/kubeconfig"
        try writeKubeconfig(file: path)
        return path
    }

    /// Writes the kubeconfig to a file, and the files that it names beside it.
    package nonisolated func writeKubeconfig(file path: String) throws {
        let directory = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
        for cluster in clusters where cluster.kubeconfigEntry.credential == .clientCertificateFiles {
            let entry = cluster.kubeconfigEntry
            let prefix = directory.isEmpty ? "" : directory + "/"
            try PrivateFile.create(entry.certificatePEM, at: prefix + entry.certificateFile)
            try PrivateFile.create(entry.keyPEM, at: prefix + entry.keyFile)
        }
        try PrivateFile.create(kubeconfig(), at: path)
    }

    /// Breaks a cluster; a fault that it had is repaired first, unless one of the two is a fault of writes: those join
    /// others. The fault is in force when this returns.
    package func setFault(_ fault: Fault, on name: String) async throws {
        try await existing(name).set(fault)
        if fault.concernsRegister { try await updateRegister(of: name) }
    }

    /// Repairs everything that `setFault` broke; a configuration that somebody has changed since is left as it is.
    package func clearFault(on name: String) async throws {
        try await existing(name).clear()
        try await updateRegister(of: name)
    }

    /// Ends one fault and leaves the others; without effect where it is not set.
    package func clearFault(_ fault: Fault, on name: String) async throws {
        try await existing(name).clear(fault)
        if fault.concernsRegister { try await updateRegister(of: name) }
    }

    private nonisolated var host: SimulatedCluster? { clusters.first { $0.role == .host } }

    /// Gives the host a Cluster object for every cluster, itself included.
    private func registerAll(_ configuration: FleetConfiguration) async throws {
        guard let host else { return }
        try await host.onLoop { $0.registry = ClusterRegistry(host: $0) }
        for cluster in clusters {
            let connection = configuration.clusters.first { $0.name == cluster.name }?.connection ?? .direct
            let entry = try await cluster.registration(connection: connection)
            try await host.onLoop { $0.registry?.add(entry) }
        }
    }

    private func updateRegister(of name: String) async throws {
        guard let host else { return }
        let entry = try await existing(name).registration(connection: nil)
        try await host.onLoop { $0.registry?.update(entry) }
    }

    private func existing(_ name: String) throws -> SimulatedCluster {
        guard let cluster = cluster(named: name) else { throw FleetError.unknownCluster(name) }
        return cluster
    }

    /// Starts or stops the users' requests from the host to the members.
    package func setTraffic(_ on: Bool) {
        trafficTask?.cancel()
        trafficTask = nil
        guard on else { return }
        let (traffic, interval) = (traffic, trafficInterval)
        trafficTask = Task { await traffic.run(every: interval) }
    }

    /// Sends one user's request to every member now.
    package func sendUserRequests() async { await traffic.sendOnce() }

    /// Closes every port and ends every thread.
    package func stop() async {
        setTraffic(false)
        for cluster in clusters { await cluster.stop() }
        try? await group.shutdownGracefully()
    }
}
