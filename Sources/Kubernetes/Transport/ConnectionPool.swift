import NIOCore
import NIOHTTP1

/// The connections to one endpoint, kept from request to request. It belongs to one event loop, as everything that it
/// holds.
final class ConnectionPool {
    private let dialer: Dialer
    private let eventLoop: any EventLoop
    private var connections: [HTTPConnection] = []
    private var waiting: [PendingExchange] = []
    private var dialing = 0
    private var isShutDown = false
    private var deadlines = DeadlineWatch()
    private var idleAlarm: Scheduled<Void>?
    /// Requests at once to one server; more of them wait.
    private static let limit = 4
    /// A load balancer forgets a connection that says nothing for some minutes without telling either end.
    private static let idleTime = TimeAmount.minutes(5)

    init(dialer: Dialer, eventLoop: any EventLoop) {
        self.dialer = dialer
        self.eventLoop = eventLoop
    }

    func start(_ exchange: PendingExchange) {
        guard !exchange.isFinished else { return }
        guard !isShutDown else { return exchange.finish(.failure(TransportError.shutDown)) }
        deadlines.add(exchange, on: eventLoop) { self.giveUp($0, TransportError.deadline) }
        if let connection = freeConnection(for: exchange) { return connection.send(exchange) }
        waiting.append(exchange)
        dialForNext()
    }

    /// Ends an exchange wherever it is.
    func giveUp(_ exchange: PendingExchange, _ error: any Error) {
        waiting.removeAll { $0 === exchange }
        connections.first { $0.exchange === exchange }?.fail(error)
        exchange.finish(.failure(error))
    }

    /// A connection is kept for the certificate that it was opened with: one that a plugin renewed opens its own.
    private func freeConnection(for exchange: PendingExchange) -> HTTPConnection? {
        for stale in connections where stale.isFree && stale.identity !== exchange.identity { _ = stale.close() }
        return connections.last(where: \.isFree)
    }

    private func dialForNext() {
        guard connections.count + dialing < Self.limit, !waiting.isEmpty else { return }
        let exchange = waiting.removeFirst()
        dialing += 1
        dialer.dial(identity: exchange.identity?.identity, on: eventLoop).assumeIsolated().whenComplete { result in
            self.dialing -= 1
            self.dialed(for: exchange, result)
            self.dialForNext()
        }
    }

    private func dialed(for exchange: PendingExchange, _ result: Result<any Channel, any Error>) {
        do {
            let connection = HTTPConnection(pool: self, identity: exchange.identity)
            try add(connection, to: try result.get())
            if exchange.isFinished { isFree(connection) } else { connection.send(exchange) }
        } catch {
            exchange.finish(.failure(error))
        }
    }

    private func add(_ connection: HTTPConnection, to channel: any Channel) throws {
        guard !isShutDown else {
            channel.close(promise: nil)
            throw TransportError.shutDown
        }
        guard channel.isActive else { throw TransportError.closed }
        try channel.pipeline.syncOperations.addHandlers([HTTPRequestEncoder(), AnswerDecoder.handler(), connection])
        connections.append(connection)
    }

    func isFree(_ connection: HTTPConnection) {
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            guard !next.isFinished else { continue }
            guard connection.identity === next.identity else {
                waiting.insert(next, at: 0)
                _ = connection.close()
                return
            }
            return connection.send(next)
        }
        closeWhenIdle()
    }

    func isClosed(_ connection: HTTPConnection) {
        connections.removeAll { $0 === connection }
        dialForNext()
    }

    /// One alarm for all of them, set anew when it has rung: a request costs none.
    private func closeWhenIdle() {
        guard idleAlarm == nil, !isShutDown else { return }
        idleAlarm = eventLoop.assumeIsolated().scheduleTask(in: Self.idleTime) {
            self.idleAlarm = nil
            let since = NIODeadline.now() - Self.idleTime
            for connection in self.connections where connection.isFree && connection.idleSince <= since {
                _ = connection.close()
            }
            if self.connections.contains(where: \.isFree) { self.closeWhenIdle() }
        }
    }

    /// - Returns: when every connection is closed.
    func shutDown() -> EventLoopFuture<Void> {
        isShutDown = true
        idleAlarm?.cancel()
        deadlines.stop()
        for exchange in waiting { exchange.finish(.failure(TransportError.shutDown)) }
        waiting = []
        return EventLoopFuture.andAllComplete(connections.compactMap { $0.close() }, on: eventLoop)
    }
}

/// Tells of exchanges whose time is over. One timer for all of them, which a request that is answered in time need not
/// cancel.
struct DeadlineWatch {
    private final class Alarm {
        var exchanges: [PendingExchange] = []
        var next: (at: NIODeadline, timer: Scheduled<Void>)?
    }

    private let alarm = Alarm()

    func add(_ exchange: PendingExchange, on eventLoop: any EventLoop, overdue: @escaping (PendingExchange) -> Void) {
        alarm.exchanges.removeAll(where: \.isFinished)
        alarm.exchanges.append(exchange)
        if let next = alarm.next, next.at <= exchange.deadline { return }
        alarm.next?.timer.cancel()
        Self.set(alarm, at: exchange.deadline, on: eventLoop, overdue)
    }

    func stop() {
        alarm.next?.timer.cancel()
        alarm.next = nil
    }

    private static func set(
        _ alarm: Alarm, at deadline: NIODeadline, on eventLoop: any EventLoop,
        _ overdue: @escaping (PendingExchange) -> Void
    ) {
        let timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            alarm.next = nil
            let now = NIODeadline.now()
            for exchange in alarm.exchanges where !exchange.isFinished && exchange.deadline <= now { overdue(exchange) }
            alarm.exchanges.removeAll(where: \.isFinished)
            guard let earliest = alarm.exchanges.map(\.deadline).min() else { return }
            set(alarm, at: earliest, on: eventLoop, overdue)
        }
        alarm.next = (deadline, timer)
    }
}
