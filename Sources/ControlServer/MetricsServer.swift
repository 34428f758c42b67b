package import AgentMetrics
package import ConfigurationFiles
package import Control
import Fleet
import FoundationEssentials
import Hummingbird
import HummingbirdCore
import Linux
package import Logging
import NIOCore
import ServiceLifecycle
package import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `GET /metrics`, `/healthz` and `/readyz`, on a listener of its own: Prometheus need not be let at the control
/// socket, and cannot operate the agent through this one. Nothing here takes a body.
package struct MetricsServer: ServiceLifecycle.Service {
    let listener: MetricsListener
    /// Most clusters with series of their own.
    let mostClusters: Int
    let meters: FleetMeters
    let reader: HistoryReader
    let operations: any ControlOperations
    let rounds: any RoundsCondition
    let events: EventLog
    let logger: Logger
    package var onServing: @Sendable () -> Void = {}
    var limits = ControlLimits()

    package init(
        listener: MetricsListener, mostClusters: Int, meters: FleetMeters, reader: HistoryReader,
        operations: any ControlOperations, rounds: any RoundsCondition, events: EventLog, logger: Logger
    ) {
        self.listener = listener
        self.mostClusters = mostClusters
        self.meters = meters
        self.reader = reader
        self.operations = operations
        self.rounds = rounds
        self.events = events
        self.logger = logger
    }

    package func run() async throws {
        if case .socket(let path) = listener { try ControlServer.removeStaleSocket(path) }
        let application = Application(
            router: router(), server: limits.server,
            configuration: ApplicationConfiguration(
                address: address, serverName: "ksfleet",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: quiet)),
            onServerRunning: { [listener, onServing, logger] _ in
                if case .socket(let path) = listener { ControlServer.open(path) }
                logger.notice("metrics are served", metadata: ["at": "\(listener)"])
                onServing()
            },
            logger: quiet)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await self.follow() }
            do { try await application.runService(gracefulShutdownSignals: []) } catch let error as IOError {
                throw Fault(
                    .notAttempted,
                    """
                    metrics cannot be served at \(listener): \(error): choose another metrics.listen, or end what \
                    listens there
                    """
                )
            }
            group.cancelAll()
        }
        if case .socket(let path) = listener { unlink(path) }
    }

    private var address: BindAddress {
        switch listener {
        case .loopback(let host, let port): .hostname(host, port: port)
        case .socket(let path): .unixDomainSocket(path: path)
        }
    }

    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(.warning, logger.logLevel)
        return logger
    }

    /// Reads the agent's events along, as any client may; one that is too far behind begins anew.
    private func follow() async {
        while !Task.isCancelled {
            guard let reader = await events.subscribe(after: nil, most: .max, backlog: limits.backlog, overrun: {})
            else { return }
            for await event in reader.events { meters.record(event) }
            await events.unsubscribe(reader)
            // The log ends every reader when the agent stops.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    // MARK: What is served

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("metrics") { _, _ in Self.text(await self.exposition(), type: TextExposition.contentType) }
        router.get("healthz") { _, _ in Self.answer(await self.condition().alive) }
        router.get("readyz") { _, _ in Self.answer(await self.condition().ready) }
        router.get("") { _, _ in
            Self.text("ksfleet-agent: /metrics, /healthz, /readyz\n", type: "text/plain; charset=utf-8")
        }
        return router
    }

    private func condition() async -> AgentCondition { await rounds.condition }

    private func exposition() async -> String {
        let open = try? await reader.openIncidents()
        let metrics = FleetMetrics(
            figures: meters.current, state: await state(), watched: await rounds.watched, silent: await rounds.silent,
            openIncidents: open, mostClusters: mostClusters)
        let startedAt = metrics.state.startedAt
        return TextExposition.render(
            metrics.families + (await offPool { ProcessMetrics.families(startedAt: startedAt) }))
    }

    /// With what the engine knows of repairs; without it where it cannot say.
    private func state() async -> AgentState {
        if let state = try? await operations.state() { return state }
        return await rounds.state
    }

    private static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A line for each check; 503 where one does not hold.
    private static func answer(_ checks: [AgentCondition.Check]) -> Response {
        let lines = checks.map { "\($0.holds ? "ok" : "NO") \($0.name): \($0.words)\n" }.joined()
        return text(
            lines, type: "text/plain; charset=utf-8", status: checks.allSatisfy(\.holds) ? .ok : .serviceUnavailable)
    }
}
