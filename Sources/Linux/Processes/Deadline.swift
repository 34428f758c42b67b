import Synchronization

/// Runs `work` for at most so long; nil where it was not done by then. The work is cancelled, and what then still
/// computes, without ever coming to a wait, is left to itself: nobody waits for it. A cancelled caller waits no longer
/// than that either.
///
/// - Parameters:
///   - grace: seconds for which a cancelled work is still waited for: nearly all of it ends at its next wait.
///   - executor: the threads on which the work runs; nil for those of everything else.
///   - ended: called when the work has really ended, whenever that is.
package func withDeadline<Value: Sendable>(
    seconds: Double, grace: Double = 1, on executor: (any TaskExecutor)? = nil,
    ended: @escaping @Sendable () -> Void = {},
    _ work: @escaping @Sendable () async -> Value
) async -> Value? {
    let race = DeadlineRace<Value>()
    let task = Task(executorPreference: executor) {
        let value = await work()
        ended()
        race.settle(value, isLate: false)
    }
    let timer = Task {
        guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
        race.expire()
        task.cancel()
        guard (try? await Task.sleep(for: .seconds(grace))) != nil else { return }
        race.settle(nil, isLate: true)
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
        await withCheckedContinuation { race.wait($0) }
    } onCancel: {
        task.cancel()
        Task {
            try? await Task.sleep(for: .seconds(grace))
            race.settle(nil, isLate: true)
        }
    }
}

/// Which of a work and its deadline came first.
private final class DeadlineRace<Value: Sendable>: Sendable {
    private struct State {
        var waiter: CheckedContinuation<Value?, Never>?
        /// Set once it is decided; what it holds is nil where the deadline was first.
        var outcome: Value??
        var isExpired = false
    }

    private let state = Mutex(State())

    func wait(_ continuation: CheckedContinuation<Value?, Never>) {
        let known = state.withLock { state -> Value?? in
            if state.outcome == nil { state.waiter = continuation }
            return state.outcome
        }
        if let known { continuation.resume(returning: known) }
    }

    /// From now on a value comes too late.
    func expire() { state.withLock { $0.isExpired = true } }

    func settle(_ value: Value?, isLate: Bool) {
        let (waiter, outcome) = state.withLock { state -> (CheckedContinuation<Value?, Never>?, Value?) in
            guard state.outcome == nil else { return (nil, nil) }
            let outcome = isLate || state.isExpired ? nil : value
            state.outcome = .some(outcome)
            defer { state.waiter = nil }
            return (state.waiter, outcome)
        }
        waiter?.resume(returning: outcome)
    }
}
