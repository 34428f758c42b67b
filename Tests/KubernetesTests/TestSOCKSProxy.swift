import NIOCore
import NIOPosix
import Synchronization

/// A SOCKS5 proxy on a local port (RFC 1928, 1929), whose every tunnel leads to one local port.
struct TestSOCKSProxy {
    /// What it wants of a client, and says to it.
    struct Manners: Sendable {
        var user: String?
        var password = ""
        var reply: UInt8 = 0
        var version: UInt8 = 5
        /// Bytes of an answer at once: a client must put them together.
        var piece = 1 << 10
    }

    final class Asked: Sendable {
        private let targets = Mutex<[String]>([])
        var all: [String] { targets.withLock(\.self) }
        func append(_ target: String) { targets.withLock { $0.append(target) } }
    }

    let port: Int
    let asked = Asked()
    private let channel: any Channel

    static func with<Result>(
        _ manners: Manners = Manners(), target: Int, _ body: (TestSOCKSProxy) async throws -> Result
    ) async throws
        -> Result
    {
        let proxy = try await TestSOCKSProxy(manners, target)
        do {
            let result = try await body(proxy)
            try await proxy.channel.close()
            return result
        } catch {
            try await proxy.channel.close()
            throw error
        }
    }

    private init(_ manners: Manners, _ target: Int) async throws {
        let asked = asked
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Negotiation(manners, target, asked))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }
}

private final class Negotiation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum State { case greeting, credentials, request, open }

    private let manners: TestSOCKSProxy.Manners
    private let target: Int
    private let asked: TestSOCKSProxy.Asked
    private var state = State.greeting
    private var peer: (any Channel)?

    init(_ manners: TestSOCKSProxy.Manners, _ target: Int, _ asked: TestSOCKSProxy.Asked) {
        self.manners = manners
        self.target = target
        self.asked = asked
    }

    /// A client sends each of its messages whole, on a loopback.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let message = Array(bytes.readableBytesView)
        switch state {
        case .greeting:
            let wanted: UInt8 = manners.user == nil ? 0 : 2
            guard message.dropFirst(2).contains(wanted) else { return say([5, 0xFF], context) }
            state = manners.user == nil ? .request : .credentials
            say([manners.version, wanted], context)
        case .credentials:
            let user = Array((manners.user ?? "").utf8)
            let expected =
                [1, UInt8(user.count)] + user + [UInt8(manners.password.utf8.count)] + Array(manners.password.utf8)
            state = .request
            say([1, message == expected ? 0 : 1], context)
        case .request: connect(message, context)
        case .open: peer?.writeAndFlush(bytes, promise: nil)
        }
    }

    private func connect(_ message: [UInt8], _ context: ChannelHandlerContext) {
        let host =
            message[3] == 3
            ? String(decoding: message[5..<(5 + Int(message[4]))], as: UTF8.self)
            : message[4..<8].map { "\($0)" }.joined(separator: ".")
        asked.append("\(host):\(Int(message[message.count - 2]) << 8 | Int(message[message.count - 1]))")
        guard manners.reply == 0 else { return say([5, manners.reply, 0, 1, 0, 0, 0, 0, 0, 0], context) }
        let ours = context.channel
        let back = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Return(ours)) }
            }
            .connect(host: "127.0.0.1", port: target)
            .whenSuccess { peer in
                let (negotiation, context) = back.value
                negotiation.peer = peer
                negotiation.state = .open
                // A name for the address that it connects from: every form is allowed.
                negotiation.say([5, 0, 0, 3, 4] + Array("here".utf8) + [0, 1], context)
            }
    }

    private func say(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        for start in stride(from: 0, to: bytes.count, by: manners.piece) {
            context.channel.writeAndFlush(
                ByteBuffer(bytes: bytes[start..<min(bytes.count, start + manners.piece)]), promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

private final class Return: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(_ other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }
    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
}
