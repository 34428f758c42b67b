import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Names what went wrong below HTTP. The texts are ours: an error's own description may quote headers.
enum ConnectionFault {
    static func fault(for error: any Error, asked: String, limits: RequestLimits) -> Fault {
        let (kind, reason) = explain(error, limits)
        return Fault(kind, "\(asked): \(reason)")
    }

    static func reason(_ error: any Error, limits: RequestLimits) -> String { explain(error, limits).1 }

    /// What the proxy did not do, where one stands before the server: a connection that never came about was one to the proxy.
    static func proxyProblem(_ error: any Error, limits: RequestLimits) -> String? {
        switch error {
        case let error as HTTPClientError: proxyProblem(error, limits)
        case is NIOConnectionError, is SocketAddressError, is SocketAddressError.UnknownHost, ChannelError.connectTimeout: reason(error, limits: limits)
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT].contains(error.errnoCode): explain(error).1
        default: nil
        }
    }

    private static func proxyProblem(_ error: HTTPClientError, _ limits: RequestLimits) -> String? {
        switch error {
        case .proxyAuthenticationRequired: "it wants a user and a password, or others (407): write them into its URL"
        case .invalidProxyResponse: "it opened no tunnel to the server: its own log says why"
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: "it opened no tunnel to the server within \(limits.connect)"
        case .connectTimeout: explain(error, limits).1
        default: nil
        }
    }

    private static func explain(_ error: any Error, _ limits: RequestLimits) -> (Fault.Kind, String) {
        switch error {
        case let broken as BrokenAnswer:
            let (kind, reason) = explain(broken.reason, limits)
            return (kind, kind == .connectionLost ? "the connection was lost in the middle of the answer" : reason)
        case let error as HTTPClientError: return explain(error, limits)
        case let error as NIOConnectionError: return explain(error, limits)
        case let error as IOError: return explain(error)
        case let error as AnswerTooLarge: return (.answerTooLarge, "the answer is longer than \(error.limit) bytes")
        case HTTPParserError.invalidEOFState: return (.connectionLost, "the connection was closed without an answer")
        case is HTTPParserError: return (.malformedAnswer, "the answer is not HTTP")
        case is SocketAddressError, is SocketAddressError.UnknownHost: return (.nameResolution, "the host name cannot be resolved")
        case ChannelError.connectTimeout: return (.timeout, "no connection within \(limits.connect)")
        case is ChannelError, NIOSSLError.uncleanShutdown: return (.connectionLost, "the connection was closed without an answer")
        case is CancellationError: return (.notAttempted, "cancelled")
        default: return TLSFault.explain(error)
        }
    }

    private static func explain(_ error: HTTPClientError, _ limits: RequestLimits) -> (Fault.Kind, String) {
        switch error {
        // AsyncHTTPClient counts the TLS handshake in: a server that takes the connection and says nothing ends here as well.
        case .connectTimeout: (.timeout, "no connection, TLS handshake included, within \(limits.connect)")
        case .tlsHandshakeTimeout: (.timeout, "no TLS handshake within \(limits.connect)")
        case .deadlineExceeded, .readTimeout, .writeTimeout: (.timeout, "no complete answer within \(limits.request)")
        case .getConnectionFromPoolTimeout: (.timeout, "no free connection within \(limits.connect)")
        case .remoteConnectionClosed, .uncleanShutdown: (.connectionLost, "the connection was closed without an answer")
        case .cancelled, .alreadyShutdown: (.notAttempted, "cancelled")
        case .invalidURL, .emptyHost: (.kubeconfig, "the address cannot be used as a URL")
        default: (.malformedAnswer, "the exchange failed (\(error.shortDescription))")
        }
    }

    /// Several addresses were tried, or none was found. The first attempt that says most counts.
    private static func explain(_ error: NIOConnectionError, _ limits: RequestLimits) -> (Fault.Kind, String) {
        let attempts = error.connectionErrors.map { explain($0.error, limits) }
        if let refused = attempts.first(where: { $0.0 == .connectionRefused }) { return refused }
        let why = InnerName.reason(for: error.host).map { ": \($0)" } ?? ""
        return attempts.first ?? (.nameResolution, "the host name \(error.host) cannot be resolved\(why)")
    }

    private static func explain(_ error: IOError) -> (Fault.Kind, String) {
        switch error.errnoCode {
        case ECONNREFUSED: (.connectionRefused, "the connection was refused: nothing listens there, or a firewall says so")
        case ETIMEDOUT: (.timeout, "the connection timed out")
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: (.connectionLost, "no route to the host")
        case ECONNRESET, EPIPE, ECONNABORTED: (.connectionLost, "the connection was reset")
        default: (.connectionLost, "the connection failed (errno \(error.errnoCode))")
        }
    }

    /// The connection broke before anything of an answer had come.
    static func isLostConnection(_ error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: error == .remoteConnectionClosed
        case let error as IOError: [ECONNRESET, EPIPE].contains(error.errnoCode)
        case NIOSSLError.uncleanShutdown, ChannelError.eof, ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed: true
        default: false
        }
    }

    /// Our side did not accept the server's certificate: BoringSSL does not say why.
    static func isRefusedCertificate(_ error: any Error) -> Bool {
        TLSFault.texts(of: error).contains { $0.contains("CERTIFICATE_VERIFY_FAILED") }
    }
}
