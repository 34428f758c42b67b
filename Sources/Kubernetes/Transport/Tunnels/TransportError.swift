/// What went wrong on the way to an answer, where no library has a name for it.
enum TransportError: Error, Equatable {
    /// The whole time of the request is over.
    case deadline
    case cancelled
    /// The client was shut down.
    case shutDown
    /// The connection ended before an answer had.
    case closed
    /// A header that would split the request.
    case badHeader
    /// No connection came about in its time; the step that was not done.
    case late(DialStep)
}

/// What a connection goes through before its first request.
enum DialStep: Equatable, Sendable {
    case connect, proxyHandshake, tunnel, handshake
}

/// What the proxy did not do: nothing is known of the server behind it.
struct ProxyFailure: Error { let reason: any Error }

/// Why a proxy opened no tunnel.
enum TunnelRefusal: Error, Equatable {
    /// 407, or a SOCKS5 proxy that wants a user.
    case wantsCredentials
    /// A SOCKS5 proxy that does not take the user and password.
    case badCredentials
    /// The status of an HTTP proxy's answer.
    case status(Int)
    /// A SOCKS5 proxy's reply (RFC 1928, 6).
    case reply(UInt8)
    case notThatKindOfProxy
}
