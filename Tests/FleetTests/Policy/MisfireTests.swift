import Fleet
import FoundationEssentials
import Testing

/// The misfires of remediation systems that a policy can prevent, one test each; those of the execution stand in
/// AgentTests.
@Suite("Misfires")
struct MisfireTests {
    /// Runs decide() once a minute against a cluster that fails again `after` seconds after each repair, for so many
    /// hours.
    private func attempts(
        hours: Int, failsAgainAfter: Double, causes: [Cause] = [.tokenNotInCache],
        outcome: RepairAttempt.Outcome = .proved
    ) -> [RepairAttempt] {
        var scene = PolicyScene()
        scene.policy = Policy(rules: [PolicyRule(causes: Cause.repairable, mode: .auto)])
        var ledger = RepairLedger()
        var failingSince = PolicyScene.now
        for minute in 0..<hours * 60 {
            let now = PolicyScene.now + Double(minute * 60)
            guard now >= failingSince else { continue }
            let cause = causes[ledger.attempts.count % causes.count]
            scene.situation.diagnosis = PolicyScene.failing(cause)
            scene.situation.evidence = Evidence(
                cause: cause, probesInARow: 9, since: failingSince, lastProbe: now, refusedByProbe: true)
            scene.situation.incident = nil
            scene.situation.ledger = ledger
            scene.situation.now = now
            guard scene.decision.action == .act else { continue }
            ledger.attempts.append(
                RepairAttempt(
                    run: "\(minute)", cluster: "edge-1", cause: cause, startedAt: now, endedAt: now + 30,
                    outcome: outcome, automatic: true))
            failingSince = now + 30 + (outcome == .proved ? failsAgainAfter : 0)
        }
        return ledger.attempts
    }

