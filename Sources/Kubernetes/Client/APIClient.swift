package import NIOCore

/// How long and how large one request may get.
package struct RequestLimits: Sendable {
    /// TCP and TLS handshakes together.
    package var connect: Duration
    /// From the call to the last byte of the answer's body, connecting included.
    package var request: Duration
    /// Bytes of an answer's body; a larger one is a fault.
    package var bodyBytes: Int

    package init(connect: Duration = .seconds(5), request: Duration = .seconds(15), bodyBytes: Int = 4 << 20) {
        self.connect = connect
        self.request = request
        self.bodyBytes = bodyBytes
    }
}

/// The connections to one API server, kept over many rounds of requests. Hand out `reader` or `writer`; shut it down
/// when done.
package final class APIClient: Sendable {
    private let exchange: Exchange

    /// - Parameter eventLoopGroup: shared by all clients; each keeps to one of its loops.
    package init(endpoint: APIEndpoint, eventLoopGroup: any EventLoopGroup, limits: RequestLimits = RequestLimits()) {
        exchange = Exchange(endpoint: endpoint, eventLoop: eventLoopGroup.next(), limits: limits)
    }

    package var endpoint: APIEndpoint { exchange.endpoint }

    /// Asks and cannot change anything.
    package var reader: APIReader { APIReader(exchange: exchange) }

    /// Asks and changes.
    package var writer: APIWriter { APIWriter(exchange: exchange) }

    /// Closes the connections. Requests under way fail.
    package func shutdown() async { await exchange.shutdown() }
}
