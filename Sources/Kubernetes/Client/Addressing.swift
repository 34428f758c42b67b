import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1

/// How a request names its server: the URL's beginning, the headers that never change, and the client's configuration.
struct Addressing: Sendable {
    /// Scheme, host, port and path prefix.
    let base: String
    let headers: HTTPHeaders
    private let connectTo: [String: String]
    /// NIO's own grows to 64 KiB and is kept with the connection: a thousand idle connections would hold 64 MiB for nothing.
    private static let receiveBuffer = FixedSizeRecvByteBufferAllocator(capacity: 4096)

    init(_ endpoint: APIEndpoint) {
        let server = endpoint.server
        var headers: HTTPHeaders = ["User-Agent": "ksfleet/0.1", "Accept": "application/json"]
        if let name = endpoint.tlsServerName, name != server.host {
            // AsyncHTTPClient asks for, and verifies, the host of the URL; the override says where that host is reached.
            base = "https://\(name.contains(":") ? "[\(name)]" : name):\(server.port)\(server.pathPrefix)"
            connectTo = [name: server.host]
            headers.add(name: "Host", value: server.authority)
        } else {
            base = "\(server)"
            connectTo = [:]
        }
        self.headers = headers
    }

    /// - Parameter relay: the loopback port that leads to the endpoint's proxy, where that one speaks TLS.
    func configuration(endpoint: APIEndpoint, limits: RequestLimits, relay: Int? = nil) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = endpoint.tlsConfiguration()
        configuration.dnsOverride = connectTo
        // A redirect would carry the credentials elsewhere; the API server sends none.
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(limits.connect)
        configuration.connectionPool.idleTimeout = .minutes(5)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        configuration.proxy = endpoint.proxy.map { Self.proxy($0, relay: relay) }
        // Nobody collects the spans, and making them is a twentieth of what a request costs.
        configuration.tracing.tracer = nil
        // A refused connection is an answer; the next round asks again.
        configuration.connectionPool.retryConnectionEstablishment = false
        let name = ServerName(endpoint)
        // The one place where AsyncHTTPClient lets a connection be looked at, and refused, before its first request.
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.syncOptions?.setOption(.recvAllocator, value: Self.receiveBuffer)
                guard let name else { return }
                do {
                    try name.verify(channel)
                } catch {
                    // AsyncHTTPClient forgets such a connection without closing it. Later, so that it has forgotten it by then.
                    channel.eventLoop.execute { channel.close(promise: nil) }
                    throw error
                }
            }
        }
        return configuration
    }

    private static func proxy(_ address: ProxyAddress, relay: Int?) -> HTTPClient.Configuration.Proxy {
        guard address.kind != .socks5 else { return .socksServer(host: address.host, port: address.port) }
        return .server(
            host: relay == nil ? address.host : ProxyRelay.host, port: relay ?? address.port,
            authorization: address.credentials.map { .basic(username: $0.user, password: $0.password.revealedForUseInProcess()) })
    }
}
