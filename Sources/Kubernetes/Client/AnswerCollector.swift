import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1
import Synchronization

/// A delegate that decides what is left of an answer when its exchange fails.
protocol ReceivingDelegate: HTTPClientResponseDelegate {
    /// - Throws: the error itself where nothing had come; `BrokenAnswer` where what had come is of no use.
    func response(after error: any Error) throws -> Response

    /// The HTTP status of an answer without success, where it is known.
    static func status(of response: Response) -> Int?
}

/// An answer that had begun, and never ended well.
struct BrokenAnswer: Error { let reason: any Error }

/// The body is longer than the client takes.
struct AnswerTooLarge: Error { let limit: Int }

/// Collects one whole answer, up to a bound.
final class AnswerCollector: ReceivingDelegate {
    private struct State {
        var head: HTTPResponseHead?
        var body = ByteBuffer()
    }

    private let limit: Int
    private let sent: [SecretValue]
    private let state = Mutex(State())

    /// - Parameter sent: the request's secrets, which the answer keeps out of messages.
    init(limit: Int, sent: [SecretValue]) {
        self.limit = limit
        self.sent = sent
    }

    func response(after error: any Error) throws -> Answer {
        throw state.withLock { $0.head } == nil ? error : BrokenAnswer(reason: error)
    }

    static func status(of response: Answer) -> Int? { response.status }

    func didReceiveHead(task: HTTPClient.Task<Answer>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let announced = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        state.withLock { $0.head = head }
        return announced > limit ? task.eventLoop.makeFailedFuture(AnswerTooLarge(limit: limit)) : task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Answer>, _ part: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.body.readableBytes + part.readableBytes <= limit else { return false }
            if state.body.readableBytes == 0 {
                state.body = part
            } else {
                state.body.writeImmutableBuffer(part)
            }
            return true
        }
        return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(AnswerTooLarge(limit: limit))
    }

    func didFinishRequest(task: HTTPClient.Task<Answer>) throws -> Answer {
        try state.withLock { state in
            guard let head = state.head else { throw HTTPClientError.remoteConnectionClosed }
            return Answer(status: Int(head.status.code), headers: head.headers, body: state.body, sent: sent)
        }
    }
}
