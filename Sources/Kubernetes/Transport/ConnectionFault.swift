import Fleet
import Kubeconfig
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Names what went wrong below HTTP. The texts are ours: an error's own description may quote headers.
enum ConnectionFault {
    /// - Parameter proxy: the one on the way, for its own failures.
    static func fault(for error: any Error, asked: String, proxy: ProxyAddress?, limits: RequestLimits) -> Fault {
        if let failure = error as? ProxyFailure, let proxy {
            return Fault(
                .proxy, "\(asked): the proxy \(proxy.authority): \(proxyReason(failure.reason, proxy, limits))")
        }
        let (kind, reason) = explain(error, limits)
        return Fault(kind, "\(asked): \(reason)")
    }

    private static func proxyReason(_ error: any Error, _ proxy: ProxyAddress, _ limits: RequestLimits) -> String {
        switch error {
        case let refusal as TunnelRefusal: refusal.words(proxy)
        case let problem as CertificateProblem: problem.explain(.proxy).1
        case TransportError.late(.tunnel): "it opened no tunnel to the server within \(limits.connect)"
        case TransportError.closed: "it closed the connection and opened no tunnel"
        default: explain(error, limits).1
        }
    }

    private static func explain(_ error: any Error, _ limits: RequestLimits) -> (Fault.Kind, String) {
        switch error {
        case let broken as BrokenAnswer:
            let (kind, reason) = explain(broken.reason, limits)
            return (kind, kind == .connectionLost ? "the connection was lost in the middle of the answer" : reason)
        case let error as TransportError: return explain(error, limits)
        case let problem as CertificateProblem: return problem.explain(.server)
        case let error as NIOConnectionError: return explain(error, limits)
        case let error as IOError: return explain(error)
        case let error as AnswerTooLarge: return (.answerTooLarge, "the answer is longer than \(error.limit) bytes")
        case HTTPParserError.invalidEOFState: return (.connectionLost, "the connection was closed without an answer")
        case let error as HTTPParserError: return (.malformedAnswer, error.words)
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            return (.nameResolution, "the host name cannot be resolved")
        case ChannelError.connectTimeout: return (.timeout, "no connection within \(limits.connect)")
        case is ChannelError, NIOSSLError.uncleanShutdown:
            return (.connectionLost, "the connection was closed without an answer")
        case is CancellationError: return (.notAttempted, "cancelled")
        default: return TLSFault.explain(error)
        }
    }

    private static func explain(_ error: TransportError, _ limits: RequestLimits) -> (Fault.Kind, String) {
        switch error {
        case .late(.connect): (.timeout, "no connection within \(limits.connect)")
        case .late: (.timeout, "no TLS handshake within \(limits.connect)")
        case .deadline: (.timeout, "no complete answer within \(limits.request)")
        case .closed: (.connectionLost, "the connection was closed without an answer")
        case .cancelled, .shutDown: (.notAttempted, "cancelled")
        case .badHeader: (.kubeconfig, "a header's value has a line break, which cannot be sent")
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
        case ECONNREFUSED:
            (.connectionRefused, "the connection was refused: nothing listens there, or a firewall says so")
        case ETIMEDOUT: (.timeout, "the connection timed out")
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: (.connectionLost, "no route to the host")
        case ECONNRESET, EPIPE, ECONNABORTED: (.connectionLost, "the connection was reset")
        default: (.connectionLost, "the connection failed (errno \(error.errnoCode))")
        }
    }

    /// The connection broke before anything of an answer had come.
    static func isLostConnection(_ error: any Error) -> Bool {
        switch error {
        case TransportError.closed: true
        case let error as IOError: [ECONNRESET, EPIPE].contains(error.errnoCode)
        case NIOSSLError.uncleanShutdown, ChannelError.eof, ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed:
            true
        default: false
        }
    }
}

extension HTTPParserError {
    /// The parser says no more of a header than its kind.
    fileprivate var words: String {
        let untaken = "the answer has headers that this client does not take: "
        return switch self {
        case .unexpectedContentLength: untaken + "Content-Length twice, or beside Transfer-Encoding"
        case .invalidContentLength: untaken + "a Content-Length that is not a number, or beside Transfer-Encoding"
        case .invalidHeaderToken: untaken + "a name or a character that HTTP does not allow, or a folded line"
        case .headerOverflow: untaken + "they are too many, or too long"
        case .lfExpected, .strictModeAssertion, .unknown:
            untaken + "a line that does not end with CR LF, or Transfer-Encoding beside Content-Length"
        case .invalidChunkSize: "the answer has a chunk whose size is not a number"
        default: "the answer is not HTTP"
        }
    }
}

extension TunnelRefusal {
    fileprivate func words(_ proxy: ProxyAddress) -> String {
        switch self {
        case .wantsCredentials:
            proxy.kind == .socks5
                ? "it requires credentials: write them into its URL"
                : "it requires credentials, or rejected these (407): write them into its URL"
        case .badCredentials: "it does not take the user and password of its URL"
        case .status(let code): "it opened no tunnel to the server (\(code)): its own log says why"
        case .reply(let code): "it opened no tunnel to the server (\(Self.words(reply: code)))"
        case .notThatKindOfProxy:
            """
            it opened no tunnel to the server: what answers there is no \(proxy.kind == .socks5 ? "SOCKS5" : "HTTP") \
            proxy
            """
        }
    }

    /// RFC 1928, 6.
    private static func words(reply: UInt8) -> String {
        switch reply {
        case 2: "its rules forbid it"
        case 3: "it cannot reach the network"
        case 4: "it cannot reach or resolve the host"
        case 5: "the server refused its connection"
        case 6: "it waited too long for the server"
        default: "code \(reply)"
        }
    }
}
