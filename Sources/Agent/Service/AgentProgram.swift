import AgentMetrics
package import ConfigurationFiles
import Control
import ControlServer
import Fleet
import FoundationEssentials
import Kubernetes
package import Linux
package import Logging
import NIOPosix
import Notifications
import Operations
package import Rounds
import ServiceLifecycle
import Store
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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

    /// One round, recorded; returns its result. It repairs nothing, whatever the policy says.
    package func once() async throws -> RoundResult {
        // No round follows that could be kept waiting: each cluster has all the time that the configuration gives it.
        var alone = configuration
        alone.interval = max(alone.interval, alone.clusterTimeout / 0.9)
        let opened = try await open()
        let lock = try AgentLock(state: configuration.state)
        defer { withExtendedLifetime(lock) {} }
        let result = try await with(
            try await opened.watch(AgentProgram(configuration: alone, logger: logger, notifier: notifier))
        ) { watch in
            let result = try await watch.round()
            await watch.retain()
            return result
        }
        try opened.writer.close()
        return result
    }

    /// Rounds, and repairs as the policy allows, until SIGTERM or SIGINT; SIGHUP reads the policy again.
    package func run() async throws {
        // Until it is trapped, a signal to reload would end the process.
        signal(SIGHUP, SIG_IGN)
        let opened = try await open()
        let lock = try AgentLock(state: configuration.state)
        defer { withExtendedLifetime(lock) {} }
        let logger = logger
        let events = EventLog(onPost: { logger.note($0) })
        let engine = RepairEngine(
            configuration: configuration, writer: opened.writer, reader: opened.reader,
            center: try PolicyCenter(path: configuration.policy, configuration: configuration.file), events: events,
            logger: logger)
        try await engine.remember()
        let meters = FleetMeters()
        let watch = try await opened.watch(self, meters: meters) { result, incidents in
            await engine.consider(result, incidents)
        }
        let metrics = configuration.metrics.map {
            MetricsServer(
                listener: $0, mostClusters: configuration.metricsClusters, meters: meters, reader: opened.reader,
                operations: engine, rounds: watch, events: events, logger: logger)
        }
        let scheduler = try await notificationScheduler(opened)
        await engine.connect(
            probe: { try await watch.probe($0) },
            state: {
                var state = await watch.state
                state.notifications = await scheduler.state()
                return state
            })
        try await with(watch) { watch in try await serve(watch, engine, events, scheduler, metrics) }
        try opened.writer.close()
    }

    private func notificationScheduler(_ opened: Opened) async throws -> NotificationScheduler {
        let installation = try await opened.reader.installation()
        return NotificationScheduler(
            configuration: configuration, writer: opened.writer, reader: opened.reader, installation: installation,
            sender: Sender(installation: installation, environment: ProcessInfo.processInfo.environment),
            logger: logger)
    }

    private func serve(
        _ watch: FleetWatch, _ engine: RepairEngine, _ events: EventLog, _ scheduler: NotificationScheduler,
        _ metrics: MetricsServer?
    ) async throws {
        await events.post(AgentEvent(.started, "agentd \(ProgramVersion.current) has started"))
        let gate = ReadyGate(listeners: (configuration.socket == nil ? 0 : 1) + (metrics == nil ? 0 : 1)) {
            [notifier, configuration] in
            let number = configuration.contexts.count
            notifier.ready(status: "watching " + (number == 0 ? "every context" : counted(number, "context")))
        }
        // Stopped in the opposite order: what repairs first, and the socket last, so that a stop can be watched.
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let socket = configuration.socket {
            services.append(
                .init(
                    service: ControlServer(
                        socket: socket, operations: engine, events: events, logger: logger, onServing: gate.serves)))
        }
        if var metrics {
            metrics.onServing = gate.serves
            services.append(.init(service: metrics))
        }
        // Before what it tells of, so that it stops after it.
        services.append(.init(service: NoticeService(scheduler: scheduler)))
        services.append(.init(service: WatchService(watch: watch)))
        services.append(.init(service: PolicyReloads(engine: engine, notifier: notifier)))
        services.append(.init(service: RepairEngineService(engine: engine, notifier: notifier, logger: logger)))
        let environment = ProcessInfo.processInfo.environment
        if let period = WatchdogFeed.period(environment: environment, pid: ProcessInfo.processInfo.processIdentifier) {
            services.append(
                .init(
                    service: WatchdogFeed(notifier: notifier, period: period, logger: logger) { await watch.condition })
            )
        }
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        notifier.stopping()
        logger.notice("stopped")
    }

    /// What rounds and repairs share.
    private struct Opened {
        let writer: HistoryWriter
        let reader: HistoryReader
        let key: FingerprintKey
        let loadRoster: RosterLoader

        func watch(
            _ program: AgentProgram, meters: FleetMeters = FleetMeters(),
            onRecorded: @escaping RoundListener = { _, _ in }
        ) async throws -> FleetWatch {
            try await FleetWatch(
                configuration: program.configuration, roster: try await loadRoster(), loadRoster: loadRoster, key: key,
                writer: writer, reader: reader,
                notifier: program.notifier, logger: program.logger, meters: meters, onRecorded: onRecorded)
        }
    }

    /// Seconds for which the history is checked before the first round; a large one is not read to its end.
    private static let longestCheck = 5.0

    /// Opens what a watch needs, in the order in which a failure is clearest.
    private func open() async throws -> Opened {
        OpenFiles.raiseLimit()
        // As the unit has it: what is in the history is for the group, not for everybody.
        umask(0o027)
        let (writer, key, reader) = try await NIOThreadPool.singleton.runIfActive { [configuration, logger] in
            let writer = try HistoryWriter.open(
                path: configuration.databasePath, program: ProgramVersion.current, checkedFor: Self.longestCheck)
            let key = try FingerprintKeyFile.loadOrCreate(configuration.fingerprintKeyPath)
            // Before anything reads along: a reader would keep the old pages.
            StoredTexts.bringUpToDate(writer, key, logger)
            return (writer, key, try HistoryReader.open(path: configuration.databasePath))
        }
        // Root may try a round by hand; the unit's user has to be able to go on.
        let database = configuration.databasePath
        StateOwner.adopt(
            [
                database, database + "-wal", database + "-shm", configuration.fingerprintKeyPath,
                configuration.sentTokensPath,
            ], in: configuration.state)
        return Opened(
            writer: writer, reader: reader, key: key,
            loadRoster: { [configuration] in
                try await NIOThreadPool.singleton.runIfActive {
                    try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
                }
            })
    }

    private func with<Value: Sendable>(_ watch: FleetWatch, _ body: (FleetWatch) async throws -> Value) async throws
        -> Value
    {
        do {
            let value = try await body(watch)
            await watch.shutdown()
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
