import Fleet
import NIOCore
import NIOHTTP1
import Synchronization

/// How a folded body ended, before a fault is made of it.
enum FoldedStream<State: Sendable>: Sendable {
    case folded(State, bytes: Int, StreamStop?)
    /// An answer without success, whose body is a short explanation.
    case refused(Answer)
}

enum StreamStop: Error {
    case limitReached
    case error(any Error)
}

/// Folds a body chunk by chunk. What was folded outlives a broken stream: the receiver keeps it, and not the request.
final class StreamFolder<State: Sendable>: AnswerReceiver {
    typealias Response = FoldedStream<State>

    private struct Progress {
        var state: State
        var bytes = 0
        var head: HTTPResponseHead?
        var refusal = ByteBuffer()
    }

    /// A Status object has some hundred bytes.
    private static var refusalLimit: Int { 64 << 10 }

    private let limit: Int
    private let credentials: CredentialsInUse
    private let fold: @Sendable (inout State, RawSpan) -> Void
    private let progress: Mutex<Progress>

    init(
        limit: Int, state: State, credentials: CredentialsInUse,
        fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) {
        self.limit = limit
        self.credentials = credentials
        self.fold = fold
        progress = Mutex(Progress(state: state))
    }

    static func status(of response: Response) -> Int? {
        if case .refused(let answer) = response { answer.status } else { nil }
    }

    func receive(head: HTTPResponseHead) throws {
        progress.withLock { $0.head = head }
    }

    func receive(part: ByteBuffer) throws {
        let goesOn = progress.withLock { progress in
            if progress.head?.status.isSuccess == true { return take(part, into: &progress) }
            progress.refusal.writeImmutableBuffer(part)
            return progress.refusal.readableBytes <= Self.refusalLimit
        }
        guard goesOn else { throw StreamStop.limitReached }
    }

    private func take(_ part: ByteBuffer, into progress: inout Progress) -> Bool {
        let taken = min(part.readableBytes, limit - progress.bytes)
        if taken > 0, let slice = part.getSlice(at: part.readerIndex, length: taken) {
            fold(&progress.state, slice.readableBytesSpan)
            progress.bytes += taken
        }
        return taken == part.readableBytes
    }

    func response() throws -> Response { try result(error: nil) }

    func response(after error: any Error) throws -> Response { try result(error: error) }

    private func result(error: (any Error)?) throws -> Response {
        try progress.withLock { progress in
            guard let head = progress.head else { throw error ?? TransportError.closed }
            guard head.status.isSuccess else {
                return .refused(
                    Answer(
                        status: Int(head.status.code), headers: head.headers, body: progress.refusal,
                        credentials: credentials))
            }
            let stop: StreamStop? = error.map { ($0 as? StreamStop) ?? .error($0) }
            return .folded(progress.state, bytes: progress.bytes, stop)
        }
    }
}

extension HTTPResponseStatus {
    fileprivate var isSuccess: Bool { (200..<300).contains(code) }
}
