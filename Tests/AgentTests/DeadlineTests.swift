import Fleet
import Linux
import Synchronization
import Testing

@testable import Rounds

@Suite("A deadline holds whatever the work does", .timeLimit(.minutes(5)))
struct DeadlineTests {
    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .acquiring) }
        func set() { value.store(true, ordering: .releasing) }
    }

    @Test("work that never comes to a wait is left to itself, and says when it is over")
    func busy() async {
        let mayEnd = Flag()
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let value = await withDeadline(seconds: 0.01, grace: 0.01, on: ProbeThreads.executor, ended: { end.yield() }) {
            () -> Int in
            while !mayEnd.isSet {}
            return 1
        }
        // It still computes: nobody could have set the flag yet.
        #expect(value == nil && !mayEnd.isSet)
        mayEnd.set()
        for await _ in ends { break }
    }

    @Test("work that waits is cancelled, and its value comes too late")
    func waiting() async {
        let wasCancelled = Flag()
        let value = await withDeadline(seconds: 0.01, grace: 60) { () -> Int in
            try? await Task.sleep(for: .seconds(3_600))
            if Task.isCancelled { wasCancelled.set() }
            return 1
        }
        #expect(value == nil && wasCancelled.isSet)
    }

    @Test("work that is done in time gives its value, and a cancelled caller waits for nothing")
    func done() async {
        #expect(await withDeadline(seconds: 3_600) { 42 } == 42)
        let caller = Task { await withDeadline(seconds: 3_600) { try? await Task.sleep(for: .seconds(3_600)) } }
        caller.cancel()
        _ = await caller.value
    }

    @Test("a probe that strays is known until it ends")
    func straying() {
        let threads = ProbeThreads()
        threads.begins(ClusterID("a"))
        #expect(threads.strays(ClusterID("a")) && !threads.strays(ClusterID("b")))
        threads.ends(ClusterID("a"))
        #expect(!threads.strays(ClusterID("a")))
    }
}
