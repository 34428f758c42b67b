import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import Repair
import Store
import Testing

/// What a cluster, its owner and the network may do to a repair, each through real HTTP.
@Suite("Repairs that meet resistance", .timeLimit(.minutes(10)))
struct RepairConflictTests {
    private func outcome(
        _ faults: [FleetSimulator.Fault], version: SimulatedVersion = .v3_1,
        _ order: @Sendable (inout RepairOrder, SimulatedRounds) throws -> Void = { _, _ in },
        _ check: (RepairOutcome, SimulatedRounds, String) async throws -> Void
    ) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .maxAge)])) { (rounds) async throws in
            rounds.configuration.requestTimeout = 10
            rounds.configuration.rolloutTimeout = 20
            let before = try await rounds.cluster("broken").configurationText() ?? ""
            for fault in faults { try await rounds.fleet.setFault(fault, on: "broken") }
            var changed = RepairOrder.test
            try order(&changed, rounds)
            let final = changed
            let outcome = try #require(try await rounds.repair("broken") { $0 = final })
            try await check(outcome, rounds, before)
            // However it ended: the lock is free for the next one (kured#792).
            let lock = open(rounds.configuration.lockPath, O_RDWR | O_CLOEXEC)
            #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
            close(lock)
            #expect(try await rounds.reader().verifyJournal().isIntact)
        }
    }

    private func record(_ outcome: RepairOutcome) { Issue.record("\(outcome)") }

    private func written(_ rounds: SimulatedRounds) async throws -> [String: Int] {
        let writes = try await rounds.cluster("broken").storedWrites().filter { $0.manager == "ksfleet" }
        return Dictionary(grouping: writes) { "\($0.resource) \($0.annotations["ksfleet.io/step"] ?? "")" }.mapValues(
            \.count)
    }

    @Test(
        """
        a patch that is refused, or lost before it arrives, stops the repair with nothing written, and the server's \
        words are kept
        """,
        arguments: zip(
            [
                FleetSimulator.Fault.conflict(WriteTarget("configmaps", times: 1)),
                .testFails(WriteTarget("configmaps", times: 1)),
                .invalidWrite(WriteTarget("configmaps", times: 1)), .failedWrite(WriteTarget("configmaps", times: 1)),
                .loseRequest(WriteTarget("configmaps", times: 1)), .concurrentEdit(WriteTarget("configmaps", times: 1)),
            ],
            [
                "409", "422", "takes no such change", "nothing was changed", "nothing was changed",
                "no longer what was planned",
            ]))
    func refusedPatch(fault: FleetSimulator.Fault, words: String) async throws {
        try await outcome([fault]) { (outcome, rounds, before) async throws in
            guard case .stopped(.patch, let reason) = outcome else { return record(outcome) }
            #expect(reason.contains(words), "\(reason)")
            // What got no answer is fenced by an annotation.
            #expect(try await written(rounds).keys.allSatisfy { $0 == "configmaps fence" })
            #expect(try await rounds.cluster("broken").configurationText()?.hasPrefix(before) == true)
        }
    }

    @Test(
        "an answer that is lost is not a refusal: what the server holds decides, and nothing is written twice",
        arguments: [
            FleetSimulator.Fault.loseAnswer(WriteTarget("configmaps", times: 1)),
            .neverAnswer(WriteTarget("configmaps", times: 1)),
            .loseAnswer(WriteTarget("deployments", times: 1)), .neverAnswer(WriteTarget("deployments", times: 1)),
            .lateAnswer(.seconds(1)),
            .conflict(WriteTarget("deployments", times: 2)), .failedWrite(WriteTarget("deployments", times: 1)),
            .concurrentEdit(WriteTarget("deployments", times: 1)),
        ])
    func lostAnswer(fault: FleetSimulator.Fault) async throws {
        try await outcome([fault]) { (outcome, rounds, _) async throws in
            #expect(outcome.recorded == .proved, "\(outcome)")
            let writes = try await written(rounds)
            #expect(writes == ["configmaps patch": 1, "deployments restart": 1])
        }
    }

    @Test(
        "a missing right is found before the first write, and named",
        arguments: [
            ("configmaps", FleetSimulator.Fault.maxAge), ("deployments", .maxAge), ("deployments", .staleProcess),
        ])
    func rightMissing(resource: String, fault: FleetSimulator.Fault) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, nil)])) { (rounds) async throws in
            try await rounds.befall("broken", fault)
            try await rounds.fleet.setFault(.denied(verb: "patch", resource: resource), on: "broken")
            let gates = try await RepairService.with(rounds.configuration) { await $0.prepare("broken").gates }
            let gate = try #require(gates.first { !$0.passed })
            #expect(gate.name == "may-write" && gate.compared.plain.contains("patch \(resource)"), "\(gate)")
            #expect(try await rounds.cluster("broken").requests().writes == 0)
        }
    }

    @Test("a right that is not needed is not asked for: a restart alone needs none on the ConfigMap")
    func rightNotNeeded() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, nil)])) { (rounds) async throws in
            try await rounds.befall("broken", .staleProcess)
            try await rounds.fleet.setFault(.denied(verb: "patch", resource: "configmaps"), on: "broken")
            #expect(try await rounds.repair("broken")?.recorded == .proved)
        }
    }

    @Test(
        """
        a right that is taken away after the patch: the old document is back, without a restart, and the member is as \
        it was
        """
    )
    func rightTakenAway() async throws {
        try await outcome(
            [],
            { order, rounds in
                let fleet = rounds.fleet
                order.mayWrite = { step in
                    if step == .restart {
                        try? await fleet.setFault(.denied(verb: "patch", resource: "deployments"), on: "broken")
                    }
                    return nil
                }
            },
            { (outcome, rounds, before) async throws in
                #expect(outcome.recorded == .rolledBack, "\(outcome)")
                #expect(try await rounds.cluster("broken").configurationText() == before)
                let writes = try await written(rounds)
                #expect(writes == ["configmaps patch": 1, "configmaps roll-back": 1])
            })
    }

    @Test(
        """
        where the service proxy is forbidden, only a person who asks for it gets a proof by logs, and it is called \
        weaker
        """
    )
    func byLogs() async throws {
        var configuration = FleetConfiguration.fleet([("broken", .v3_1, .maxAge)])
        configuration.trafficInterval = .milliseconds(100)
        try await SimulatedRounds.with(configuration) { (rounds) async throws in
            await rounds.fleet.setTraffic(false)
            try await rounds.befall("broken", .denied(verb: "get", resource: "services/proxy"))
            #expect(try await rounds.repair("broken") == nil)
            let few = try await RepairService.with(rounds.configuration) {
                await $0.prepare("broken", byLogs: true).gates.first { !$0.passed }?.name
            }
            #expect(few == "config-and-log-agree")
            for _ in 0..<40 { await rounds.fleet.sendUserRequests() }
            await rounds.fleet.setTraffic(true)
            let answers = try await RepairService.with(rounds.configuration) { desk in
                guard case .ready(let repair) = await desk.prepare("broken", byLogs: true) else {
                    return [RepairAnswer]()
                }
                var order = RepairOrder.test
                order.logWindow = 2
                let unasked = try await desk.apply(repair, order)
                order.allowsProofByLogs = true
                return [unasked, try await desk.apply(repair, order)]
            }
            guard answers.count == 2, case .refused = answers[0] else {
                Issue.record("\(answers)")
                return
            }
            #expect(
                answers[1].outcome?.recorded == .proved && answers[1].outcome?.summary.contains("weaker proof") == true,
                "\(answers)")
        }
    }

    @Test("a window that closes before the patch stops the repair with nothing written")
    func closedBeforePatch() async throws {
        try await outcome(
            [], { order, _ in order.mayWrite = { _ in "outside of every window" } },
            { (outcome, rounds, _) async throws in
                guard case .stopped(.patch, let reason) = outcome else { return record(outcome) }
                #expect(reason == "outside of every window")
                #expect(try await written(rounds).isEmpty)
            })
    }

    @Test(
        "a window that closes between patch and restart: the old document is back, and nothing was restarted",
        arguments: [SimulatedVersion.v3_0, .v3_4, .v4_1])
    func closedBeforeRestart(version: SimulatedVersion) async throws {
        try await outcome(
            [], version: version, { order, _ in order.mayWrite = { $0 == .restart ? "a freeze holds" : nil } },
            { (outcome, rounds, before) async throws in
                #expect(outcome == .withdrawn(.restart, "a freeze holds") && outcome.recorded == .stopped, "\(outcome)")
                #expect(try await rounds.cluster("broken").configurationText() == before)
                #expect(try await written(rounds).keys.sorted() == ["configmaps patch", "configmaps roll-back"])
            })
    }

    @Test("a rollout that never finishes is rolled back as far as it can be, and a person is told")
    func rolloutHangs() async throws {
        try await outcome([.rolloutHangs]) { (outcome, rounds, before) async throws in
            guard case .failed(.rolloutBack, let reason) = outcome else { return record(outcome) }
            #expect(reason.contains("rollout") && outcome.summary.contains("a person is needed"), "\(reason)")
            #expect(try await rounds.cluster("broken").configurationText() == before)
        }
    }

    @Test(
        """
        a process that crash-loops on the new document is not waited for to the deadline: the old one is back, and it \
        serves
        """,
        arguments: [SimulatedVersion.v3_1, .v4_1])
    func crashLoop(version: SimulatedVersion) async throws {
        try await outcome([.crashOnNewConfiguration], version: version) { (outcome, rounds, before) async throws in
            #expect(outcome.recorded == .rolledBack, "\(outcome)")
            #expect(try await rounds.cluster("broken").configurationText() == before)
        }
    }

    @Test(
        "an owner that reverts within the soak is named, and nothing is forced",
        arguments: [(SimulatedVersion.v3_1, "kubectl-client-side-apply"), (.v4_1, "helm")])
    func ownerReverts(version: SimulatedVersion, owner: String) async throws {
        try await outcome(
            [.ownerReverts(after: .milliseconds(1500))], version: version, { order, _ in order.limits.soak = 4 },
            { (outcome, rounds, before) async throws in
                guard case .contested(_, let reason) = outcome else { return record(outcome) }
                #expect(reason.contains(owner), "\(reason)")
                #expect(try await rounds.cluster("broken").configurationText() == before)
                #expect(try await written(rounds)["configmaps patch"] == 1)
            })
    }
}
