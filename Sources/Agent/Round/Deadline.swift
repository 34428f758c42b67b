/// Runs `work` for at most so long; nil where it was not done by then. The work is cancelled, and ends at its next wait.
func withDeadline<Value: Sendable>(seconds: Double, _ work: @escaping @Sendable () async -> Value) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await work() }
        group.addTask {
            try? await Task.sleep(for: .seconds(seconds))
            return nil
        }
        let first = await group.next() ?? nil
        group.cancelAll()
        return first
    }
}
