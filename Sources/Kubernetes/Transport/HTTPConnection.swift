import NIOCore
import NIOHTTP1

/// One connection to a server: one request at a time, and the next once the answer has ended.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// Whose certificate was shown in its handshake, where that is not the kubeconfig's.
    let identity: ExecCredential?
    private(set) var exchange: PendingExchange?
    private(set) var idleSince = NIODeadline.now()
    private weak var pool: ConnectionPool?
    private var context: ChannelHandlerContext?
    private var isKept = true

    init(pool: ConnectionPool, identity: ExecCredential?) {
        self.pool = pool
        self.identity = identity
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// True where it can take a request. A server's goodbye is read as soon as it comes.
    var isFree: Bool { exchange == nil && isKept && context?.channel.isActive == true }

    func send(_ exchange: PendingExchange) {
        guard let context else { return exchange.finish(.failure(TransportError.closed)) }
        self.exchange = exchange
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if let body = exchange.body {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Gives the request up, and the connection with it: what still comes of its answer must not be taken for
    /// another's.
    func fail(_ error: any Error) {
        isKept = false
        let failed = exchange
        exchange = nil
        failed?.finish(.failure(error))
        context?.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let exchange else { return }
        do {
            switch unwrapInboundIn(data) {
            case .head(let head):
                isKept = isKept && head.isKeepAlive
                try exchange.receiver.receive(head: head)
            case .body(let part): try exchange.receiver.receive(part: part)
            case .end: end(exchange)
            }
        } catch {
            fail(error)
        }
    }

    private func end(_ ended: PendingExchange) {
        exchange = nil
        idleSince = .now()
        ended.finish(.success(()))
        if isKept { pool?.isFree(self) } else { context?.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

    func channelInactive(context: ChannelHandlerContext) {
        fail(TransportError.closed)
        pool?.isClosed(self)
        context.fireChannelInactive()
    }

    /// - Returns: when it is closed.
    func close() -> EventLoopFuture<Void>? {
        guard let channel = context?.channel else { return nil }
        fail(TransportError.shutDown)
        return channel.closeFuture
    }
}
