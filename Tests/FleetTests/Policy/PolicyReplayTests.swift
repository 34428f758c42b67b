import Fleet
import FoundationEssentials
import Testing

@Suite("A recorded history, replayed")
struct PolicyReplayTests {
    private let start = PolicyScene.now

    /// So many rounds of a minute over a fleet of ten; `failing` says with what a cluster fails in a round.
    private func replay(
        _ policy: Policy, rounds: Int, ledger: RepairLedger = RepairLedger(), failing: (Int, Int) -> Cause?
    ) -> [ReplayEntry] {
        let names = (0..<10).map { ClusterID("c\($0)") }
        let roles = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset == 0 ? ClusterRole.host : .member) })
        var replay = PolicyReplay(
            policy: policy, setting: .init(zones: ZoneTable(), labels: [:], roles: roles, ledger: ledger))
        for round in 0..<rounds {
            replay.take(
                names.indices.map { index in
                    let cause = failing(index, round)
                    return PolicyReplay.Probe(
                        cluster: names[index], at: start + Double(round) * 60 + Double(index),
                        health: cause == nil ? .healthy : .failing, cause: cause)
                })
        }
        replay.endRound()
        return replay.entries
    }

    private let policy = Policy(rules: [PolicyRule(causes: [.tokenNotInCache], mode: .auto)])

    @Test("a repair cures the rest of its stretch, and what comes after a calm is decided anew")
    func cures() {
        let entries = replay(policy, rounds: 400) { index, round in
            index == 3 && ((10..<100).contains(round) || round >= 300) ? .tokenNotInCache : nil
        }
        #expect(entries.map(\.action) == [.nothing, .act, .nothing, .act])
        #expect(entries[1].from == start + 12 * 60 + 9 && entries[3].from == start + 302 * 60 + 9)
    }

    @Test("what is put back within the cooldown is contested, and is not repaired a second time")
    func contested() {
        let entries = replay(policy, rounds: 300) { index, round in
            index == 3 && ((10..<20).contains(round) || (30..<250).contains(round)) ? .tokenNotInCache : nil
        }
        #expect(entries.filter { $0.action == .act }.count == 1)
        #expect(entries.last?.refusals.map(\.name).contains("contested") == true)
    }

    @Test("ceiling, storm and waves hold in it: of many that fail at once none is repaired, and then one, and then two")
    func storm() {
        let many = replay(policy, rounds: 60) { index, round in
            index > 0 && index < 5 && (10..<40).contains(round) ? .tokenNotInCache : nil
        }
        #expect(
            many.allSatisfy { $0.action == .nothing } && many.contains { $0.refusals.map(\.name).contains("ceiling") })
        let two = replay(policy, rounds: 60) { index, round in
            (index == 1 || index == 2) && round >= 10 ? .tokenNotInCache : nil
        }
        let acts = two.filter { $0.action == .act }
        #expect(acts.map(\.cluster) == ["c1", "c2"] && acts[1].from > acts[0].from)
        #expect(two.contains { $0.cluster == "c2" && $0.refusals.map(\.name).contains("concurrency") })
    }

    @Test("freezes and repairs by hand are as they were; those by policy, and the breaker they opened, are not")
    func ledger() {
        let failing: (Int, Int) -> Cause? = { index, round in
            index == 3 && (10..<50).contains(round) ? .tokenNotInCache : nil
        }
        var ledger = RepairLedger(freezes: [Freeze(id: 1, from: start, until: start + 1200, reason: "audit", by: "ada")]
        )
        ledger.attempts = [PolicyScene.attempt(.failed, secondsAgo: 500, cluster: "c7")]
        ledger.breaker = BreakerState(openedAt: start - 400, reason: "run 1")
        #expect(
            replay(policy, rounds: 60, ledger: ledger, failing: failing).first { $0.action == .act }?.from == start
                + 1209)
        ledger.attempts = [PolicyScene.attempt(.proved, secondsAgo: 500, cluster: "c3", automatic: false)]
        #expect(replay(policy, rounds: 60, ledger: ledger, failing: failing).allSatisfy { $0.action == .nothing })
    }

    @Test("a host, and a cause that is never repaired, are decided once and not each minute")
    func settled() {
        let entries = replay(Policy(rules: [PolicyRule(causes: Cause.repairable, mode: .auto)]), rounds: 500) {
            index, round in
            index == 0 ? .tokenNotInCache : index == 4 ? .clockSkew : nil
        }
        #expect(entries.count == 2 && entries.allSatisfy { $0.action == .nothing && $0.rounds == 500 })
    }
}
