import ConfigurationFiles
import Control
import Fleet
import FleetSimulator
import Foundation
import Linux
import Logging
import Store
import StoreSchema
import Testing

@testable import Operations

/// Redis that no API shows: the plan of "a" is refused in every round.
@Suite("A cluster whose plan a gate refuses", .timeLimit(.minutes(5)))
struct RefusedPlanTests {
    private static let policy = """
        mode: observe
        rules:
          - {causes: [token-not-in-cache, secret-mismatch], mode: auto, after: {probes: 1, lasting: 0s}}
        limits: {unhealthyCeiling: 100%, stormCooldown: 0s, soak: 0s}

        """

    private func withEngine(
        _ rounds: SimulatedRounds, _ body: @Sendable (RepairEngine) async throws -> Void
    ) async throws {
        let path = rounds.directory.appending(path: "policy.yaml").path
        try Self.policy.write(toFile: path, atomically: true, encoding: .utf8)
        _ = try await rounds.once()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let engine = RepairEngine(
            configuration: rounds.configuration,
            writer: try HistoryWriter.open(path: rounds.configuration.databasePath, program: "test"),
            reader: try rounds.reader(), center: try PolicyCenter(path: path), events: EventLog(), logger: logger)
        await engine.recover()
        async let running: Void = engine.run()
        do { try await body(engine) } catch {
            await engine.stop()
            throw error
        }
        await engine.stop()
        await running
    }

    /// One round, and the end of all that it begins.
    private func round(_ rounds: SimulatedRounds, _ engine: RepairEngine) async throws {
        await engine.consider(try await rounds.once(), [])
        while await !engine.isIdle { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test("takes no place from another, though it has been failing for longer")
    func holdsBackNobody() async throws {
        var fleet = FleetConfiguration.fleet([("a", .v3_4, .secretMismatch), ("b", .v3_4, nil)])
        fleet.clusters[1].redisIsExternal = true
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let rounds = rounds
            try await withEngine(rounds) { engine in
                try await round(rounds, engine)
                #expect(await engine.obstacles["a"]?.contains("redis-answers") == true)
                try await rounds.fleet.setFault(.maxAge, on: "b")
                try await round(rounds, engine)
                let runs = try await rounds.reader().runs()
                #expect(runs.map(\.plan.cluster) == ["b"] && runs.map(\.outcome) == [.proved], "\(runs)")
            }
        }
    }
}
