import Fleet
import FleetSimulator
import Foundation
import Kubernetes
import NIOPosix
import Repair
import Rounds
import Store
import Testing

@Suite("Repair by hand", .timeLimit(.minutes(10)))
struct RepairTests {
    @Test(
        "R1, R2 and R3 end proved, with the least edit, in every version",
        arguments: [FleetSimulator.Fault.maxAge, .maxAgeAbsent, .secretMismatch, .secretNumber, .staleProcess],
        SimulatedVersion.allCases)
    func proved(fault: FleetSimulator.Fault, version: SimulatedVersion) async throws {
        // 3.4 reloads a changed document by itself: there R3 heals before it can be repaired.
        guard fault != .staleProcess || version != .v3_4 else { return }
        try await SimulatedRounds.with(.fleet([("broken", version, nil)])) { (rounds) async throws in
            try await rounds.befall("broken", fault)
            let before = try await rounds.cluster("broken").configurationText() ?? ""
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            let after = try await rounds.cluster("broken").configurationText() ?? ""
            let changed = Set(after.split(separator: "\n")).symmetricDifference(before.split(separator: "\n"))
            #expect(changed.count <= 2, "\(changed)")
            #expect(fault != .staleProcess || before == after)
            #expect(try await rounds.once().diagnoses["broken"]?.health == .healthy)
            #expect(try await rounds.reader().verifyJournal().isIntact)
        }
    }

    @Test(
        """
        every step has its row before and its row after, and the history knows the run, its plan and its sealed \
        documents
        """
    )
    func journal() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            let reader = try rounds.reader()
            let run = try #require(try await reader.runs().first)
            let rows = try await reader.journal(HistoryFilter(), run: run.id).sorted { $0.sequence < $1.sequence }
            let steps = ["dry-run", "patch", "read-back", "restart", "rollout", "prove", "soak"]
            #expect(
                rows.map { "\($0.entry.step) \($0.entry.phase.rawValue)" } == ["gates done"]
                    + steps.flatMap { ["\($0) intended", "\($0) done"] } + ["close done"])
            #expect(run.outcome == .proved && run.endedAt != nil && run.mode == .hand && run.reason == "a test")
            #expect(try await reader.plans().first?.state == .applied)
            #expect(try await reader.plans().first?.run == run.id)
            #expect(try await reader.sealedDocuments(of: run.id) != nil)
            #expect(try await reader.ledger().attempts.map(\.run) == [run.id])
        }
    }

    @Test("both objects carry the run's id and reason, whether or not they had annotations")
    func annotations() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v4_1, .maxAge)])) { (rounds) async throws in
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            let run = try #require(try await rounds.reader().runs().first)
            for metadata in try await rounds.writtenObjects("broken") {
                #expect(metadata.annotations?["ksfleet.io/run-id"] == run.id)
                #expect(metadata.annotations?["ksfleet.io/reason"] == "a test")
                #expect(metadata.managedFields?.contains { $0.manager == "ksfleet" } == true)
            }
        }
    }

    @Test("a host is refused, and nothing is sent to it")
    func host() async throws {
        var fleet = FleetConfiguration.fleet([("member", .v3_4, nil)])
        fleet.clusters[0].fault = .maxAgeAbsent
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            #expect(try await rounds.refusals("host").contains("not-the-host"))
            #expect(try await rounds.cluster("host").requests().writes == 0)
        }
    }

    @Test(
        "every other cause is refused, and nothing is written",
        arguments: [
            FleetSimulator.Fault.serverDown, .kubeconfigRevoked, .refused, .clockSkew, .forbidden, .noConfigKey,
            .invalidYAML, .emptySecret, .serverErrors,
        ])
    func refused(fault: FleetSimulator.Fault) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, fault)])) { (rounds) async throws in
            #expect(try await rounds.refusals("broken").isEmpty == false)
            #expect(try await rounds.cluster("broken").requests().writes == 0)
        }
    }

    @Test("a healthy member is refused")
    func healthy() async throws {
        try await SimulatedRounds.with(.fleet([("sound", .v4_1, nil)])) { (rounds) async throws in
            #expect(try await rounds.refusals("sound").contains("cause-is-repairable"))
        }
    }

    @Test("a dry run changes nothing, and counts as no run")
    func dryRun() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, .secretMismatch)])) { (rounds) async throws in
            let before = try await rounds.cluster("broken").configurationText()
            let pods = try await rounds.cluster("broken").podNames()
            #expect(try await rounds.repair("broken") { $0.dryRun = true } == .rehearsed)
            #expect(try await rounds.cluster("broken").configurationText() == before)
            #expect(try await rounds.cluster("broken").podNames() == pods)
            #expect(try await rounds.reader().runs().isEmpty)
        }
    }

    @Test("a world that changed under the plan stops the repair before the first write")
    func changedWorld() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let outcome = try await RepairService.with(rounds.configuration) { desk in
                guard case .ready(let repair) = await desk.prepare("broken") else { return RepairOutcome?.none }
                try await cluster.setConfiguration(
                    "# by another hand\n" + (cluster.configurationText() ?? ""), restart: false)
                return try await desk.apply(repair, .test).outcome
            }
            guard case .stopped(.dryRun, _) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(try await cluster.configurationText()?.hasPrefix("# by another hand") == true)
        }
    }

    @Test(
        "a repair that cannot be proved is rolled back, and the member is as it was",
        arguments: [SimulatedVersion.v3_1, .v4_1])
    func rolledBack(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let before = try await cluster.configurationText() ?? ""
            try await rounds.fleet.setFault(.proofRefused, on: "broken")
            let outcome = try await rounds.repair("broken")
            guard case .rolledBack(let reason) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(reason.contains("token not found in cache"), "\(reason)")
            #expect(try await cluster.configurationText() == before)
            let steps = try await rounds.reader().journal(HistoryFilter()).map(\.entry).filter { $0.phase == .done }
                .map(\.step)
            #expect(steps.contains("roll-back") && steps.contains("restart-back") && steps.contains("prove-back"))
        }
    }

    @Test("a document that somebody changes back during the repair is not called proved, and nothing is forced")
    func contested() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let before = try await cluster.configurationText() ?? ""
            let outcome = try await rounds.repair("broken") { order in
                order.mayWrite = { step in
                    if step == .restart { try? await cluster.setConfiguration(before, restart: false, manager: "helm") }
                    return nil
                }
            }
            guard case .contested(_, let reason) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(reason.contains("helm"), "\(reason)")
            #expect(try await cluster.configurationText() == before)
        }
    }

    @Test("two repairs of one cluster at once: the second is refused by what the history counts")
    func lock() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            try await RepairService.with(rounds.configuration) { desk in
                guard case .ready(let repair) = await desk.prepare("broken") else {
                    Issue.record("no plan")
                    return
                }
                async let first = desk.apply(repair, .test)
                async let second = desk.apply(repair, .test)
                let answers = try await [first, second]
                #expect(answers.filter { $0.outcome?.recorded == .proved }.count == 1)
                let refusal = answers.compactMap {
                    if case .refused(let gates) = $0 { gates.first { !$0.passed }?.name } else { nil }
                }
                #expect(refusal == ["not-under-way"])
            }
        }
    }
}
