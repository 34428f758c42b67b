import NIOCore
import NIOTLS

/// Told by a handler, once, that its step of opening a connection is done, or why it is not.
final class StepEnd {
    private let eventLoop: any EventLoop
    private var result: Result<Void, any Error>?
    private var done: (() -> Void)?
    private var failed: ((any Error) -> Void)?

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func whenDone(_ done: @escaping () -> Void, else failed: @escaping (any Error) -> Void) {
        (self.done, self.failed) = (done, failed)
        if let result { tell(result) }
    }

    func succeed() { end(.success(())) }

    func fail(_ error: any Error) { end(.failure(error)) }

    private func end(_ result: Result<Void, any Error>) {
        guard self.result == nil else { return }
        self.result = result
        tell(result)
    }

    private func tell(_ result: Result<Void, any Error>) {
        guard let done, let failed else { return }
        (self.done, self.failed) = (nil, nil)
        switch result {
        case .success: done()
        case .failure(let error): failed(error)
        }
    }
}

/// Says when a TLS handshake is done, and leaves then.
final class HandshakeEnd: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let end: StepEnd

    init(_ end: StepEnd) { self.end = end }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(.handshakeCompleted) = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
        end.succeed()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end.fail(TransportError.closed)
        context.fireChannelInactive()
    }
}
