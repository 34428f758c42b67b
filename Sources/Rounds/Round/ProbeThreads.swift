import Fleet
import NIOCore
import NIOPosix
import Synchronization

/// Where probes compute: on threads of their own, so that what a cluster sends keeps no thread busy that rounds,
/// timers, the control socket or the watchdog need. And which probes were given up and have not come to their end yet.
package final class ProbeThreads: Sendable {
    private let straying = Mutex<Set<ClusterID>>([])

    package init() {}

    /// Shared by all rounds of a process.
    static let executor = ProbeExecutor()

    /// Whether a probe of it still computes, long after its deadline: then it is not asked anew, so that it costs one
    /// thread and no more.
    func strays(_ cluster: ClusterID) -> Bool { straying.withLock { $0.contains(cluster) } }

    func begins(_ cluster: ClusterID) { _ = straying.withLock { $0.insert(cluster) } }

    func ends(_ cluster: ClusterID) { _ = straying.withLock { $0.remove(cluster) } }
}

/// Some threads, and no way to have more: every input of a probe is bounded, and so is the time that each of its steps
/// takes.
final class ProbeExecutor: TaskExecutor {
    private let pool: NIOThreadPool

    /// A thread that waits costs nothing; one more than there may be clusters that keep theirs busy leaves the others
    /// their turn.
    private static let threads = max(4, 2 * System.coreCount)

    init() {
        pool = NIOThreadPool(numberOfThreads: Self.threads)
        pool.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        pool.submit { _ in job.runSynchronously(on: executor) }
    }
}
