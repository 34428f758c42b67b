import Fleet
import Foundation
import Testing

@Suite("Where a killed run is taken up")
struct ResumptionTests {
    private func plan(edits: Bool = true) -> RepairPlan {
        RepairPlan(
            cluster: ClusterID("m"), uid: "u", cause: .tokenNotInCache, workload: "ks-apiserver",
            container: "ks-apiserver",
            edits: edits ? [.init(path: "a.b", from: "2h", to: "0")] : [], configResourceVersion: "1",
            digestBefore: Fingerprint(hex: "old"),
            digestAfter: Fingerprint(hex: "new"), refusedBefore: .tokenNotInCache, costs: [], warnings: [])
    }

    private func state(_ change: (inout RepairRunState) -> Void) -> RepairRunState {
        var state = RepairRunState()
        change(&state)
        return state
    }

    /// The kind of a resumption, and the step.
    private func kind(_ resumption: Resumption) -> String {
        switch resumption {
        case .stopped: "stopped"
        case .fence: "fence"
        case .goOn(let step): "on \(step.rawValue)"
        case .goBack(let step, _): "back \(step.rawValue)"
        case .contested: "contested"
        }
    }

    @Test(
        "by what it was about to do and what the document is",
        arguments: [
            ("nothing", RepairTrace.Document.old, "stopped"), ("nothing", .other, "stopped"), ("patch", .old, "fence"),
            ("patch", .new, "on read-back"),
            ("patch", .other, "contested"), ("refused", .other, "stopped"), ("patched", .old, "contested"),
            ("patched", .new, "on read-back"),
            ("restart", .new, "on read-back"), ("restart", .old, "contested"), ("restart", .other, "contested"),
            ("back", .new, "back roll-back"),
            ("back", .old, "back prove-back"), ("back", .other, "contested"),
            ("back restarted", .new, "back roll-back"),
            ("back restarted", .old, "back restart-back"),
        ])
    func table(stage: String, document: RepairTrace.Document, expected: String) {
        let state = state { state in
            state.patchIntended = stage != "nothing"
            state.patchRefused = stage == "refused"
            state.patchDone = !["nothing", "patch", "refused"].contains(stage)
            if stage == "restart" || stage == "back restarted" { state.restartedAt = "2026-01-01T00:00:00Z" }
            if stage.hasPrefix("back") { state.goingBack = "not proved" }
        }
        #expect(kind(plan().resumption(state, RepairTrace(document: document))) == expected)
    }

    @Test("a restart alone is gone on with once it was intended, whatever the document is")
    func restartOnly() {
        let intended = state { $0.restartedAt = "2026-01-01T00:00:00Z" }
        for document in [RepairTrace.Document.old, .new, .other] {
            #expect(kind(plan(edits: false).resumption(RepairRunState(), RepairTrace(document: document))) == "stopped")
            #expect(kind(plan(edits: false).resumption(intended, RepairTrace(document: document))) == "on restart")
        }
    }

    @Test("never forward again once it has turned back, and never a write where it is not certain whose document it is")
    func invariants() {
        for bits in 0..<64 {
            let state = state { state in
                state.patchIntended = bits & 1 > 0
                state.patchDone = bits & 2 > 0
                state.patchRefused = bits & 4 > 0
                state.restartedAt = bits & 8 > 0 ? "t" : nil
                state.goingBack = bits & 16 > 0 ? "why" : nil
                state.restartedBackAt = bits & 32 > 0 ? "t" : nil
            }
            for document in [RepairTrace.Document.old, .new, .other] {
                switch plan().resumption(state, RepairTrace(document: document)) {
                case .goOn(let step): #expect(state.goingBack == nil && document == .new && step == .readBack)
                case .goBack: #expect(state.goingBack != nil && document != .other)
                case .fence: #expect(document == .old && state.patchIntended && !state.patchDone && !state.patchRefused)
                case .stopped, .contested: break
                }
            }
        }
    }
}

@Suite("A run that a freeze meets")
struct FrozenRunTests {
    @Test("what becomes of it is told by its step: stopped before the next write, only proved, or on its way back")
    func byStep() {
        let expected: [(String, [RepairStep])] = [
            ("stops before its next write", [.gates, .dryRun, .patch, .readBack]),
            ("has written everything", [.restart, .rollout, .prove, .soak]),
            ("puts back what it wrote already", [.rollBack, .restartBack, .rolloutBack, .proveBack]),
        ]
        for (words, steps) in expected {
            for step in steps { #expect(step.underFreeze.contains(words), "\(step)") }
        }
    }

    @Test("two freezes overlap where a watched cluster is in both")
    func overlap() {
        func freeze(_ names: String...) -> Freeze {
            Freeze(clusters: ClusterSelector(names: names), from: .distantPast, reason: "r", by: "b")
        }
        let watched: [ClusterID: [String: String]] = ["prod-1": [:], "edge-1": [:]]
        #expect(freeze("prod-*").overlaps(freeze("*-1"), watched: watched))
        #expect(!freeze("prod-*").overlaps(freeze("edge-*"), watched: watched))
        #expect(!freeze("prod-2").overlaps(freeze("prod-*"), watched: watched))
        // Before the first round nobody knows what is watched.
        #expect(freeze("prod-*").overlaps(freeze("edge-*"), watched: [:]))
    }
}
