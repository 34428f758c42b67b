import Fleet
import FoundationEssentials
import Kubernetes
package import Logging
import NIOPosix
import ServiceLifecycle
import Store
import UnixSignals

/// What the daemon does from its start to its end, apart from parsing its command line.
package struct AgentProgram: Sendable {
    package let configuration: AgentConfiguration
    package let logger: Logger
    package let notifier: SystemdNotifier

    package init(configuration: AgentConfiguration, logger: Logger, notifier: SystemdNotifier) {
        self.configuration = configuration
        self.logger = logger
        self.notifier = notifier
    }

    /// One round, recorded; returns its result.
    package func once() async throws -> RoundResult {
        try await withWatch { watch in try await watch.round() }
    }

    /// Rounds until SIGTERM or SIGINT.
    package func run() async throws {
        try await withWatch { watch in
            notifier.ready(status: "watching \(configuration.contexts.isEmpty ? "every context" : "\(configuration.contexts.count) contexts")")
            var services = [ServiceGroupConfiguration.ServiceConfiguration(service: WatchService(watch: watch))]
            if let socket = configuration.socket {
                services.append(.init(service: ControlServer(socket: socket, state: { await watch.state }, logger: logger)))
            }
            let group = ServiceGroup(configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await group.run()
            notifier.stopping()
            logger.notice("stopped")
        }
    }

    /// Opens what a watch needs, in the order in which a failure is clearest, and closes it again.
    private func withWatch<Value: Sendable>(_ body: (FleetWatch) async throws -> Value) async throws -> Value {
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: ProgramVersion.current)
        let key = try FingerprintKeyFile.loadOrCreate(configuration.fingerprintKeyPath)
        let reader = try HistoryReader.open(path: configuration.databasePath)
        let loadRoster: RosterLoader = { [configuration] in
            try await NIOThreadPool.singleton.runIfActive { try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton) }
        }
        let watch = try await FleetWatch(
            configuration: configuration, roster: try await loadRoster(), loadRoster: loadRoster, key: key, writer: writer, reader: reader, notifier: notifier, logger: logger)
        do {
            let value = try await body(watch)
            await watch.shutdown()
            try writer.close()
            return value
        } catch {
            await watch.shutdown()
            throw error
        }
    }
}

private struct WatchService: ServiceLifecycle.Service {
    let watch: FleetWatch

    func run() async throws { await watch.run() }
}

/// The version of these programs, the same in every one of them.
package enum ProgramVersion {
    package static let current = "0.1.0"
}
