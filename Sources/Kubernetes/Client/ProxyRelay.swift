import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The way to a proxy that speaks TLS, for AsyncHTTPClient, which speaks plain HTTP to proxies: a port on the loopback, whose connections
/// are carried on to the proxy inside TLS.
///
/// It adds nothing but TLS. The request for a tunnel, and the credentials in it, come from the client: whoever else finds the port is no
/// nearer to a tunnel than at the proxy itself.
final class ProxyRelay: Sendable {
    static let host = "127.0.0.1"

    private let proxy: ProxyAddress
    private let contexts: [NIOSSLContext]
    private let timeout: TimeAmount
    private let lastFailure = Mutex<(any Error)?>(nil)
    private let listener = Mutex<(any Channel)?>(nil)

    /// - Parameter authorities: the kubeconfig's own, which may vouch for the proxy beside the system's: kubectl takes them for both.
    init(proxy: ProxyAddress, authorities: [NIOSSLCertificate], timeout: TimeAmount) throws {
        self.proxy = proxy
        self.timeout = timeout
        let own = try authorities.isEmpty ? [] : [NIOSSLContext(configuration: Self.tlsConfiguration(authorities: authorities))]
        contexts = own + [try Self.systemContext.get()]
    }

    /// The system's authorities take a megabyte: one copy serves every relay.
    private static let systemContext = Result { try NIOSSLContext(configuration: tlsConfiguration(authorities: [])) }

    /// Always verified: `insecure-skip-tls-verify` speaks of the API server alone.
    static func tlsConfiguration(authorities: [NIOSSLCertificate]) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = .seconds(1)
        if !authorities.isEmpty { configuration.trustRoots = .certificates(authorities) }
        return configuration
    }

    /// Begins to listen; gives the port.
    func start(on eventLoop: any EventLoop) -> EventLoopFuture<Int> {
        ServerBootstrap(group: eventLoop)
            // Nothing is read before there is somewhere to send it to.
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { front in
                self.carry(front)
                return front.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: Self.host, port: 0)
            .map { channel in
                self.listener.withLock { $0 = channel }
                return channel.localAddress?.port ?? 0
            }
    }

    func stop() { listener.withLock { $0 }?.close(promise: nil) }

    /// Why the last connection to the proxy did not come about; once.
    func takeFailure() -> (any Error)? {
        lastFailure.withLock { failure in
            defer { failure = nil }
            return failure
        }
    }

    private func carry(_ front: any Channel) {
        connect(with: contexts[...], on: front.eventLoop).whenComplete { result in
            do {
                try Splice.join(front, try result.get())
                self.lastFailure.withLock { $0 = nil }
                front.setOption(.autoRead, value: true).whenFailure { _ in front.close(promise: nil) }
            } catch {
                self.lastFailure.withLock { $0 = error }
                front.close(promise: nil)
            }
        }
    }

    /// A connection over which the TLS handshake is done; where the certificate is refused, the next context's authorities are asked.
    private func connect(with contexts: ArraySlice<NIOSSLContext>, on eventLoop: any EventLoop) -> EventLoopFuture<any Channel> {
        guard let context = contexts.first else { return eventLoop.makeFailedFuture(NIOSSLExtraError.failedToValidateHostname) }
        return handshake(context, on: eventLoop).flatMapError { error in
            guard contexts.count > 1, ConnectionFault.isRefusedCertificate(error) else { return eventLoop.makeFailedFuture(error) }
            return self.connect(with: contexts.dropFirst(), on: eventLoop)
        }
    }

    private func handshake(_ context: NIOSSLContext, on eventLoop: any EventLoop) -> EventLoopFuture<any Channel> {
        let name = ServerName(host: proxy.host)
        let done = eventLoop.makePromise(of: Void.self)
        let overdue = eventLoop.scheduleTask(in: timeout) { done.fail(ChannelError.connectTimeout(self.timeout)) }
        let connected = ClientBootstrap(group: eventLoop).connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLClientHandler(context: context, serverHostname: name?.name), HandshakeEnd(done),
                    ])
                }
            }
            .connect(host: proxy.host, port: proxy.port)
        connected.whenFailure { done.fail($0) }
        done.futureResult.whenComplete { _ in overdue.cancel() }
        return done.futureResult.flatMap { connected }.flatMapThrowing { channel in
            try name?.verify(channel)
            return channel
        }.flatMapError { error in
            connected.whenSuccess { $0.close(promise: nil) }
            return eventLoop.makeFailedFuture(error)
        }
    }
}
