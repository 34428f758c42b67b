import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A connection between its arrival and whoever serves it. Where a server ends in between, nobody ever does, and NIO
/// would end the whole process for that ("Deinited NIOAsyncWriter without calling finish()", swift-nio issue 2637):
/// here it is closed instead.
final class AcceptedConnection: ServerChildChannelValue {
    let channel: any Channel
    private let unserved: Mutex<HTTP1Channel.Value?>

    init(_ connection: HTTP1Channel.Value) {
        channel = connection.channel
        unserved = Mutex(connection)
    }

    /// The connection, for the one that serves it; nil for any other.
    func take() -> HTTP1Channel.Value? { unserved.withLock { $0.take() } }

    deinit {
        guard let unserved = take() else { return }
        Task { try? await unserved.executeThenClose { _, _ in } }
    }
}

/// HTTP/1.1 over connections that may arrive at any moment, that of the server's end among them.
struct AcceptedConnections: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<AcceptedConnection> {
        http.setup(channel: channel, logger: logger).map(AcceptedConnection.init)
    }

    func handle(value: AcceptedConnection, logger: Logger) async {
        guard let connection = value.take() else { return }
        await http.handle(value: connection, logger: logger)
    }
}
