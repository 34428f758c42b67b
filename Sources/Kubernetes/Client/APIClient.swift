import Kubeconfig
package import NIOCore

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
