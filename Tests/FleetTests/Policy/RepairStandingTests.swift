import Fleet
import FoundationEssentials
import Testing

@Suite("What the agent does about a cluster")
struct RepairStandingTests {
    private static let now = PolicyScene.now
    private static let failing = RepairCircumstances(
        cluster: "edge-1", labels: ["tier": "prod"], cause: .secretMismatch)
    private static let freeze = Freeze(
        id: 1, from: now - 60, until: now + 600, reason: "change 7", by: "uid 1001 gid 1001 (alice)")
    private static let cooldown = GateVerdict(
        .cooldown, false, "its last repair ended 9m ago (at least 1h)", until: now + 3060)

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let states: [RepairStanding.State]
        let change: @Sendable (inout RepairCircumstances) -> Void
        /// What must be said of the first.
        var first: (@Sendable (RepairStanding) -> Bool) = { _ in true }
        var testDescription: String { name }
    }

    private static func decided(
        _ mode: PolicyMode, _ action: Decision.Action, _ refusals: [GateVerdict] = [], obstacle: String? = nil
    )
        -> AgentDecision
    {
        AgentDecision(mode: mode, action: action, refusals: refusals, obstacle: obstacle)
    }

    private static func plan(_ state: PlanState, expiresIn seconds: Double = 3600) -> RepairCircumstances.Plan {
        .init(
            id: 2, state: state, expiresAt: now + seconds, decidedBy: state == .proposed ? nil : "uid 0 (root)",
            reason: state == .proposed ? nil : "no")
    }

    static let rows: [Row] = [
        Row(name: "nothing is known, nothing is said", states: []) { _ in },
        Row(name: "a healthy cluster without anything", states: []) { $0.cause = nil },
        Row(name: "a run, with its step", states: [.repairing]) {
            $0.run = .init(id: "r", step: "restart", startedAt: now - 5)
        } first: {
            $0.run == .run("r") && $0.step == "restart" && $0.since == now - 5
        },
        Row(name: "a run, and a freeze that will stop it", states: [.repairing, .frozen]) {
            $0.run = .init(id: "r", step: nil, startedAt: now)
            $0.freezes = [freeze]
        },
        Row(name: "a run needs no decision beside it", states: [.repairing]) {
            $0.run = .init(id: "r", step: nil, startedAt: now)
            $0.decision = decided(.auto, .nothing, [cooldown])
            $0.plan = plan(.proposed)
        },
        Row(name: "a plan waits", states: [.waiting]) {
            $0.plan = plan(.proposed)
        } first: {
            $0.plan == .plan(2) && $0.until == now + 3600
        },
        Row(name: "a plan waits, and its approval is no gate besides", states: [.waiting]) {
            $0.plan = plan(.proposed)
            $0.decision = decided(.approve, .waitForApproval, [GateVerdict(.approval, false, "no plan was approved")])
        },
        Row(name: "a plan waits, and could not begin now anyway", states: [.waiting, .held]) {
            $0.plan = plan(.proposed)
            $0.decision = decided(.approve, .waitForApproval, [GateVerdict(.approval, false, ""), cooldown])
        },
        Row(name: "a plan of a cluster that is well again still waits", states: [.waiting]) {
            $0.cause = nil
            $0.plan = plan(.proposed)
        },
        Row(name: "a plan whose time is over is none", states: []) { $0.plan = plan(.proposed, expiresIn: 0) },
        Row(name: "an approved plan", states: [.approved]) {
            $0.plan = plan(.approved)
        } first: {
            $0.by == "uid 0 (root)" && $0.reason == "no"
        },
        Row(name: "an approved plan that a gate holds", states: [.approved, .held]) {
            $0.plan = plan(.approved)
            $0.decision = decided(.approve, .nothing, [cooldown])
        },
        Row(name: "a plan that is only shown", states: [.suggested]) {
            $0.plan = plan(.proposed)
            $0.decision = decided(.suggest, .suggest, [cooldown])
        },
        Row(name: "a rejected plan, of which another is made later", states: [.rejected]) {
            $0.plan = plan(.rejected)
            $0.decision = decided(.approve, .waitForApproval, [GateVerdict(.approval, false, "")])
        } first: {
            $0.by == "uid 0 (root)"
        },
        Row(name: "a plan that was rejected in another time", states: []) { $0.plan = plan(.rejected) },
        Row(name: "a plan that was carried out", states: []) { $0.plan = plan(.applied) },
        Row(name: "held by a gate, until a time", states: [.held]) {
            $0.decision = decided(.auto, .nothing, [cooldown])
        } first: {
            $0.gate == .cooldown && $0.until == now + 3060 && $0.reason == "its last repair ended 9m ago (at least 1h)"
        },
        Row(name: "held by two", states: [.held, .held]) {
            $0.decision = decided(.auto, .nothing, [cooldown, GateVerdict(.wave, false, "a canary is alone")])
        },
        Row(name: "no plan could be made", states: [.held]) {
            $0.decision = decided(.auto, .act, obstacle: "owner: Argo CD writes it")
        } first: {
            $0.gate == nil && $0.reason == "owner: Argo CD writes it"
        },
        Row(name: "nothing refuses", states: [.due]) { $0.decision = decided(.auto, .act) },
        Row(name: "nothing refused in the last round, and it is frozen since", states: [.frozen]) {
            $0.freezes = [freeze]
            $0.decision = decided(.auto, .act)
        },
        Row(name: "nothing refused in the last round, and the breaker is open since", states: [.breakerOpen]) {
            $0.breaker = BreakerState(openedAt: now - 60, reason: "run/r failed")
            $0.decision = decided(.auto, .act)
        },
        Row(name: "the policy looks on", states: [.observing]) {
            $0.decision = decided(.observe, .nothing, [GateVerdict(.mode, false, "observe"), cooldown])
        },
        Row(name: "a decision of a cluster that is well again", states: []) {
            $0.cause = nil
            $0.decision = decided(.auto, .nothing, [cooldown])
        },
        Row(name: "frozen, whoever asks, and the gate says it no second time", states: [.frozen, .held]) {
            $0.freezes = [freeze]
            $0.decision = decided(.auto, .nothing, [GateVerdict(.freeze, false, ""), cooldown])
        } first: {
            $0.freeze == .freeze(1) && $0.until == now + 600 && $0.by == "uid 1001 gid 1001 (alice)"
                && $0.reason == "change 7"
        },
        Row(name: "frozen, and healthy", states: [.frozen]) {
            $0.cause = nil
            $0.freezes = [freeze]
        },
        Row(name: "a freeze of others", states: []) {
            $0.freezes = [
                Freeze(id: 1, clusters: ClusterSelector(names: ["prod-*"]), from: now - 60, reason: "", by: "")
            ]
        },
        Row(name: "a freeze by its label", states: [.frozen]) {
            $0.freezes = [
                Freeze(
                    clusters: ClusterSelector(names: nil, labels: ["tier": "prod"]), from: now - 60, reason: "", by: "")
            ]
        },
        Row(name: "freezes that are over, or to come", states: []) {
            $0.freezes = [
                Freeze(id: 1, from: now - 60, until: now, reason: "", by: ""),
                Freeze(id: 2, from: now + 1, reason: "", by: ""),
            ]
        },
        Row(name: "of two freezes, the one that ends last comes first", states: [.frozen, .frozen]) {
            $0.freezes = [freeze, Freeze(id: 2, from: now - 9, reason: "", by: "")]
        } first: {
            $0.freeze == .freeze(2)
        },
        Row(name: "the breaker, where there is something to repair", states: [.breakerOpen]) {
            $0.breaker = BreakerState(openedAt: now - 60, reason: "run/r failed")
            $0.decision = decided(.auto, .nothing, [GateVerdict(.breaker, false, "")])
        } first: {
            $0.since == now - 60 && $0.reason == "run/r failed"
        },
        Row(name: "the breaker, where nothing is repaired anyway", states: []) {
            $0.breaker = BreakerState(openedAt: now - 60)
            $0.cause = .unreachable
        },
        Row(name: "the breaker, of a healthy cluster", states: []) {
            $0.breaker = BreakerState(openedAt: now - 60)
            $0.cause = nil
        },
    ]

    @Test("follows from values, and what weighs most comes first", arguments: rows)
    func table(row: Row) throws {
        var circumstances = Self.failing
        row.change(&circumstances)
        let standings = circumstances.standings(at: Self.now)
        #expect(standings.map(\.state) == row.states)
        if let first = standings.first { #expect(row.first(first), "\(first)") }
    }

    @Test("each gate that a clock opens again says when")
    func until() {
        var scene = PolicyScene()
        let now = PolicyScene.now
        func until(_ gate: String) -> Date? {
            scene.decision.gates.first { $0.name == gate }.flatMap { $0.passed ? .distantPast : $0.until }
        }
        #expect(until("cooldown") == .distantPast)
        scene.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 660, automatic: false)]
        #expect(until("cooldown") == now - 600 + 3600)
        scene.situation.fleet?.lastAboveCeiling = now - 100
        #expect(until("storm") == now + 500)
        scene.situation.evidence?.since = now - 35
        #expect(until("evidence") == now + 25)
        scene.situation.ledger?.freezes = [
            Freeze(id: 1, from: now - 5, until: now + 50, reason: "a", by: "b"),
            Freeze(id: 2, from: now - 5, until: now + 90, reason: "a", by: "b"),
        ]
        #expect(until("freeze") == now + 90)
        scene.situation.ledger?.freezes.append(Freeze(id: 3, from: now - 5, reason: "a", by: "b"))
        #expect(until("freeze") == nil)
    }
}
