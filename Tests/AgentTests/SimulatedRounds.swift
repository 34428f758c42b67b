import Agent
import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Kubernetes
import Linux
import Logging
import NIOPosix
import Rounds
import Store

/// A simulated fleet with an agent's configuration in a folder of its own, for the time of one test.
struct SimulatedRounds {
    let fleet: SimulatedFleet
    let directory: URL
    var configuration: AgentConfiguration

    static func with(
        _ clusters: FleetConfiguration, _ body: (inout SimulatedRounds) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "ksfleet-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let fleet = try await SimulatedFleet.start(clusters)
        var configuration = AgentConfiguration()
        configuration.kubeconfigs = [try fleet.writeKubeconfig(to: directory.path)]
        configuration.state = directory.path
        configuration.requestTimeout = 20
        configuration.clusterTimeout = 60
        configuration.rolloutTimeout = 60
        configuration.soak = 0
        configuration.socket = nil
        var rounds = SimulatedRounds(fleet: fleet, directory: directory, configuration: configuration)
        do {
            try await body(&rounds)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
        try FileManager.default.removeItem(at: directory)
    }

    /// One recorded round of the real program, as `agentd --once` makes it.
    func once() async throws -> RoundResult {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try await AgentProgram(
            configuration: configuration, logger: logger, notifier: SystemdNotifier(path: nil)
        ).once()
    }

    func reader() throws -> HistoryReader { try HistoryReader.open(path: configuration.databasePath) }

    func cluster(_ name: String) throws -> SimulatedCluster {
        guard let cluster = fleet.cluster(named: name) else { throw Missing(name: name) }
        return cluster
    }

    struct Missing: Error { let name: String }
}

extension FleetConfiguration {
    /// A host and members of the given versions, each with its fault.
    static func fleet(
        host: SimulatedVersion = .v3_4,
        _ members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)]
    ) -> FleetConfiguration {
        let hostConfiguration = ClusterConfiguration(name: "host", version: host, role: .host)
        var configuration = FleetConfiguration(
            clusters: [hostConfiguration]
                + members.map { member in
                    var cluster = ClusterConfiguration(name: member.name, version: member.version, role: .member)
                    cluster.fault = member.fault
                    return cluster
                })
        configuration.rolloutDuration = .milliseconds(200)
        return configuration
    }
}
