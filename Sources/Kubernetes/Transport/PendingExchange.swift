import NIOCore
import NIOHTTP1
import Synchronization

/// Takes one answer, part by part, on an I/O thread. What it throws ends the exchange.
protocol AnswerReceiver: Sendable {
    associatedtype Response: Sendable

    func receive(head: HTTPResponseHead) throws
    func receive(part: ByteBuffer) throws

    /// What came, once the answer has ended.
    func response() throws -> Response

    /// What is left of an answer when its exchange fails.
    ///
    /// - Throws: the error itself where nothing had come; `BrokenAnswer` where what had come is of no use.
    func response(after error: any Error) throws -> Response

    /// The HTTP status of an answer without success, where it is known.
    static func status(of response: Response) -> Int?
}

/// One request on its way, from the call to the last byte of its answer.
final class PendingExchange: Sendable {
    let head: HTTPRequestHead
    let body: [UInt8]?
    let deadline: NIODeadline
    let receiver: any AnswerReceiver
    /// Whose certificate the connection must have shown, where that is not the kubeconfig's.
    let identity: ExecCredential?
    private let state = Mutex(State.new)

    private enum State {
        case new
        case awaited(CheckedContinuation<Void, any Error>)
        case finished(Result<Void, any Error>)
    }

    init(
        _ head: HTTPRequestHead, body: [UInt8]?, deadline: NIODeadline, receiver: any AnswerReceiver,
        identity: ExecCredential?
    ) {
        self.head = head
        self.body = body
        self.deadline = deadline
        self.receiver = receiver
        self.identity = identity
    }

    var isFinished: Bool { state.withLock { if case .finished = $0 { true } else { false } } }

    /// Resumes `continuation` when the exchange ends: at once where it has ended.
    func await(_ continuation: CheckedContinuation<Void, any Error>) {
        let known: Result<Void, any Error>? = state.withLock { state in
            if case .finished(let result) = state { return result }
            state = .awaited(continuation)
            return nil
        }
        if let known { continuation.resume(with: known) }
    }

    /// Ends it, once: what is said later is not heard.
    func finish(_ result: Result<Void, any Error>) {
        let waiting: CheckedContinuation<Void, any Error>? = state.withLock { state in
            switch state {
            case .finished: return nil
            case .new:
                state = .finished(result)
                return nil
            case .awaited(let continuation):
                state = .finished(result)
                return continuation
            }
        }
        waiting?.resume(with: result)
    }
}
