import NIOPosix

/// Runs a short piece of blocking work, a look at files, on a thread that may block: those of the cooperative pool may
/// not.
package func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    // It only throws where the singleton was shut down, which nobody can.
    (try? await NIOThreadPool.singleton.runIfActive(work)) ?? work()
}
