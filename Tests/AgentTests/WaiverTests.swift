import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import Repair
import Store
import Testing

/// Redis that no API shows: outside of the cluster.
@Suite("A member whose Redis cannot be seen", .timeLimit(.minutes(10)))
struct WaiverTests {
    private static func fleet(_ version: SimulatedVersion = .v3_4) -> FleetConfiguration {
        var fleet = FleetConfiguration.fleet([("broken", version, .secretMismatch)])
        fleet.clusters[1].redisIsExternal = true
        return fleet
    }

    private static let waiver = Waiver(.redisAnswers, by: "uid 1000 (alice)", reason: "Redis is the cloud's")

    @Test("is refused, because the gate cannot be evaluated")
    func refused() async throws {
        try await SimulatedRounds.with(Self.fleet()) { (rounds) async throws in
            #expect(try await rounds.refusals("broken") == ["redis-answers"])
        }
    }

    @Test("is repaired and undone with a person's waiver, which the plan, the journal and the run's summary name")
    func waived() async throws {
        try await SimulatedRounds.with(Self.fleet()) { (rounds) async throws in
            let before = try await rounds.cluster("broken").configurationText()
            let outcome = try await RepairService.with(rounds.configuration) { desk -> RepairOutcome? in
                guard case .ready(let repair) = await desk.prepare("broken", waivers: GateWaivers([Self.waiver])) else {
                    return nil
                }
                #expect(repair.plan.waivers.map(\.words) == [Self.waiver.words])
                let record = try await desk.propose(repair, actor: "alice")
                return try await desk.apply(plan: record.id, .test).outcome
            }
            #expect(outcome?.recorded == .proved, "\(String(describing: outcome))")
            let run = try #require(try await rounds.reader().runs().first)
            #expect(run.summary?.contains("redis-answers, waived by alice: Redis is the cloud's") == true)
            let rows = try await rounds.reader().journal(HistoryFilter(), run: run.id)
            #expect(
                rows.contains { $0.entry.step == "gates" && $0.entry.detail.contains("waived by alice") })
            // The person alone; the reason stands in the first row.
            #expect(rows.allSatisfy { !$0.entry.actor.contains(": ") }, "\(rows.map(\.entry.actor))")
            #expect(rows.contains { $0.entry.step == "gates" && $0.entry.detail.contains("; reason: ") })
            try await RepairService.with(rounds.configuration) { desk in
                guard case .refused = try await desk.undo(run.id, .test) else {
                    Issue.record("an undo inherits no waiver")
                    return
                }
                var order = RepairOrder.test
                order.waivers = GateWaivers([Self.waiver])
                let undone = try await desk.undo(run.id, order).outcome
                #expect(undone?.recorded == .proved, "\(String(describing: undone))")
            }
            #expect(try await rounds.cluster("broken").configurationText() == before)
        }
    }

    @Test("is repaired for good where agent.yaml says that its Redis is external")
    func external() async throws {
        try await SimulatedRounds.with(Self.fleet()) { (rounds) async throws in
            rounds.configuration.contexts = ["host": .init(), "broken": .init(redisIsExternal: true)]
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            #expect(try await rounds.reader().plans().first?.plan.waivers.isEmpty == true)
        }
    }

    @Test(
        """
        is refused where agent.yaml says that its Redis is external, and the one that its document names is inside and \
        down
        """
    )
    func contradicted() async throws {
        var fleet = FleetConfiguration.fleet([("broken", .v3_4, .secretMismatch)])
        fleet.clusters[1].redisIsExternal = false
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            rounds.configuration.contexts = ["host": .init(), "broken": .init(redisIsExternal: true)]
            try await rounds.fleet.setFault(.redisDown, on: "broken")
            #expect(try await rounds.refusals("broken").contains("redis-answers"))
        }
    }

    @Test("is never repaired by policy with a waiver that no person has approved")
    func policy() async throws {
        try await SimulatedRounds.with(Self.fleet()) { (rounds) async throws in
            try await RepairService.with(rounds.configuration) { desk in
                guard case .ready(let repair) = await desk.prepare("broken", waivers: GateWaivers([Self.waiver])) else {
                    Issue.record("a waiver lets it be planned")
                    return
                }
                var order = RepairOrder.test
                order.mode = .policy
                guard case .refused(let gates) = try await desk.apply(repair, order) else {
                    Issue.record("a policy has waived")
                    return
                }
                #expect(gates.map(\.name) == ["waived-by-a-person"])
            }
            #expect(try await rounds.cluster("broken").requests().writes == 0)
        }
    }
}