    @Test("infinite loop: whatever comes back, however slowly, a person is needed before long")
    func infiniteLoop() {
        // Not cured at all: two attempts, and never another.
        #expect(attempts(hours: 500, failsAgainAfter: 0, outcome: .stopped).count == 2)
        // From one cause to another and back after each repair: not cured either.
        #expect(attempts(hours: 500, failsAgainAfter: 1800, causes: [.tokenNotInCache, .secretMismatch]).count == 2)
        // Every two hours a new problem: never more than four in any 24 hours.
        let slow = attempts(hours: 240, failsAgainAfter: 7200)
        for attempt in slow {
            #expect(
                slow.filter { $0.startedAt >= attempt.startedAt && $0.startedAt < attempt.startedAt + 86_400 }.count
                    <= 4)
        }
        #expect(slow.count > 4)
    }

    @Test(
        """
        flapping resets timers: neither a probe that saw nothing nor a repair under way begins a cooldown, a count or \
        a calm anew
        """
    )
    func flapping() {
        var record = FleetRecord()
        let start = PolicyScene.now
        // Failing, unknown, failing, …: the time since the first failure goes on.
        for step in 0..<20 {
            let isBlind = step % 2 == 1
            record.record(
                "edge-1", health: isBlind ? .unknown : .failing, cause: isBlind ? .unreachable : .tokenNotInCache,
                at: start + Double(step) * 60, refusedByProbe: true)
        }
        #expect(record.evidence(of: "edge-1")?.since == start && record.evidence(of: "edge-1")?.probesInARow == 10)
        // Failing, healthy, failing, …: never believed, so never acted upon.
        var most = 0
        for step in 20..<60 {
            record.record(
                "edge-1", health: step % 2 == 0 ? .failing : .healthy, cause: step % 2 == 0 ? .tokenNotInCache : nil,
                at: start + Double(step) * 60, refusedByProbe: true)
            if step > 21 { most = max(most, record.evidence(of: "edge-1")?.probesInARow ?? 0) }
        }
        #expect(most == 1)
        // Around its ceiling: the calm is counted from the last time above.
        for step in 0..<5 {
            for name in ["a", "b"] {
                record.record(
                    ClusterID(name), health: step % 2 == 0 ? .failing : .healthy,
                    cause: step % 2 == 0 ? .staleProcess : nil, at: start + 4000 + Double(step), refusedByProbe: true)
            }
            let counts = record.endRound(
                at: start + 4000 + Double(step), limits: PolicyLimits(), ledger: nil, isBlind: false)
            #expect(counts.lastAboveCeiling == start + 4000 + Double(step - step % 2))
        }
    }

    @Test(
        """
        heal loop against another controller: what was put back within the cooldown is not repaired again, and the \
        other is named
        """
    )
    func healLoop() {
        let attempts = attempts(hours: 500, failsAgainAfter: 600)
        #expect(attempts.count == 1)
        var scene = PolicyScene()
        scene.situation.ledger?.attempts = [PolicyScene.attempt(.proved, secondsAgo: 4000)]
        scene.situation.evidence?.failingSince = PolicyScene.now - 3500
        scene.situation.lastWriter = "ks-installer"
        #expect(scene.decision.refusals.map(\.name) == ["contested"])
        #expect(scene.decision.refusals.first?.compared.plain.contains("last written by ks-installer") == true)
    }

    @Test("a refusal that means nothing: each one holds the numbers that it compared, and they do refuse")
    func nonsenseMessage() {
        for watched in 0...60 {
            for failing in 0...watched {
                var scene = PolicyScene()
                scene.situation.fleet?.watched = watched
                scene.situation.fleet?.failing = failing
                let gate = scene.decision.gates.first { $0.name == "ceiling" }
                guard watched > 0 else {
                    #expect(gate?.passed == false)
                    continue
                }
                // "2 of 10 clusters failing, at most 2 (…": what is printed is what was compared.
                let numbers = (gate?.compared.plain ?? "").split { !$0.isNumber }.compactMap { Int($0) }
                #expect(numbers[0] == failing && numbers[1] == watched && gate?.passed == (numbers[0] <= numbers[2]))
            }
        }
    }

    @Test(
        """
        deadlock with one's own alert: neither the incident, nor the failure, nor the waiting plan of a cluster holds \
        up its own repair
        """
    )
    func deadlockWithOwnAlert() {
        var scene = PolicyScene()
        // A fleet of one member: it is all of the fleet that fails, and its incident is open.
        scene.situation.fleet = FleetCounts(
            watched: 1, failing: 1, unknown: 0, isBlind: false, knownSince: PolicyScene.now - 300)
        scene.situation.incident = 1
        scene.situation.plan = PlanStanding(hash: "aa11", preconditions: [GateVerdict(.identityKnown, true, "uid 1")])
        #expect(scene.decision.action == .act)
        // The attempt that is under way does not refuse its own next write.
        let ledger = RepairLedger(attempts: [PolicyScene.attempt(nil, secondsAgo: 5)])
        #expect(
            scene.policy.mayWrite(
                "edge-1", labels: [:], cause: .tokenNotInCache, at: PolicyScene.now, ledger: ledger, zones: ZoneTable()
            ).passed)
    }

    @Test(
        "a partial batch goes on: one failure in any wave, the canary's first, and nothing else begins",
        arguments: [0, 1, 2, 3, 6, 7, 20])
    func partialBatch(provedBefore: Int) {
        var scene = PolicyScene()
        scene.policy.limits.concurrent = 50
        scene.situation.ledger?.attempts = (0..<provedBefore).map {
            PolicyScene.attempt(.proved, secondsAgo: Double(80_000 - $0 * 100), cluster: ClusterID("c\($0)"))
        }
        #expect(scene.decision.action == .act)
        // The others of its batch are still under way, and may even succeed.
        for outcome in [RepairAttempt.Outcome.failed, .rolledBack] {
            var failed = scene
            failed.situation.ledger?.attempts.append(PolicyScene.attempt(outcome, secondsAgo: 300, cluster: "bad"))
            failed.situation.ledger?.attempts.append(PolicyScene.attempt(.proved, secondsAgo: 200, cluster: "good"))
            #expect(failed.decision.action == .nothing)
            #expect(
                failed.decision.refusals.first { $0.name == "breaker" }?.compared.plain.hasPrefix(
                    "1 failed repair since the breaker was last closed (limit: 0)") == true)
            failed.situation.ledger?.breaker = BreakerState(closedAt: PolicyScene.now - 10, closedBy: "ada")
            #expect(failed.decision.action == .act)
        }
        #expect(
            breakerReason(PolicyScene.attempt(.failed, secondsAgo: 9)) != nil
                && breakerReason(PolicyScene.attempt(.stopped, secondsAgo: 9)) == nil)
        #expect(breakerReason(PolicyScene.attempt(.failed, secondsAgo: 9, automatic: false)) == nil)
    }

    @Test("an empty set: no names, no clusters, no rules and no gates mean nothing, never everything")
    func emptySet() {
        var scene = PolicyScene()
        scene.policy.rules[0].clusters = ClusterSelector(names: [])
        #expect(scene.decision.action == .nothing)
        scene.policy.rules[0].clusters = .all
        scene.policy.rules[0].causes = []
        #expect(scene.decision.action == .nothing)
        scene.policy = Policy()
        #expect(scene.decision.action == .nothing)
        scene = PolicyScene()
        scene.situation.fleet = FleetCounts(
            watched: 0, failing: 0, unknown: 0, isBlind: false, knownSince: PolicyScene.now)
        #expect(scene.decision.action == .nothing)
        // A freeze that names nothing freezes nothing: it is no freeze of everything, and the reader refuses it.
        scene = PolicyScene()
        scene.policy.freezes = [
            Freeze(clusters: ClusterSelector(names: []), from: PolicyScene.now - 9, reason: "?", by: "?")
        ]
        #expect(scene.decision.action == .act)
    }
}
