import Fleet
import Testing

@Suite("How a rollout stands")
struct RolloutStateTests {
    private func pod(
        _ name: String, _ status: String, ready: Bool = false, restarts: Int = 0, isNew: Bool = true,
        ended: RolloutState.End? = nil
    ) -> RolloutState.Pod {
        .init(name: name, status: status, ready: ready, restarts: restarts, isNew: isNew, lastEnd: ended)
    }

    private func state(_ pods: RolloutState.Pod...) -> RolloutState {
        RolloutState(workload: "ks-apiserver", wanted: 2, pods: pods)
    }

    @Test("ready are new pods alone, and none that is on its way out")
    func ready() {
        let rollout = state(
            pod("new", "Running", ready: true), pod("old", "Running", ready: true, isNew: false),
            pod("going", "Terminating", ready: true), pod("coming", "ContainerCreating"))
        #expect(rollout.ready == 1)
    }

    @Test(
        """
        the pod to blame is one that crashes, before one that has ended, before one that waits; an old one is never to \
        blame
        """
    )
    func culprit() {
        let crashing = pod("a", "CrashLoopBackOff", restarts: 2, ended: .init(reason: "Error", exitCode: 1))
        let ended = pod("b", "Running", restarts: 1, ended: .init(reason: "OOMKilled", exitCode: 137))
        let waiting = pod("c", "ContainerCreating")
        let old = pod("d", "CrashLoopBackOff", restarts: 9, isNew: false)
        #expect(state(waiting, ended, crashing, old).culprit == crashing)
        #expect(state(waiting, ended, old).culprit == ended)
        #expect(state(waiting, old).culprit == waiting)
        #expect(state(old, pod("e", "Running", ready: true)).culprit == nil)
    }

    @Test("one restart is no crash loop, and a pod that goes does not count")
    func crashing() {
        #expect(!state(pod("a", "CrashLoopBackOff", restarts: 1)).isCrashing)
        #expect(state(pod("a", "CrashLoopBackOff", restarts: 2)).isCrashing)
        #expect(!state(pod("a", "Terminating", restarts: 5)).isCrashing)
    }

    @Test("why a pod is not ready is said with its restarts, its end and its log's words")
    func explanation() {
        var found = pod("a", "CrashLoopBackOff", restarts: 2, ended: .init(reason: "Error", exitCode: 1))
        found.logSays = "JWT secret MUST not be empty"
        #expect(
            found.explanation
                == """
                CrashLoopBackOff, 2 restarts, last ended Error with exit code 1; its log says: JWT secret MUST not \
                be empty
                """
        )
        var unscheduled = pod("b", "Unschedulable")
        unscheduled.message = "0/3 nodes are available"
        #expect(unscheduled.explanation == "Unschedulable (0/3 nodes are available)")
    }
}
