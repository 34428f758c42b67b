import Fleet
import FoundationEssentials
import NIOCore

/// Asks an HTTP proxy for a tunnel (RFC 9110, 9.3.6), and leaves once there is one.
final class ConnectTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: String
    private let end: StepEnd
    private var answer = ByteBuffer()
    private var isOver = false
    /// Bytes of an answer's head; a longer one is no proxy's.
    private static let limit = 16 << 10
    private static let headEnd = Array("\r\n\r\n".utf8)

    init(_ target: (host: String, port: Int), _ credentials: (user: String, password: SecretValue)?, _ end: StepEnd) {
        let authority = target.host.contains(":") ? "[\(target.host)]:\(target.port)" : "\(target.host):\(target.port)"
        let pair = credentials.map {
            Data("\($0.user):\($0.password.revealedForUseInProcess())".utf8).base64EncodedString()
        }
        let authorization = pair.map { "Proxy-Authorization: Basic \($0)\r\n" } ?? ""
        request =
            "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\nUser-Agent: ksfleet/0.1\r\n\(authorization)\r\n"
        self.end = end
    }

    func handlerAdded(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var part = unwrapInboundIn(data)
        answer.writeBuffer(&part)
        let bytes = answer.readableBytesView
        guard let head = bytes.firstRange(of: Self.headEnd) else {
            if bytes.count > Self.limit || !bytes.starts(with: "HTTP/1.".utf8.prefix(bytes.count)) {
                refuse(.notThatKindOfProxy)
            }
            return
        }
        switch Self.status(bytes[..<head.lowerBound]) {
        case .some(200..<300): open(context, rest: bytes[head.upperBound...])
        case .some(407): refuse(.wantsCredentials)
        case .some(let status): refuse(.status(status))
        case nil: refuse(.notThatKindOfProxy)
        }
    }

    /// `HTTP/1.1 200 Connection established`
    private static func status(_ head: ByteBufferView) -> Int? {
        let line = head.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }.split(
            separator: UInt8(ascii: " "))
        guard line.count >= 2, line[0].starts(with: "HTTP/1.".utf8), line[1].count == 3 else { return nil }
        return Int(String(decoding: line[1], as: UTF8.self))
    }

    private func open(_ context: ChannelHandlerContext, rest: ByteBufferView) {
        isOver = true
        end.succeed()
        // What came with the answer is for whoever stands behind this one by now.
        if !rest.isEmpty { context.fireChannelRead(wrapInboundOut(ByteBuffer(rest))) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ reason: TunnelRefusal) {
        isOver = true
        end.fail(reason)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end.fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        end.fail(TransportError.closed)
        context.fireChannelInactive()
    }
}
