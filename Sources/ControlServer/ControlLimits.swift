import HummingbirdCore
import NIOCore

/// What one client may take of the agent. None of these is reached by agentctl.
package struct ControlLimits: Sendable {
    /// Connections at a time; further ones wait in the listener's queue.
    package var connections = 64
    /// Bytes of a request's body.
    package var body = 64 * 1024
    /// Bytes of all header fields.
    package var headers = 16 * 1024
    /// Seconds for a body to arrive, however it trickles; less than the next, so that the answer says which it was.
    package var bodyTime = 8.0
    /// Seconds for a header to arrive, and that a connection may be silent between two requests.
    package var headerTime = 10.0
    /// Seconds in which not one byte moves, in either direction, while an answer is under way: a reader that does not
    /// read.
    package var stall = 60.0
    /// Event streams at a time.
    package var streams = 32
    /// Events that a slow reader may be behind before it is dropped.
    package var backlog = 1000
    /// Seconds between two heartbeats.
    package var heartbeat = 10.0

    package init() {}

    /// An HTTP server within these limits.
    var server: HTTPServerBuilder {
        HTTPServerBuilder { responder in
            AcceptedConnections(http: HTTP1Channel(responder: responder, configuration: channel))
        }
    }

    private var channel: HTTP1Channel.Configuration {
        let stall = TimeAmount.milliseconds(Int64(stall * 1000))
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [IdleStateHandler(allTimeout: stall), StalledConnection()],
            idleTimeout: .milliseconds(Int64(headerTime * 1000)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: headers, maxHeaderListSize: headers, maxHeaderFieldCount: 64))
    }
}

/// Closes a connection on which nothing moves any more.
private final class StalledConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any
    typealias InboundOut = Any

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
