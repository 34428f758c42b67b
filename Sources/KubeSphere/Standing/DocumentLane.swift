import Dispatch
import Synchronization

/// Where long documents are read: one after another on a thread of their own, the shortest first, so that what one
/// cluster's document costs keeps no thread busy that the probes of the others need.
final class DocumentLane: Sendable {
    static let shared = DocumentLane()

    /// So often others may go first.
    private static let mostPasses = 8

    private struct Waiting {
        let length: Int
        var passes = 0
        /// nil once nobody wants it any more.
        weak var work: (any LaneWork)?

        var rank: Int { passes < DocumentLane.mostPasses ? length : 0 }
    }

    private let waiting = Mutex<[Waiting]>([])
    private let queue = DispatchQueue(label: "ksfleet.documents")

    /// Begins to read, or waits for its turn; ends unread where nobody keeps what it returns.
    func read<Value: Sendable>(length: Int, _ work: @escaping @Sendable () -> Value) -> LongReading<Value> {
        let reading = LongReading(work)
        waiting.withLock { $0.append(Waiting(length: length, work: reading)) }
        queue.async { self.next()?.run() }
        return reading
    }

    private func next() -> (any LaneWork)? {
        waiting.withLock { waiting in
            waiting.removeAll { $0.work == nil }
            guard let next = waiting.indices.min(by: { waiting[$0].rank < waiting[$1].rank }) else { return nil }
            let work = waiting.remove(at: next).work
            for index in waiting.indices { waiting[index].passes += 1 }
            return work
        }
    }
}

protocol LaneWork: AnyObject, Sendable {
    func run()
}

/// What a lane makes of a document, now or later. One probe at a time waits for it.
final class LongReading<Value: Sendable>: LaneWork {
    private struct State {
        var value: Value?
        var waiter: CheckedContinuation<Value?, Never>?
        var isLeft = false
    }

    private let state = Mutex(State())
    private let work: @Sendable () -> Value

    init(_ work: @escaping @Sendable () -> Value) { self.work = work }

    func run() {
        let value = work()
        let waiter = state.withLock { state in
            state.value = value
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: value)
    }

    /// - Returns: nil where it is not done by then, or the caller is cancelled.
    func value(within seconds: Double) async -> Value? {
        state.withLock { $0.isLeft = false }
        let timer = Task {
            guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
            leave()
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { wait($0) }
        } onCancel: {
            leave()
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value?, Never>) {
        let (isOver, value) = state.withLock { state in
            let isOver = state.isLeft || state.value != nil
            if !isOver { state.waiter = continuation }
            return (isOver, state.value)
        }
        if isOver { continuation.resume(returning: value) }
    }

    private func leave() {
        let waiter = state.withLock { state in
            state.isLeft = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }
}
