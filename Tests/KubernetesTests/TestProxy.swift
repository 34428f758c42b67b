import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy that knows CONNECT only, on a local port.
struct TestProxy {
    /// The heads of the requests for a tunnel.
    final class Heads: Sendable {
        private let heads = Mutex<[String]>([])
        var all: [String] { heads.withLock(\.self) }
        func append(_ head: String) { heads.withLock { $0.append(head) } }
    }

    let port: Int
    let heads = Heads()
    private let channel: any Channel

    static func with<Result>(_ body: (TestProxy) async throws -> Result) async throws -> Result {
        let proxy = try await TestProxy()
        do {
            let result = try await body(proxy)
            try await proxy.channel.close()
            return result
        } catch {
            try await proxy.channel.close()
            throw error
        }
    }

    private init() async throws {
        let heads = heads
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Tunnel(heads)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }
}

/// Reads `CONNECT HOST:PORT`, connects, and passes everything on in both directions.
private final class Tunnel: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let heads: TestProxy.Heads
    private var head = ""
    private var peer: (any Channel)?
    private var waiting: [ByteBuffer] = []

    init(_ heads: TestProxy.Heads) { self.heads = heads }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let peer { return peer.writeAndFlush(bytes, promise: nil) }
        guard !head.hasSuffix("\r\n\r\n") else { return waiting.append(bytes) }
        head += String(buffer: bytes)
        if head.hasSuffix("\r\n\r\n") { connect(context) }
    }

    func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }

    private func connect(_ context: ChannelHandlerContext) {
        heads.append(head)
        let target = head.split(separator: " ")[1].split(separator: ":")
        let ours = context.channel
        let back = NIOLoopBound(self, eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Back(ours)) }
            }
            .connect(host: String(target[0]), port: Int(target[1]) ?? 0)
            .whenSuccess { peer in
                let tunnel = back.value
                tunnel.peer = peer
                ours.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
                for bytes in tunnel.waiting { peer.writeAndFlush(bytes, promise: nil) }
            }
    }
}

private final class Back: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel

    init(_ other: any Channel) { self.other = other }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { other.writeAndFlush(unwrapInboundIn(data), promise: nil) }
    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
}
