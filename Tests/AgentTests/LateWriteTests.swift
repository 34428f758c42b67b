import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import Repair
import Store
import Testing

/// Writes that the server takes, loses the connection of, and carries out when nobody waits for them any more.
@Suite("Writes that come late, and servers that are too busy", .timeLimit(.minutes(10)))
struct LateWriteTests {
    /// - Parameter timeout: seconds for each request; long where a write has to reach a busy machine's server, to be
    ///   held there.
    private func with(
        _ faults: [FleetSimulator.Fault], cause: FleetSimulator.Fault = .maxAge, timeout: Double = 10,
        _ body: (SimulatedRounds, String) async throws -> Void
    ) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, cause)])) { rounds in
            rounds.configuration.requestTimeout = timeout
            let before = try await rounds.cluster("broken").configurationText() ?? ""
            for fault in faults { try await rounds.fleet.setFault(fault, on: "broken") }
            try await body(rounds, before)
            #expect(try await rounds.reader().verifyJournal().isIntact)
        }
    }

    private func written(_ rounds: SimulatedRounds) async throws -> [String: Int] {
        let writes = try await rounds.cluster("broken").storedWrites().filter { $0.manager == "ksfleet" }
        return Dictionary(grouping: writes) { "\($0.resource) \($0.annotations["ksfleet.io/step"] ?? "")" }.mapValues(
            \.count)
    }

    private let heldPatch = FleetSimulator.Fault.holdWrite(WriteTarget("configmaps", times: 1))

    @Test(
        """
        a patch that the server carries out after the repair gave it up finds the resourceVersion moved on, and \
        changes nothing
        """
    )
    func latePatch() async throws {
        try await with([heldPatch], timeout: 60) { (rounds, before) async throws in
            let outcome = try await rounds.repair("broken")
            #expect(
                outcome?.recorded == .stopped
                    && outcome?.summary.contains("no patch that was sent before is carried out any more") == true,
                "\(outcome as Any)")
            try await rounds.fleet.clearFault(heldPatch, on: "broken")
            #expect(try await rounds.cluster("broken").configurationText() == before)
            #expect(try await written(rounds) == ["configmaps fence": 1])
        }
    }

    @Test(
        """
        a run that is interrupted while its patch is on its way is fenced when it is taken up, and the late patch \
        changes nothing
        """
    )
    func interrupted() async throws {
        try await with([heldPatch], timeout: 60) { (rounds, before) async throws in
            // Cancelled between the row of the journal and the write: as near to a kill as one process comes.
            _ = try? await Task { [rounds] in
                try await rounds.repair("broken") {
                    $0.watch = { if $0.step == .fence { withUnsafeCurrentTask { $0?.cancel() } } }
                }
            }.value
            #expect(try await rounds.reader().runsUnderWay().count == 1)
            let recovered = try await RepairService.with(rounds.configuration) { try await $0.recover(.test) }
            #expect(recovered.map(\.outcome.recorded) == [.stopped], "\(recovered.map(\.outcome))")
            try await rounds.fleet.clearFault(heldPatch, on: "broken")
            #expect(try await rounds.cluster("broken").configurationText() == before)
            #expect(try await rounds.repair("broken")?.recorded == .proved)
        }
    }

    @Test("a patch that arrives before it is fenced is gone on with")
    func arrived() async throws {
        try await with([heldPatch], timeout: 60) { (rounds, _) async throws in
            let fleet = rounds.fleet
            _ = try? await Task { [rounds] in
                try await rounds.repair("broken") {
                    $0.watch = { if $0.step == .fence { withUnsafeCurrentTask { $0?.cancel() } } }
                }
            }.value
            try await fleet.clearFault(heldPatch, on: "broken")
            let recovered = try await RepairService.with(rounds.configuration) { try await $0.recover(.test) }
            #expect(recovered.map(\.outcome.recorded) == [.proved], "\(recovered.map(\.outcome))")
            #expect(try await written(rounds) == ["configmaps patch": 1, "deployments restart": 1])
        }
    }

    @Test("a restart that comes late restarts nothing a second time")
    func lateRestart() async throws {
        let held = FleetSimulator.Fault.holdWrite(WriteTarget("deployments", times: 1))
        try await with([held]) { (rounds, _) async throws in
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            try await rounds.fleet.clearFault(held, on: "broken")
            #expect(try await written(rounds) == ["configmaps patch": 1, "deployments restart": 1])
        }
    }

    @Test("a server that sends writes away with 429 in the midst of a run is asked again, and each write is made once")
    func throttled() async throws {
        try await with([
            .throttleWrite(WriteTarget("deployments", times: 4)), .throttleWrite(WriteTarget("configmaps", times: 1)),
        ]) { (rounds, _) async throws in
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            #expect(try await written(rounds) == ["configmaps patch": 1, "deployments restart": 1])
        }
    }

    @Test("a write that was sent away once, sent again and lost is looked for: it may have been done")
    func throttledThenLost() async throws {
        try await with([
            .throttleWrite(WriteTarget("configmaps", times: 1)), .loseAnswer(WriteTarget("configmaps", times: 1)),
        ]) { (rounds, _) async throws in
            #expect(try await rounds.repair("broken")?.recorded == .proved)
            #expect(try await written(rounds) == ["configmaps patch": 1, "deployments restart": 1])
        }
    }

    @Test(
        "a way back that is sent away with 429 for as long as it tries stays open, and is gone once the server has time"
    )
    func throttledBack() async throws {
        try await with([.proofRefused]) { (rounds, before) async throws in
            let fleet = rounds.fleet
            let outcome = try await rounds.repair("broken") {
                $0.mayWrite = { step in
                    if step == .restart {
                        try? await fleet.setFault(.throttleWrite(WriteTarget("configmaps")), on: "broken")
                    }
                    return nil
                }
            }
            guard case .unfinished(.rollBack, let reason) = outcome else {
                Issue.record("\(outcome as Any)")
                return
            }
            #expect(reason.contains("429"))
            try await fleet.clearFault(.throttleWrite(), on: "broken")
            let recovered = try await RepairService.with(rounds.configuration) { try await $0.recover(.test) }
            #expect(recovered.map(\.outcome.recorded) == [.rolledBack])
            #expect(try await rounds.cluster("broken").configurationText() == before)
        }
    }

    @Test("of two ksfleets that have both passed every gate, one restarts the member and the other leaves it alone")
    func twoAtOnce() async throws {
        try await with([], cause: .staleProcess) { (rounds, _) async throws in
            var other = rounds.configuration
            other.state = rounds.directory.appending(path: "other").path
            try FileManager.default.createDirectory(atPath: other.state, withIntermediateDirectories: true)
            let bothAreThere = Meeting(of: 2)
            let waivers = GateWaivers([Waiver(.documentHasStarted, by: "test", reason: "a test")])
            let outcomes = try await withThrowingTaskGroup(of: RepairOutcome?.self) { group in
                for configuration in [rounds.configuration, other] {
                    group.addTask {
                        try await RepairService.with(configuration) { desk in
                            guard case .ready(let repair) = await desk.prepare("broken", waivers: waivers) else {
                                return nil
                            }
                            var order = RepairOrder.test
                            order.mayWrite = { _ in
                                await bothAreThere.arrive()
                                return nil
                            }
                            return try await desk.apply(repair, order).outcome
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(outcomes.map { $0?.recorded }) == [.proved, .stopped], "\(outcomes)")
            #expect(outcomes.contains { $0?.summary.contains("another ksfleet began run") == true })
            #expect(try await written(rounds) == ["deployments restart": 1])
        }
    }
}

/// Keeps whoever arrives until all are there.
private actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of size: Int) { self.size = size }

    func arrive() async {
        guard waiting.count + 1 < size else {
            for one in waiting { one.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
