import Fleet
import Kubeconfig
import NIOCore

/// Asks a SOCKS5 proxy for a connection (RFC 1928), with a user and password where the kubeconfig has them (RFC 1929),
/// and leaves once there is one. Names are resolved by the proxy, as kubectl has it for `socks5` and `socks5h` alike.
final class SOCKSTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State { case greeting, authentication, connection, over }

    private let target: (host: String, port: Int)
    private let credentials: (user: String, password: SecretValue)?
    private let end: StepEnd
    private var state = State.greeting
    private var answer = ByteBuffer()

    init(_ target: (host: String, port: Int), _ credentials: (user: String, password: SecretValue)?, _ end: StepEnd) {
        self.target = target
        self.credentials = credentials
        self.end = end
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // No authentication, and a user with a password.
        send(credentials == nil ? [5, 1, 0] : [5, 2, 0, 2], context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        answer.writeBuffer(&part)
        while state != .over, advance(context) {}
    }

    /// - Returns: false where more must come first.
    private func advance(_ context: ChannelHandlerContext) -> Bool {
        switch state {
        case .greeting: return takeMethod(context)
        case .authentication: return takeVerdict(context)
        case .connection: return takeReply(context)
        case .over: return false
        }
    }

    private func takeMethod(_ context: ChannelHandlerContext) -> Bool {
        guard let bytes = answer.readBytes(length: 2) else { return false }
        guard bytes[0] == 5 else { return refuse(.notThatKindOfProxy) }
        switch bytes[1] {
        case 0: ask(context)
        case 2: return authenticate(context)
        default: return refuse(.wantsCredentials)
        }
        return true
    }

    private func authenticate(_ context: ChannelHandlerContext) -> Bool {
        guard let credentials else { return refuse(.wantsCredentials) }
        let (user, password) = (
            Array(credentials.user.utf8), Array(credentials.password.revealedForUseInProcess().utf8)
        )
        guard (1...255).contains(user.count), (1...255).contains(password.count) else { return refuse(.badCredentials) }
        state = .authentication
        send([1, UInt8(user.count)] + user + [UInt8(password.count)] + password, context)
        return true
    }

    private func takeVerdict(_ context: ChannelHandlerContext) -> Bool {
        guard let bytes = answer.readBytes(length: 2) else { return false }
        guard bytes[1] == 0 else { return refuse(.badCredentials) }
        ask(context)
        return true
    }

    private func ask(_ context: ChannelHandlerContext) {
        state = .connection
        let port = UInt16(truncatingIfNeeded: target.port)
        send([5, 1, 0] + address + [UInt8(port >> 8), UInt8(port & 0xFF)], context)
    }

    private var address: [UInt8] {
        if let address = IPAddress(target.host) { return [address.bytes.count == 4 ? 1 : 4] + address.bytes }
        let name = Array(target.host.utf8.prefix(255))
        return [3, UInt8(name.count)] + name
    }

    /// Version, reply, reserved, and the address that the proxy connects from, which nobody needs.
    private func takeReply(_ context: ChannelHandlerContext) -> Bool {
        guard let bytes = answer.getBytes(at: answer.readerIndex, length: 5) else {
            return answer.readableBytes >= 2 && answer.getInteger(at: answer.readerIndex + 1, as: UInt8.self) != 0
                ? refuseReply() : false
        }
        guard bytes[0] == 5 else { return refuse(.notThatKindOfProxy) }
        guard bytes[1] == 0 else { return refuseReply() }
        let length: Int
        switch bytes[3] {
        case 1: length = 10
        case 3: length = 7 + Int(bytes[4])
        case 4: length = 22
        default: return refuse(.notThatKindOfProxy)
        }
        guard answer.readBytes(length: length) != nil else { return false }
        state = .over
        end.succeed()
        if answer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(answer)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
        return false
    }

    private func refuseReply() -> Bool {
        refuse(.reply(answer.getInteger(at: answer.readerIndex + 1, as: UInt8.self) ?? 1))
    }

    private func refuse(_ reason: TunnelRefusal) -> Bool {
        state = .over
        end.fail(reason)
        return false
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end.fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        end.fail(TransportError.closed)
        context.fireChannelInactive()
    }
}
