import Kubeconfig
import NIOCore

/// Sends requests to one endpoint. All of it happens on one event loop: a request never hops between threads on its
/// way.
final class Transport: Sendable {
    private let eventLoop: any EventLoop
    private let pool: NIOLoopBoundBox<ConnectionPool>

    init(endpoint: APIEndpoint, eventLoop: any EventLoop, limits: RequestLimits) {
        AnswerDecoder.prepare()
        self.eventLoop = eventLoop
        let dialer = Dialer(endpoint: endpoint, timeout: TimeAmount(limits.connect))
        pool = .makeBoxSendingValue(ConnectionPool(dialer: dialer, eventLoop: eventLoop), eventLoop: eventLoop)
    }

    /// Returns when the last byte of the answer has been received.
    ///
    /// - Throws: what went wrong, at the latest at the exchange's deadline, or when the task is cancelled.
    func run(_ exchange: PendingExchange) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                exchange.await(continuation)
                eventLoop.execute { self.pool.value.start(exchange) }
            }
        } onCancel: {
            exchange.finish(.failure(TransportError.cancelled))
            eventLoop.execute { self.pool.value.giveUp(exchange, TransportError.cancelled) }
        }
    }

    func shutdown() async {
        try? await eventLoop.flatSubmit { self.pool.value.shutDown() }.get()
    }
}
