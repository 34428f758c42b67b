import Agent
import Fleet
import FleetSimulator
import Foundation
import Kubernetes
import NIOPosix
import Store
import Testing

@Suite("Repair by hand", .timeLimit(.minutes(5)))
struct RepairTests {
    private func apply(_ rounds: SimulatedRounds, _ cluster: ClusterID, dryRun: Bool = false) async throws -> RepairOutcome? {
        try await RepairDesk.with(rounds.configuration) { desk in
            guard case .ready(let repair) = await desk.prepare(cluster) else { return nil }
            return try await desk.apply(repair, actor: "test", reason: "", dryRun: dryRun, watch: { _ in }).outcome
        }
    }

    private func refusals(_ rounds: SimulatedRounds, _ cluster: ClusterID) async throws -> [String] {
        try await RepairDesk.with(rounds.configuration) { desk in await desk.prepare(cluster).gates.filter { !$0.passed }.map(\.name) }
    }

    @Test(
        "R1, R2 and R3 end proved, with the least edit, in every version",
        arguments: [FleetSimulator.Fault.maxAge, .maxAgeAbsent, .secretMismatch, .staleProcess], SimulatedVersion.allCases)
    func proved(fault: FleetSimulator.Fault, version: SimulatedVersion) async throws {
        // 3.4 reloads a changed document by itself: there R3 heals before it can be repaired.
        guard fault != .staleProcess || version != .v3_4 else { return }
        try await SimulatedRounds.with(.fleet([("broken", version, fault)])) { (rounds) async throws in
            let before = try await rounds.cluster("broken").configurationText() ?? ""
            #expect(try await apply(rounds, "broken") == .proved)
            let after = try await rounds.cluster("broken").configurationText() ?? ""
            let changed = Set(after.split(separator: "\n")).symmetricDifference(before.split(separator: "\n"))
            #expect(changed.count <= 2, "\(changed)")
            #expect(fault != .staleProcess || before == after)
            #expect(try await rounds.once().diagnoses["broken"]?.health == .healthy)
            #expect(try await rounds.reader().verifyJournal().isIntact)
        }
    }

