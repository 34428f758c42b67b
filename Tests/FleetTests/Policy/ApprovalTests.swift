import Fleet
import FoundationEssentials
import Testing

@Suite("Modes, approval, and what may still be written")
struct ApprovalTests {
    private var scene: PolicyScene {
        var scene = PolicyScene()
        scene.policy.rules[0].mode = .approve
        scene.situation.plan = PlanStanding(hash: "aa11", preconditions: [GateVerdict(.identityKnown, true, "uid 1")])
        return scene
    }

    private func approval(of hash: String, shownSecondsAgo: Double) -> Approval {
        Approval(
            planHash: hash, proposedAt: PolicyScene.now - shownSecondsAgo, by: "uid 1000 (ada)")
    }

    @Test(
        "each mode includes what the ones before it allow",
        arguments: [
            (PolicyMode.observe, Decision.Action.nothing), (.suggest, .suggest), (.approve, .waitForApproval),
            (.auto, .act),
        ])
    func modes(mode: PolicyMode, action: Decision.Action) {
        var scene = PolicyScene()
        scene.policy.rules[0].mode = mode
        #expect(scene.decision.action == action)
    }

    @Test("exactly the plan that was shown is approved, and only for its time")
    func approvals() {
        var scene = scene
        #expect(scene.decision.action == .waitForApproval)
        scene.situation.plan?.approval = approval(of: "aa11", shownSecondsAgo: 60)
        #expect(scene.decision.action == .act)
        scene.situation.plan?.approval = approval(of: "bb22", shownSecondsAgo: 60)
        #expect(scene.decision.action == .waitForApproval)
        #expect(scene.decision.refusals.map(\.compared.plain) == ["ada approved plan bb22, and the plan is now aa11"])
        scene.situation.plan?.approval = approval(of: "aa11", shownSecondsAgo: 86_400)
        #expect(
            scene.decision.refusals.map(\.compared.plain) == [
                "plan aa11 was approved by ada; it was shown 24h ago (less than 24h)"
            ])
        // A clock that has gone back does not make an approval last longer.
        scene.situation.plan?.approval = approval(of: "aa11", shownSecondsAgo: -60)
        #expect(scene.decision.action == .waitForApproval)
    }

    @Test(
        "a waiver is a person's: a policy acts with one only where a person approved exactly that plan",
        arguments: [PolicyMode.approve, .auto])
    func waivers(mode: PolicyMode) {
        var scene = scene
        scene.policy.rules[0].mode = mode
        let hidden = GateVerdict.cannotBeEvaluated(.redisAnswers, "outside")
        let waivers = GateWaivers([Waiver(.redisAnswers, by: "uid 1000 (ada)", reason: "seen up")])
        scene.situation.plan?.preconditions = [waivers.applied(to: hidden)]
        #expect(scene.decision.action == (mode == .approve ? .waitForApproval : .nothing))
        #expect(scene.decision.refusals.map(\.name).contains("waived-by-a-person"))
        scene.situation.plan?.approval = approval(of: "aa11", shownSecondsAgo: 60)
        #expect(scene.decision.action == (mode == .approve ? .act : .nothing))
        scene.situation.plan?.preconditions = [hidden]
        #expect(scene.decision.action == .nothing && scene.decision.refusals.map(\.name) == ["preconditions"])
    }

    @Test("a plan may be shown in a freeze, and what was approved waits for its end")
    func approvedInAFreeze() {
        var scene = scene
        scene.policy.freezes = [
            Freeze(from: PolicyScene.now - 1, until: PolicyScene.now + 60, reason: "audit", by: "policy.yaml")
        ]
        #expect(scene.decision.action == .waitForApproval)
        scene.situation.plan?.approval = approval(of: "aa11", shownSecondsAgo: 60)
        #expect(scene.decision.action == .nothing && scene.decision.refusals.map(\.name) == ["freeze"])
    }

    @Test("nothing is proposed for what only a person can end, or for what is not known well enough")
    func notProposed() {
        for change: @Sendable (inout PolicyScene) -> Void in [
            { $0.situation.evidence?.probesInARow = 1 }, { $0.situation.role = nil },
            { $0.situation.fleet?.isBlind = true },
            { $0.situation.ledger?.attempts = [PolicyScene.attempt(.contested, secondsAgo: 9000, incident: 7)] },
        ] {
            for mode in [PolicyMode.suggest, .approve] {
                var scene = scene
                scene.policy.rules[0].mode = mode
                change(&scene)
                #expect(scene.decision.action == .nothing)
            }
        }
    }

    @Test("preconditions that failed, or were not looked at, refuse")
    func preconditions() {
        var scene = PolicyScene()
        scene.situation.plan = PlanStanding(hash: "aa11", preconditions: nil)
        #expect(scene.decision.action == .nothing)
        scene.situation.plan?.preconditions = []
        #expect(scene.decision.action == .nothing)
        scene.situation.plan?.preconditions = [GateVerdict(.redisAnswers, false, "no answer")]
        #expect(scene.decision.refusals.map(\.compared.plain) == ["redis-answers: no answer"])
    }

    @Test("a decision without gates is none to act")
    func noGates() { #expect(Decision(mode: .auto, cause: .tokenNotInCache, rules: [1], gates: []).action == .nothing) }

    @Test("before each write freeze, window, breaker and mode are asked again; by hand only a freeze holds it up")
    func mayWrite() {
        let now = PolicyScene.now
        func gate(_ policy: Policy, _ ledger: RepairLedger?, byHand: Bool = false) -> GateVerdict {
            policy.mayWrite(
                "edge-1", labels: [:], cause: .tokenNotInCache, at: now, ledger: ledger, zones: ZoneTable(),
                byHand: byHand)
        }
        let policy = PolicyScene().policy
        #expect(gate(policy, RepairLedger()).passed)
        let freeze = RepairLedger(freezes: [Freeze(id: 1, from: now, reason: "audit", by: "ada")])
        #expect(
            gate(policy, freeze).name == "freeze" && !gate(policy, freeze).passed
                && !gate(policy, freeze, byHand: true).passed)
        #expect(!gate(policy, nil).passed && !gate(policy, nil, byHand: true).passed)
        let open = RepairLedger(breaker: BreakerState(openedAt: now - 5, reason: "run 1"))
        #expect(
            gate(policy, open).name == "breaker" && !gate(policy, open).passed
                && gate(policy, open, byHand: true).passed)
        var closed = policy
        closed.rules[0].windows = [MaintenanceWindow(days: [1], start: 0, end: 60, zone: "UTC")]
        #expect(gate(closed, RepairLedger()).name == "window" && !gate(closed, RepairLedger()).passed)
        #expect(gate(Policy(), RepairLedger()).name == "mode" && !gate(Policy(), RepairLedger()).passed)
        // The attempt that is under way holds nothing of itself up.
        #expect(gate(policy, RepairLedger(attempts: [PolicyScene.attempt(nil, secondsAgo: 9)])).passed)
    }
}
