import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP proxy that knows CONNECT only, on a local port, inside TLS or not.
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

    /// - Parameters:
    ///   - tls: what the proxy itself shows; nil for plain HTTP.
    ///   - reply: what it says instead of making a tunnel.
    ///   - target: a local port that every tunnel leads to, whatever was asked for.
    static func with<Result>(
        tls: TLSConfiguration? = nil, reply: String? = nil, target: Int? = nil,
        _ body: (TestProxy) async throws -> Result
    ) async throws -> Result {
        let proxy = try await TestProxy(tls, reply, target)
        do {
            let result = try await body(proxy)
            try await proxy.channel.close()
            return result
        } catch {
            try await proxy.channel.close()
            throw error
        }
    }

    private init(_ tls: TLSConfiguration?, _ reply: String?, _ target: Int?) async throws {
        let heads = heads
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(Tunnel(heads, reply, target))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }
}

/// Reads `CONNECT HOST:PORT`, connects, and passes everything on in both directions.
private final class Tunnel: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let heads: TestProxy.Heads
    private let reply: String?
    private let port: Int?
    private var head = ""
    private var peer: (any Channel)?
    private var waiting: [ByteBuffer] = []

    init(_ heads: TestProxy.Heads, _ reply: String?, _ port: Int?) {
        self.heads = heads
        self.reply = reply
        self.port = port
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let peer { return peer.writeAndFlush(bytes, promise: nil) }
        guard !head.hasSuffix("\r\n\r\n") else { return waiting.append(bytes) }
        head += String(buffer: bytes)
        if head.hasSuffix("\r\n\r\n") { connect(context) }
    }

    func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }

    /// A client that does not trust the proxy is part of the tests.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func connect(_ context: ChannelHandlerContext) {
        heads.append(head)
        if let reply {
            let channel = context.channel
            return channel.writeAndFlush(ByteBuffer(string: reply)).whenComplete { _ in channel.close(promise: nil) }
        }
        let asked = head.split(separator: " ")[1].split(separator: ":")
        let (host, number) = port.map { ("127.0.0.1", $0) } ?? (String(asked[0]), Int(asked[1]) ?? 0)
        let ours = context.channel
        let back = NIOLoopBound(self, eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Back(ours)) }
            }
            .connect(host: host, port: number)
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

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }
    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
}