    @Test("every step has its row before and its row after")
    func journal() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            #expect(try await apply(rounds, "broken") == .proved)
            let rows = try await rounds.reader().journal(HistoryFilter()).sorted { $0.sequence < $1.sequence }.map { "\($0.entry.step) \($0.entry.phase.rawValue)" }
            let steps = ["dry-run", "patch", "read-back", "restart", "rollout", "prove"]
            #expect(rows == ["gates done"] + steps.flatMap { ["\($0) intended", "\($0) done"] } + ["close done"])
        }
    }

    @Test("a host is refused, and nothing is sent to it")
    func host() async throws {
        var fleet = FleetConfiguration.fleet([("member", .v3_4, nil)])
        fleet.clusters[0].fault = .maxAgeAbsent
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            #expect(try await refusals(rounds, "host").contains("not-the-host"))
            #expect(try await rounds.cluster("host").requests().writes == 0)
        }
    }

    @Test(
        "every other cause is refused, and nothing is written",
        arguments: [
            FleetSimulator.Fault.serverDown, .kubeconfigRevoked, .refused, .clockSkew, .forbidden, .noConfigKey, .invalidYAML, .emptySecret, .serverErrors,
        ])
    func refused(fault: FleetSimulator.Fault) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, fault)])) { (rounds) async throws in
            #expect(try await refusals(rounds, "broken").isEmpty == false)
            #expect(try await rounds.cluster("broken").requests().writes == 0)
        }
    }

    @Test("a healthy member is refused")
    func healthy() async throws {
        try await SimulatedRounds.with(.fleet([("sound", .v4_1, nil)])) { (rounds) async throws in
            #expect(try await refusals(rounds, "sound").contains("cause-is-repairable"))
        }
    }

    @Test("a dry run changes nothing")
    func dryRun() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, .secretMismatch)])) { (rounds) async throws in
            let before = try await rounds.cluster("broken").configurationText()
            let pods = try await rounds.cluster("broken").podNames()
            #expect(try await apply(rounds, "broken", dryRun: true) == .rehearsed)
            #expect(try await rounds.cluster("broken").configurationText() == before)
            #expect(try await rounds.cluster("broken").podNames() == pods)
        }
    }

    @Test("a world that changed under the plan stops the repair before the first write")
    func changedWorld() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let outcome = try await RepairDesk.with(rounds.configuration) { desk in
                guard case .ready(let repair) = await desk.prepare("broken") else { return RepairOutcome?.none }
                try await cluster.setConfiguration("# by another hand\n" + (cluster.configurationText() ?? ""), restart: false)
                return try await desk.apply(repair, actor: "test", reason: "", dryRun: false, watch: { _ in }).outcome
            }
            guard case .stopped(.dryRun, _) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(try await cluster.configurationText()?.hasPrefix("# by another hand") == true)
        }
    }

    /// Carries out the repair of `broken`, with something else happening just before the step of that name is taken.
    private func apply(_ rounds: SimulatedRounds, before step: RepairStep, happens: @escaping @Sendable () async throws -> Void) async throws -> RepairOutcome? {
        let roster = try Roster.load(rounds.configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        let key = try FingerprintKeyFile.loadOrCreate(rounds.configuration.fingerprintKeyPath)
        let planner = RepairPlanner(roster: roster, configuration: rounds.configuration, key: key, host: nil)
        var outcome: RepairOutcome?
        if case .ready(let repair) = await planner.prepare("broken"), let client = roster.client("broken").value {
            let run = RepairRun(
                id: "run", repair: repair, cluster: client.writer, key: key, rolloutTimeout: 60, actor: "test",
                journal: { entry in if entry.step == step.rawValue, entry.phase == .intended { try await happens() } })
            outcome = try await run.execute()
        }
        await roster.shutdown()
        return outcome
    }

    @Test("a repair that cannot be proved is rolled back and says so", arguments: [SimulatedVersion.v3_1, .v4_1])
    func rolledBack(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let before = try await cluster.configurationText() ?? ""
            let fleet = rounds.fleet
            // The member's clock falls back by an hour: the token is refused whatever its configuration says.
            let outcome = try await apply(rounds, before: .prove) { try await fleet.setFault(.clockSkew, on: "broken") }
            guard case .rolledBack(let reason) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(reason.contains("used before issued"), "\(reason)")
            #expect(try await cluster.configurationText() == before)
        }
    }

    @Test("a document that somebody changes back during the repair is not called proved, and nothing is forced")
    func contested() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            let before = try await cluster.configurationText() ?? ""
            let outcome = try await apply(rounds, before: .prove) { try await cluster.setConfiguration(before, restart: false, manager: "helm") }
            guard case .failed(.prove, let reason) = outcome else {
                Issue.record("\(String(describing: outcome))")
                return
            }
            #expect(reason.contains("helm"), "\(reason)")
            #expect(try await cluster.configurationText() == before)
        }
    }

    @Test("two repairs at once: the second is refused by the lock")
    func lock() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let configuration = rounds.configuration
            try await RepairDesk.with(configuration) { desk in
                guard case .ready(let repair) = await desk.prepare("broken") else {
                    Issue.record("no plan")
                    return
                }
                async let first = desk.apply(repair, actor: "one", reason: "", dryRun: false, watch: { _ in })
                async let second = desk.apply(repair, actor: "two", reason: "", dryRun: false, watch: { _ in })
                var proved = 0
                var locked = 0
                do { proved += try await first.outcome == .proved ? 1 : 0 } catch { locked += 1 }
                do { proved += try await second.outcome == .proved ? 1 : 0 } catch { locked += 1 }
                #expect(proved == 1 && locked == 1)
            }
        }
    }
}
