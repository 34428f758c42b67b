import Fleet
import NIOCore
import NIOHTTP1
import Synchronization

/// An answer that had begun, and never ended well.
struct BrokenAnswer: Error { let reason: any Error }

/// The body is longer than the client takes.
struct AnswerTooLarge: Error { let limit: Int }

/// Collects one whole answer, up to a bound.
final class AnswerCollector: AnswerReceiver {
    private struct State {
        var head: HTTPResponseHead?
        var body = ByteBuffer()
    }

    private let limit: Int
    private let credentials: CredentialsInUse
    private let state = Mutex(State())

    /// - Parameter credentials: those that the answer keeps out of messages.
    init(limit: Int, credentials: CredentialsInUse) {
        self.limit = limit
        self.credentials = credentials
    }

    func response(after error: any Error) throws -> Answer {
        throw state.withLock { $0.head } == nil ? error : BrokenAnswer(reason: error)
    }

    static func status(of response: Answer) -> Int? { response.status }

    func receive(head: HTTPResponseHead) throws {
        let announced = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        state.withLock { $0.head = head }
        guard announced <= limit else { throw AnswerTooLarge(limit: limit) }
    }

    func receive(part: ByteBuffer) throws {
        let fits = state.withLock { state in
            guard part.readableBytes <= limit - state.body.readableBytes else { return false }
            // Copied: a part is a piece of a buffer of 32 KiB, which its connection could not use again while somebody
            // holds it.
            state.body.writeImmutableBuffer(part)
            return true
        }
        guard fits else { throw AnswerTooLarge(limit: limit) }
    }

    func response() throws -> Answer {
        try state.withLock { state in
            guard let head = state.head else { throw TransportError.closed }
            return Answer(
                status: Int(head.status.code), headers: head.headers, body: state.body, credentials: credentials)
        }
    }
}
