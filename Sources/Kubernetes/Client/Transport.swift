import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The connections to one endpoint: an HTTP client, and the relay to its proxy where that one speaks TLS.
final class Transport: Sendable {
    private struct Relayed: Sendable {
        let client: HTTPClient
        let relay: ProxyRelay
    }

    private enum State {
        case direct(HTTPClient)
        /// nil until the first request: a relay listens only where something is asked.
        case relayed(EventLoopFuture<Relayed>?)
        case shutDown
    }

    private let endpoint: APIEndpoint
    private let limits: RequestLimits
    private let eventLoop: any EventLoop
    private let addressing: Addressing
    private let state: Mutex<State>

    init(endpoint: APIEndpoint, addressing: Addressing, eventLoop: any EventLoop, limits: RequestLimits) {
        self.endpoint = endpoint
        self.addressing = addressing
        self.eventLoop = eventLoop
        self.limits = limits
        guard endpoint.proxy?.kind != .https else {
            state = Mutex(.relayed(nil))
            return
        }
        // One loop for connection, delegate and timers: a request then never hops between threads on its way.
        let client = HTTPClient(eventLoopGroup: eventLoop, configuration: addressing.configuration(endpoint: endpoint, limits: limits))
        state = Mutex(.direct(client))
    }

    /// - Throws: what keeps the relay from listening.
    func client() async throws -> HTTPClient {
        let (ready, started) = try state.withLock { state -> (HTTPClient?, EventLoopFuture<Relayed>?) in
            switch state {
            case .direct(let client): return (client, nil)
            case .shutDown: throw HTTPClientError.alreadyShutdown
            case .relayed(let known):
                let future = known ?? start()
                state = .relayed(future)
                return (nil, future)
            }
        }
        if let ready { return ready }
        guard let started else { throw HTTPClientError.alreadyShutdown }
        do {
            return try await started.get().client
        } catch {
            // Whoever asks next may find a free port.
            state.withLock { state in
                if case .relayed(let known) = state, known === started { state = .relayed(nil) }
            }
            throw error
        }
    }

    /// Why the last way to the proxy did not come about; nil where there is no relay, or nothing to say.
    func takeRelayFailure() async -> (any Error)? {
        guard case .relayed(.some(let future)) = state.withLock(\.self) else { return nil }
        return try? await future.get().relay.takeFailure()
    }

    func shutdown() async {
        let last = state.withLock { state in
            defer { state = .shutDown }
            return state
        }
        // A shutdown can only fail by being asked for twice, and then there is nothing left to close.
        switch last {
        case .direct(let client): try? await client.shutdown()
        case .relayed(let future):
            guard let relayed = try? await future?.get() else { return }
            try? await relayed.client.shutdown()
            relayed.relay.stop()
        case .shutDown: break
        }
    }

    private func start() -> EventLoopFuture<Relayed> {
        guard let proxy = endpoint.proxy else { return eventLoop.makeFailedFuture(HTTPClientError.alreadyShutdown) }
        do {
            let relay = try ProxyRelay(proxy: proxy, authorities: endpoint.trust.authorities, timeout: TimeAmount(limits.connect))
            return relay.start(on: eventLoop).map { [addressing, endpoint, limits, eventLoop] port in
                let configuration = addressing.configuration(endpoint: endpoint, limits: limits, relay: port)
                return Relayed(client: HTTPClient(eventLoopGroup: eventLoop, configuration: configuration), relay: relay)
            }
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
    }
}
