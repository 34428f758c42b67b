import Fleet
import FoundationEssentials
import Testing

@Suite("decide()")
struct DecideTests {
    @Test("with every gate passed it acts, and says what it compared at each")
    func acts() {
        let decision = PolicyScene().decision
        #expect(decision.action == .act && decision.refusals.isEmpty && decision.mode == .auto && decision.rules == [1])
        let expected = Gate.ofPolicy.filter { ![.approval, .preconditions, .waivedByAPerson].contains($0) }.map(
            \.rawValue)
        #expect(decision.gates.map(\.name) == expected)
        #expect(decision.gates.allSatisfy { !$0.compared.plain.isEmpty })
    }

    /// What is changed, which gate refuses, and the words with the numbers.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let gate: Gate
        let says: String
        let change: @Sendable (inout PolicyScene) -> Void

        init(
            _ name: String, _ gate: Gate, _ says: String, change: @escaping @Sendable (inout PolicyScene) -> Void
        ) {
            (self.name, self.gate, self.says, self.change) = (name, gate, says, change)
        }

        var testDescription: String { name }
    }

    @Test("each gate alone holds it back, and prints the numbers", arguments: refusals)
    func refuses(refusal: Refusal) {
        var scene = PolicyScene()
        refusal.change(&scene)
        let decision = scene.decision
        #expect(decision.action != .act)
        #expect(decision.refusals.map(\.name).contains(refusal.gate.rawValue), "\(decision.refusals)")
        let text = decision.gates.first { $0.name == refusal.gate.rawValue && !$0.passed }?.compared.plain ?? ""
        #expect(text.contains(refusal.says), "\(text)")
    }

    static let now = PolicyScene.now

    static let refusals: [Refusal] = calendar + problem + fleet + ledger

    private static let calendar: [Refusal] = [
        Refusal("no rule matches", .mode, "observe, the policy's own: none of 0 rules") { $0.policy.rules = [] },
        Refusal("a stricter rule", .mode, "observe, the most restrictive of rules 1, 2") {
            $0.policy.rules.append(PolicyRule(causes: [.tokenNotInCache], mode: .observe))
        },
        Refusal("a rule of no clusters", .mode, "none of 1 rules") {
            $0.policy.rules[0].clusters = ClusterSelector(names: [])
        },
        Refusal("a freeze of the file", .freeze, "a freeze of the policy (holidays)") {
            $0.policy.freezes = [Freeze(from: now - 1, reason: "holidays", by: "policy.yaml")]
        },
        Refusal(
            "a freeze of a person", .freeze,
            "freeze/4 by uid 0 (audit) holds since 2026-10-20T09:59:59Z until 2026-10-20T10:00:10Z"
        ) {
            $0.situation.ledger?.freezes = [
                Freeze(
                    id: 4, clusters: ClusterSelector(names: ["edge-?"]), from: now - 1, until: now + 10,
                    reason: "audit", by: "uid 0")
            ]
        },
        Refusal("outside of the window", .window, "outside of Mon 09:00-17:00 UTC (now Tue 10:00 there)") {
            $0.policy.rules[0].windows = [MaintenanceWindow(days: [1], start: 540, end: 1020, zone: "UTC")]
        },
        Refusal("in a blackout", .window, "Tue 10:00 lies in blackout Tue 09:00-17:00 UTC") {
            $0.policy.rules[0].windows = [MaintenanceWindow(days: [2], start: 0, end: 1440, zone: "UTC")]
            $0.policy.rules[0].blackouts = [MaintenanceWindow(days: [2], start: 540, end: 1020, zone: "UTC")]
        },
        Refusal("no zone file", .window, "time zone Asia/Shanghai are not known") {
            $0.policy.rules[0].windows = [
                MaintenanceWindow(days: Set(1...7), start: 0, end: 1440, zone: "Asia/Shanghai")
            ]
        },
        Refusal("the clock went back", .clock, "1h after now") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: -3600, cluster: "other")]
        },
        Refusal("an old probe", .clock, "the last probe is 20m old (at most 15m)") {
            $0.situation.evidence?.lastProbe = now - 1200
        },
    ]

    private static let problem: [Refusal] = [
        Refusal("unknown", .evidence, "unknown is not failing") {
            $0.situation.diagnosis = Diagnosis(health: .unknown, findings: [])
        },
        Refusal("healthy", .evidence, "nothing to repair") {
            $0.situation.diagnosis = Diagnosis(health: .healthy, findings: [])
        },
        Refusal("too few probes", .evidence, "in 2 probes in a row (at least 3)") {
            $0.situation.evidence?.probesInARow = 2
        },
        Refusal("too short", .evidence, "lasting 15s (at least 1m)") { $0.situation.evidence?.since = now - 20 },
        Refusal("another cause before", .evidence, "the ones before it stale-process") {
            $0.situation.evidence?.cause = .staleProcess
        },
        Refusal("no evidence", .evidence, "cannot be evaluated") { $0.situation.evidence = nil },
        Refusal("only the log", .refusedByProbe, "a log alone is not enough") {
            $0.situation.evidence?.refusedByProbe = false
        },
        Refusal("what the probe was told is not known", .refusedByProbe, "cannot be evaluated") {
            $0.situation.evidence?.refusedByProbe = nil
        },
        Refusal("another cause", .causeIsRepairable, "ksfleet does not repair clock-skew") {
            $0.policy.mode = .auto
            $0.situation.diagnosis = PolicyScene.failing(.clockSkew)
            $0.situation.evidence?.cause = .clockSkew
        },
        Refusal("the host", .notTheHost, "is a host cluster") { $0.situation.isHost = true },
        Refusal("its role is host", .notTheHost, "is a host cluster") { $0.situation.role = .host },
        Refusal("no host is known", .notTheHost, "cannot be evaluated") { $0.situation.isHost = nil },
        Refusal("the role is not certain", .roleIsMember, "set it in agent.yaml (contexts: {edge-1: {role: member}})") {
            $0.situation.role = nil
        },
        Refusal("standalone", .roleIsMember, "role is standalone") { $0.situation.role = .standalone },
    ]

    private static let fleet: [Refusal] = [
        Refusal("blind", .seesTheFleet, "doubts its own network") { $0.situation.fleet?.isBlind = true },
        Refusal("half blind", .seesTheFleet, "6 of 10 clusters unknown (at most half)") {
            $0.situation.fleet?.unknown = 6
        },
        Refusal("not counted", .ceiling, "cannot be evaluated") { $0.situation.fleet = nil },
        Refusal(
            "above the ceiling", .ceiling, "3 of 10 clusters failing, at most 2 (20 % of 10, rounded down, at least 1)"
        ) { $0.situation.fleet?.failing = 3 },
        Refusal("an empty fleet", .ceiling, "no cluster is watched") { $0.situation.fleet?.watched = 0 },
        Refusal("after a storm", .storm, "last above its ceiling 9m ago (at least 10m)") {
            $0.situation.fleet?.lastAboveCeiling = now - 599
        },
    ]

    private static let ledger: [Refusal] = [
        Refusal("no ledger", .breaker, "cannot be evaluated") { $0.situation.ledger = nil },
        Refusal("under way", .notUnderWay, "run/run-30 is under way") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(nil, secondsAgo: 30)]
        },
        Refusal("two attempts", .attempts, "2 automatic attempts on this problem (at most 2)") {
            $0.situation.ledger?.attempts = [
                PolicyScene.attempt(.stopped, secondsAgo: 9000), PolicyScene.attempt(.stopped, secondsAgo: 5000),
            ]
            $0.situation.evidence?.failingSince = now - 4000
        },
        Refusal("two attempts on one incident, days ago", .attempts, "2 automatic attempts on this problem (at most 2)")
        {
            $0.situation.ledger?.attempts = [400_000, 300_000].map {
                PolicyScene.attempt(.stopped, secondsAgo: $0, incident: 7)
            }
        },
        Refusal("four in a day", .attempts, "4 on this cluster in 24 hours (at most 4): it needs a person") {
            $0.situation.ledger?.attempts = [80_000, 60_000, 40_000, 20_000].map {
                PolicyScene.attempt(.proved, secondsAgo: $0)
            }
        },
        Refusal("in the cooldown", .cooldown, "59m ago (at least 1h)") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.stopped, secondsAgo: 3650)]
        },
        Refusal("in the cooldown of a repair by hand", .cooldown, "58m ago (at least 1h)") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.stopped, secondsAgo: 3590, automatic: false)]
        },
        Refusal(
            "put back", .contested,
            """
            token-not-in-cache was back 49m later (sooner than 1h, or within the same incident): somebody puts it back \
            (last written by helm)
            """
        ) {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 7000)]
            $0.situation.evidence?.failingSince = now - 4000
            $0.situation.lastWriter = "helm"
        },
        Refusal(
            "taken back by undo", .contested,
            "alice undid the repair (run/r1): policy leaves it alone until someone repairs it by hand"
        ) {
            var undo = PolicyScene.attempt(.proved, secondsAgo: 7000, automatic: false)
            (undo.undoes, undo.actor) = ("r1", "uid 1001 gid 1001 (alice)")
            $0.situation.ledger?.attempts = [undo]
            $0.situation.evidence?.failingSince = now - 4000
            $0.situation.lastWriter = "ksfleet"
        },
        Refusal("put back by another ksfleet", .contested, "ksfleet itself wrote the configuration last; repair it") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 7000)]
            $0.situation.evidence?.failingSince = now - 4000
            $0.situation.lastWriter = "ksfleet"
        },
        Refusal("put back within one incident", .contested, "within the same incident") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 9000, incident: 7)]
        },
        Refusal("another writes", .contested, "met somebody who writes the same document (by whom is not known)") {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.contested, secondsAgo: 9000, incident: 7)]
        },
        Refusal("the breaker", .breaker, "open since 2026-10-20T09:00:00Z: run 3 failed; a person closes it") {
            $0.situation.ledger?.breaker = BreakerState(openedAt: now - 3600, reason: "run 3 failed")
        },
        Refusal(
            "a failure whose breaker row was lost", .breaker,
            "1 failed repair since the breaker was last closed (limit: 0), the first of them run/run-90000 on other"
        ) {
            $0.situation.ledger?.attempts = [PolicyScene.attempt(.rolledBack, secondsAgo: 90_000, cluster: "other")]
        },
        Refusal(
            "a canary is alone", .wave,
            "is a canary (nothing proved before it): no other repair starts until it is proved"
        ) {
            $0.policy.limits.concurrent = 4
            $0.situation.ledger?.attempts = [PolicyScene.attempt(nil, secondsAgo: 30, cluster: "other")]
        },
        Refusal("one that is about to begin has no run yet", .wave, "c is about to be repaired: no other repair") {
            $0.policy.limits.concurrent = 4
            $0.situation.ledger?.attempts = [.beginning(of: "c", at: now)]
        },
        Refusal("the second wave is full", .wave, "wave 2 takes 2: 1 proved and 1 under way") {
            $0.policy.limits.concurrent = 4
            $0.situation.ledger?.attempts = [
                PolicyScene.attempt(.proved, secondsAgo: 50_000, cluster: "a"),
                PolicyScene.attempt(.proved, secondsAgo: 40_000, cluster: "b"),
                PolicyScene.attempt(nil, secondsAgo: 30, cluster: "c"),
            ]
        },
        Refusal("concurrency", .concurrency, "1 repair under way in the fleet (limit: 1)") {
            $0.situation.ledger?.attempts = [
                PolicyScene.attempt(.proved, secondsAgo: 50_000, cluster: "a"),
                PolicyScene.attempt(nil, secondsAgo: 30, cluster: "b"),
            ]
        },
    ]

    @Test(
        "the ceiling: a share, rounded down, at least one",
        arguments: [
            (0.2, 10, 2), (0.2, 9, 1), (0.2, 4, 1), (0.2, 1, 1), (0.29, 100, 29), (0.4, 6, 2), (1, 5, 5), (0.2, 0, 0),
            (.nan, 9, 0), (0.001, 2000, 2),
        ])
    func ceiling(fraction: Double, watched: Int, most: Int) {
        var limits = PolicyLimits()
        limits.unhealthyCeiling = fraction
        #expect(UnhealthyCeiling(limits).most(of: watched) == most)
    }

    @Test(
        "waves: 1, 2, 4, and 4 from then on",
        arguments: [
            (0, 0, 1, 0), (1, 1, 2, 0), (2, 1, 2, 1), (3, 2, 4, 0), (6, 2, 4, 3), (7, 3, 4, 0), (10, 3, 4, 3),
            (11, 4, 4, 0),
        ])
    func waves(proved: Int, number: Int, size: Int, within: Int) {
        let wave = RepairWaves.wave(after: proved)
        #expect((wave.number, wave.size, wave.proved) == (number, size, within))
    }

    @Test("a success a day ago earns nothing any more, nor one from before the breaker was closed")
    func waveMemory() {
        var scene = PolicyScene()
        scene.policy.limits.concurrent = 4
        let running = PolicyScene.attempt(nil, secondsAgo: 30, cluster: "b")
        scene.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 80_000, cluster: "a"), running]
        #expect(scene.decision.action == .act)
        scene.situation.ledger?.attempts[0].startedAt = PolicyScene.now - 86_500
        scene.situation.ledger?.attempts[0].endedAt = PolicyScene.now - 86_400
        #expect(scene.decision.action == .nothing)
        scene.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 80_000, cluster: "a"), running]
        scene.situation.ledger?.breaker = BreakerState(closedAt: PolicyScene.now - 70_000, closedBy: "uid 0")
        #expect(scene.decision.action == .nothing)
    }

    @Test("a failure later than an hour after the last repair is a new problem; a person's repair begins a new count")
    func newProblem() {
        var scene = PolicyScene()
        scene.situation.ledger?.attempts = [
            PolicyScene.attempt(.stopped, secondsAgo: 9000), PolicyScene.attempt(.stopped, secondsAgo: 5000),
        ]
        #expect(scene.decision.action == .act, "\(scene.decision.refusals)")
        scene.situation.evidence?.failingSince = PolicyScene.now - 4000
        #expect(scene.decision.action == .nothing)
        scene.situation.ledger?.attempts.append(PolicyScene.attempt(.proved, secondsAgo: 4900, automatic: false))
        #expect(!scene.decision.refusals.map(\.name).contains("attempts"))
    }
}
