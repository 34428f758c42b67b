package import Control
import Fleet
import FoundationEssentials
import Hummingbird
import HummingbirdCore
package import Linux
package import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The agent's Unix socket: HTTP, so that curl will do. Who asks is what the kernel says of the peer, and what one
/// client may take is bounded.
package struct ControlServer: ServiceLifecycle.Service {
    let socket: String
    let operations: any ControlOperations
    let events: EventLog
    let logger: Logger
    let limits: ControlLimits
    let rule: @Sendable () -> OperatorRule
    let onServing: @Sendable () -> Void

    /// - Parameters:
    ///   - rule: asked anew for each request: a group that is made later counts at once.
    ///   - onServing: told once the socket takes requests.
    package init(
        socket: String, operations: any ControlOperations, events: EventLog, logger: Logger,
        limits: ControlLimits = ControlLimits(),
        rule: @escaping @Sendable () -> OperatorRule = { OperatorRule.ofThisProcess() },
        onServing: @escaping @Sendable () -> Void = {}
    ) {
        self.socket = socket
        self.operations = operations
        self.events = events
        self.logger = logger
        self.limits = limits
        self.rule = rule
        self.onServing = onServing
    }

    package func run() async throws {
        try Self.removeStaleSocket(socket)
        let path = socket
        let application = Application(
            router: router(),
            server: limits.server,
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path), serverName: "ksfleet",
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
            onServerRunning: { [onServing] _ in
                Self.open(path)
                onServing()
            },
            logger: quiet)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await beat() }
            group.addTask { [events] in
                // A stream that goes on for ever would keep the server from ending.
                await withGracefulShutdownHandler {
                    try? await gracefulShutdown()
                } onGracefulShutdown: {
                    Task { await events.finish() }
                }
            }
            do { try await application.runService(gracefulShutdownSignals: []) } catch let error as IOError {
                throw Fault(
                    .notAttempted,
                    """
                    the control socket cannot be made at \(path): \(error): choose another control.socket, or mend its \
                    folder
                    """
                )
            }
            group.cancelAll()
        }
        unlink(path)
    }

    private func router() -> Router<ControlContext> {
        let meter = Mutex(RefusalMeter())
        let middleware = ControlMiddleware(rule: rule) { [operations, logger] problem, request, peer in
            let actor = peer?.actor ?? "unknown"
            guard
                let unrecorded = meter.withLock({
                    $0.record(peer: peer?.uid ?? .max, code: problem.code.rawValue, at: Date())
                })
            else { return }
            // A policy that is not taken over is in the log already, however the reload was asked for.
            if problem.code != .invalidPolicy {
                logger.warning(
                    "a request over the control socket was refused",
                    metadata: [
                        "request": "\(request)", "by": "\(actor)", "code": "\(problem.code.rawValue)",
                        "why": "\(problem.summary)", "unrecorded": "\(unrecorded)",
                    ])
            }
            await operations.noteRefusal(problem, request: request, actor: actor, unrecorded: unrecorded)
        }
        return ControlRouter(
            operations: operations, events: EventStream(log: events, limits: limits), body: ControlBody(limits: limits),
            middleware: middleware
        ).build()
    }

    private func beat() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(limits.heartbeat))
            await events.beat()
        }
    }

    /// What Hummingbird says of each connection is of interest to nobody here.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(.notice, logger.logLevel)
        return logger
    }

    /// The owner and the group may connect, and group ksfleet is made the socket's where the agent may do that: it may
    /// where it is the agent's own group, and root may always.
    static func open(_ path: String) {
        if let group = Peer.number(ofGroup: OperatorRule.group) { _ = chown(path, .max, group) }
        _ = chmod(path, 0o660)
    }

    /// A socket that a killed agent left behind; `UnixSocket.isTaken` finds anything else before.
    ///
    /// - Throws: `Fault` where somebody listens there: another agent would not be heard any more, and nobody would
    ///   know.
    static func removeStaleSocket(_ path: String) throws(Fault) {
        guard let kind = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType,
            kind == .typeSocket
        else { return }
        guard !UnixSocket.isAnswered(path) else {
            throw Fault(
                .notAttempted, "\(path): another program listens there; give this agent a control.socket of its own")
        }
        unlink(path)
    }
}
