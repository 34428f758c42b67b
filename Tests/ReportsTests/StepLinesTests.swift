import Fleet
import Foundation
import Reports
import Testing

@Suite("Steps of a repair, as they are taken")
struct StepLinesTests {
    private let pipe = StepLines(style: .bare, width: nil)
    private let old = RolloutState.Pod(
        name: "ks-apiserver-old", status: "Running", ready: true, restarts: 0, isNew: false)

    private func rollout(_ status: String, ready: Bool = false, restarts: Int = 0) -> RolloutState {
        RolloutState(
            workload: "ks-apiserver", wanted: 1,
            pods: [.init(name: "ks-apiserver-new", status: status, ready: ready, restarts: restarts, isNew: true), old])
    }

    @Test("a terminal shows each pod of the rollout below the step, none wider than its columns")
    func drawn() {
        let wide = StepLines(style: .bare, width: 100).begun(
            "rollout", seconds: 42, rollout: rollout("CrashLoopBackOff", restarts: 2))
        #expect(
            wide == [
                "… rollout      0 of 1 ready, 42s", "    ks-apiserver-new  CrashLoopBackOff, 2 restarts, not ready",
                "    ks-apiserver-old  Running, ready, to be replaced",
            ])
        let narrow = StepLines(style: .bare, width: 30).begun(
            "rollout", seconds: 42, rollout: rollout("CrashLoopBackOff", restarts: 2))
        #expect(narrow.allSatisfy { displayWidth($0) < 30 } && narrow.count == 3, "\(narrow)")
    }

    @Test("a pipe gets a line for what has changed, and nothing of what has not")
    func changes() {
        let first = rollout("ContainerCreating")
        #expect(
            pipe.change("rollout", seconds: 3, first, since: nil)
                == """
                … rollout      0 of 1 ready, 3s; ks-apiserver-new ContainerCreating, not ready; ks-apiserver-old \
                Running, ready
                """
        )
        var second = rollout("Running", ready: true)
        second.pods.removeLast()
        #expect(
            pipe.change("rollout", seconds: 5, second, since: first)
                == "… rollout      1 of 1 ready, 5s; ks-apiserver-new Running, ready; ks-apiserver-old gone")
    }

    @Test(
        """
        an end is marked, and says how long the step took where that is worth a word; without Unicode it is marked \
        with ASCII
        """
    )
    func ended() {
        #expect(
            pipe.ended("patch", phase: "done", detail: "resourceVersion is now 7", seconds: 0.2) == [
                "✓ patch        resourceVersion is now 7"
            ])
        #expect(pipe.ended("soak", phase: "done", detail: "", seconds: 5) == ["✓ soak         (5s)"])
        let plain = StepLines(style: Style(colour: false, unicode: false), width: 40)
        #expect(
            plain.ended("prove", phase: "failed", detail: "refused: token not found in cache, again", seconds: 61) == [
                "x prove        refused: token not found", "               in cache, again (1m)",
            ])
        #expect(plain.begun("soak", seconds: 0) == ["..soak"])
    }
}

@Suite("A plan, for a person")
struct PlanLinesTests {
    private static let digest = Fingerprint(ofText: "x", key: FingerprintKey(bytes: Array(repeating: 7, count: 32)))

    private let plan = RepairPlan(
        cluster: ClusterID("m1"), uid: "u", cause: .tokenNotInCache, workload: "ks-apiserver",
        container: "ks-apiserver",
        edits: [.init(path: "authentication.oauthOptions.accessTokenMaxAge", from: "2h", to: "0")],
        configResourceVersion: "1", digestBefore: Self.digest, digestAfter: Self.digest,
        diff: "--- a\n+++ b\n@@ -1 +1 @@\n-x: 2h\n+x: 0\n", refusedBefore: .tokenNotInCache,
        costs: ["ks-apiserver has one replica and maxSurge 0: its API is away for some seconds while it restarts"],
        warnings: [])

    private let gates = [
        GateVerdict(.notTheHost, .passed, "it is not the host"),
        GateVerdict(.noRollout, .refused, "a rollout is under way"),
        GateVerdict(.redisAnswers, .passed, "it answers"),
    ]

    @Test("is told in few lines, each within the terminal's width and broken at words; the gates that pass are counted")
    func short() {
        let lines = PlanLines(isWhole: false, width: 60)
        #expect(
            lines.plan(plan, title: "plan/1 (abc) for m1: token-not-in-cache, proposed") + lines.gates(gates) == [
                "plan/1 (abc) for m1: token-not-in-cache, proposed",
                "  edit     authentication.oauthOptions.accessTokenMaxAge: 2h", "           -> 0",
                "  restart  deployment ks-apiserver",
                "  cost     ks-apiserver has one replica and maxSurge 0: its",
                "           API is away for some seconds while it restarts",
                "  steps    dry-run, patch, read-back, restart, rollout,", "           prove, soak",
                "Gates", "  REFUSE  no-rollout-under-way  a rollout is under way", "  2 others pass",
            ])
        #expect(lines.gates(Array(gates.prefix(1))) == ["  gates    all 1 pass"])
    }

    @Test("says below a warning what would make the repair last, with the command on a line of its own")
    func warning() throws {
        let step = NextStep(
            "change the owner", command: "kubectl --context m1 -n kubesphere-system edit cc ks-installer")
        let warned = RepairPlan(
            cluster: ClusterID("m1"), uid: "u", cause: .tokenNotInCache, workload: "w", container: "c", edits: [],
            configResourceVersion: "1", digestBefore: Self.digest, digestAfter: Self.digest, refusedBefore: nil,
            costs: [], warnings: [PlanWarning("ks-installer will revert this repair at its next run", nextStep: step)])
        #expect(
            PlanLines(isWhole: false, width: 50).plan(warned, title: "plan/1").dropFirst(2).prefix(4) == [
                "  warning  ks-installer will revert this repair at", "           its next run",
                "  durable: change the owner:",
                "           kubectl --context m1 -n kubesphere-system edit cc ks-installer",
            ])
        let stored = try JSONEncoder().encode(warned.warnings)
        #expect(try JSONDecoder().decode([PlanWarning].self, from: stored) == warned.warnings)
        let old = Data(#"["it will be reverted: kubectl edit"]"#.utf8)
        #expect(try JSONDecoder().decode([PlanWarning].self, from: old) == ["it will be reverted: kubectl edit"])
    }

    @Test("is told whole where somebody asks: the diff, what each step does, every gate")
    func whole() {
        let lines = PlanLines(isWhole: true, width: nil)
        let text = (lines.plan(plan, title: "plan/1") + lines.gates(gates)).joined(separator: "\n")
        for part in [
            "  +x: 0", "  1. dry-run   server-side dry run", "  pass    not-the-host          it is not the host",
        ] {
            #expect(text.contains(part), "\(part): \(text)")
        }
        #expect(!text.contains("others pass"))
    }
}
