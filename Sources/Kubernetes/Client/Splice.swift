import NIOCore
import NIOTLS

/// One end of two joined connections: what comes at one goes out at the other, no faster than that one takes it, and both end together.
final class Splice: ChannelDuplexHandler {
    typealias InboundIn = NIOAny
    typealias OutboundIn = NIOAny
    typealias OutboundOut = NIOAny

    private var partner: Splice?
    private var context: ChannelHandlerContext?
    private var isReadWanted = false

    private init() {}

    /// Joins two channels of one event loop, on that loop.
    static func join(_ one: any Channel, _ other: any Channel) throws {
        let ends = (Splice(), Splice())
        ends.0.partner = ends.1
        ends.1.partner = ends.0
        try one.pipeline.syncOperations.addHandler(ends.0)
        try other.pipeline.syncOperations.addHandler(ends.1)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { partner?.context?.write(data, promise: nil) }
    func channelReadComplete(context: ChannelHandlerContext) { partner?.context?.flush() }
    func channelInactive(context: ChannelHandlerContext) { partner?.closeWhenWritten() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    /// What was written before goes out first; a close of its own would drop it.
    private func closeWhenWritten() {
        guard let context else { return }
        let channel = context.channel
        context.writeAndFlush(NIOAny(ByteBuffer())).whenComplete { _ in channel.close(promise: nil) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable, let partner, partner.isReadWanted else { return }
        partner.isReadWanted = false
        partner.context?.read()
    }

    func read(context: ChannelHandlerContext) {
        if let partner, partner.context?.channel.isWritable == false { isReadWanted = true } else { context.read() }
    }
}

/// Says when a TLS handshake is done, or why it is not.
final class HandshakeEnd: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    private let done: EventLoopPromise<Void>

    init(_ done: EventLoopPromise<Void>) { self.done = done }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.handshakeCompleted) = event as? TLSUserEvent { done.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
