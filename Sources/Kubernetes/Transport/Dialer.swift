import Kubeconfig
import NIOCore
import NIOPosix
import NIOSSL

/// Opens connections to one server, through its proxy where there is one.
struct Dialer: Sendable {
    let endpoint: APIEndpoint
    /// For all the steps of one connection together.
    let timeout: TimeAmount

    /// - Parameter identity: shown in the handshake instead of the kubeconfig's.
    /// - Returns: a connection whose TLS handshake is done, and nothing sent; a `ProxyFailure`, a `CertificateProblem`,
    ///   or what a library says.
    func dial(identity: ClientIdentity?, on eventLoop: any EventLoop) -> EventLoopFuture<any Channel> {
        let attempt = DialAttempt(endpoint: endpoint, identity: identity ?? endpoint.identity, eventLoop: eventLoop)
        attempt.begin(timeout: timeout)
        return attempt.result
    }
}

/// One connection on its way. It belongs to one event loop.
private final class DialAttempt {
    private let endpoint: APIEndpoint
    private let identity: ClientIdentity?
    private let eventLoop: any EventLoop
    private let promise: EventLoopPromise<any Channel>
    private var step = DialStep.connect
    private var channel: (any Channel)?
    private var timer: Scheduled<Void>?
    /// NIO's own grows to 64 KiB and is kept with the connection: a thousand idle connections would hold 64 MiB for
    /// nothing.
    private static let receiveBuffer = FixedSizeRecvByteBufferAllocator(capacity: 4096)

    init(endpoint: APIEndpoint, identity: ClientIdentity?, eventLoop: any EventLoop) {
        self.endpoint = endpoint
        self.identity = identity
        self.eventLoop = eventLoop
        promise = eventLoop.makePromise()
    }

    var result: EventLoopFuture<any Channel> { promise.futureResult }

    func begin(timeout: TimeAmount) {
        timer = eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.fail(TransportError.late(self.step)) }
        let host = endpoint.proxy?.host ?? endpoint.server.host
        let port = endpoint.proxy?.port ?? endpoint.server.port
        ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.recvAllocator, value: Self.receiveBuffer)
            .connect(host: host, port: port)
            .assumeIsolated()
            .whenComplete { self.connected($0) }
    }

    private func connected(_ result: Result<any Channel, any Error>) {
        switch result {
        case .failure(let error): fail(error)
        case .success(let channel):
            self.channel = channel
            // The time was over while the last of it came about.
            guard timer != nil else { return channel.close(promise: nil) }
            switch endpoint.proxy?.kind {
            case nil: handshake()
            case .some(.https): proxyHandshake()
            case .some(.http), .some(.socks5): tunnel()
            }
        }
    }

    private func proxyHandshake() {
        guard let proxy = endpoint.proxy else { return }
        step = .proxyHandshake
        // Always verified: `insecure-skip-tls-verify` speaks of the API server alone. The kubeconfig's authorities may
        // vouch for it, and the system's.
        let check = PeerCheck(
            name: ServerName(proxy.host), trust: endpoint.trust.isUnverified ? .system : endpoint.trust,
            alsoSystem: true)
        shake(TLSContexts.plain, check) { self.tunnel() }
    }

    private func tunnel() {
        guard let channel, let proxy = endpoint.proxy else { return }
        step = .tunnel
        let end = StepEnd(eventLoop)
        let target = (endpoint.server.host, endpoint.server.port)
        do {
            switch proxy.kind {
            case .http, .https:
                try channel.pipeline.syncOperations.addHandler(ConnectTunnel(target, proxy.credentials, end))
            case .socks5: try channel.pipeline.syncOperations.addHandler(SOCKSTunnel(target, proxy.credentials, end))
            }
        } catch {
            return fail(error)
        }
        end.whenDone {
            self.handshake()
        } else: {
            self.fail($0)
        }
    }

    private func handshake() {
        step = .handshake
        let name = ServerName(endpoint.tlsServerName ?? endpoint.server.host)
        do {
            if endpoint.trust.isUnverified {
                shake(try TLSContexts.unverified(identity), PeerCheck(name: name, trust: .unverified)) {
                    self.succeed()
                }
            } else {
                shake(try TLSContexts.verified(identity), PeerCheck(name: name, trust: endpoint.trust)) {
                    self.succeed()
                }
            }
        } catch {
            fail(error)
        }
    }

    private func shake(_ context: NIOSSLContext, _ check: PeerCheck, then next: @escaping () -> Void) {
        guard let channel else { return }
        let end = StepEnd(eventLoop)
        do {
            try channel.pipeline.syncOperations.addHandlers([try check.handler(context), HandshakeEnd(end)])
        } catch {
            return fail(error)
        }
        end.whenDone(next) { self.fail(check.problem ?? $0) }
    }

    private func succeed() {
        guard let channel, timer != nil else { return }
        timer?.cancel()
        timer = nil
        promise.succeed(channel)
    }

    private func fail(_ error: any Error) {
        guard timer != nil else { return }
        timer?.cancel()
        timer = nil
        channel?.close(promise: nil)
        promise.fail(endpoint.proxy != nil && step != .handshake ? ProxyFailure(reason: error) : error)
    }
}
