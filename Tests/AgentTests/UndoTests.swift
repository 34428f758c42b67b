import Fleet
import FleetSimulator
import Foundation
import Repair
import Rounds
import Store
import Testing

@Suite("Undo", .timeLimit(.minutes(10)))
struct UndoTests {
    /// Repairs `broken`, and gives the run and the document before it.
    private func repaired(_ rounds: SimulatedRounds) async throws -> (run: String, before: String) {
        let before = try await rounds.cluster("broken").configurationText() ?? ""
        #expect(try await rounds.repair("broken")?.recorded == .proved)
        _ = try await rounds.once()
        return (try #require(try await rounds.reader().runs().first?.id), before)
    }

    private func undo(_ rounds: SimulatedRounds, _ run: String, waiving gates: [Gate] = []) async throws
        -> RepairAnswer
    {
        var order = RepairOrder.test
        order.waivers = GateWaivers(gates.map { Waiver($0, by: "test", reason: "a test") })
        let final = order
        return try await RepairService.with(rounds.configuration) { try await $0.undo(run, final) }
    }

    private func refusal(_ rounds: SimulatedRounds, _ run: String) async throws -> GateVerdict? {
        try await RepairService.with(rounds.configuration) { try await $0.prepareUndo(run).gates.first { !$0.passed } }
    }

    @Test(
        "puts back exactly what was there, and can itself be undone",
        arguments: [FleetSimulator.Fault.maxAge, .maxAgeAbsent, .secretMismatch], [SimulatedVersion.v3_1, .v4_1])
    func thereAndBack(fault: FleetSimulator.Fault, version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, fault)])) { (rounds) async throws in
            let (run, before) = try await repaired(rounds)
            let after = try await rounds.cluster("broken").configurationText()
            let undone = try await undo(rounds, run)
            #expect(undone.outcome?.recorded == .proved, "\(undone)")
            #expect(try await rounds.cluster("broken").configurationText() == before)
            let back = try await undo(rounds, try #require(undone.run))
            #expect(back.outcome?.recorded == .proved, "\(back)")
            #expect(try await rounds.cluster("broken").configurationText() == after)
            #expect(try await rounds.once().diagnoses["broken"]?.health == .healthy)
            #expect(try await rounds.reader().runs().map(\.plan.undoes) == [undone.run, run, nil])
        }
    }

    @Test("says before that the cause will be back, and what it will write")
    func plan() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let (run, _) = try await repaired(rounds)
            try await RepairService.with(rounds.configuration) { desk in
                guard case .ready(let repair) = try await desk.prepareUndo(run) else {
                    Issue.record("no plan")
                    return
                }
                #expect(repair.plan.warnings.contains { $0.text.contains("it will refuse them again") })
                #expect(repair.plan.edits.map { "\($0.from) \($0.to)" } == ["0 2h"])
                #expect(repair.plan.diff.contains("+    accessTokenMaxAge: 2h"))
            }
        }
    }

    @Test("what others have edited since stays", arguments: [FleetSimulator.Fault.maxAge, .maxAgeAbsent])
    func othersEdits(fault: FleetSimulator.Fault) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, fault)])) { (rounds) async throws in
            let (run, before) = try await repaired(rounds)
            let cluster = try rounds.cluster("broken")
            let theirs = try await "note: of later\n" + (cluster.configurationText() ?? "")
            try await cluster.setConfiguration(theirs, restart: false, writtenSecondsAgo: -1)
            let gate = try await refusal(rounds, run)
            #expect(gate?.name == "document-has-started", "\(String(describing: gate))")
            #expect(try await undo(rounds, run, waiving: [.documentHasStarted]).outcome?.recorded == .proved)
            let now = try await cluster.configurationText() ?? ""
            #expect(now.hasPrefix("note: of later\n"))
            // A parent that only the repair needed stays, empty: an absent one and an empty one read alike.
            #expect(Set(now.split(separator: "\n")).subtracting(before.split(separator: "\n")).count <= 2, "\(now)")
        }
    }

    @Test("a value that somebody has changed since is contested, and stays")
    func contested() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let (run, _) = try await repaired(rounds)
            let cluster = try rounds.cluster("broken")
            let theirs =
                try await cluster.configurationText()?.replacing("accessTokenMaxAge: 0", with: "accessTokenMaxAge: 5m")
                ?? ""
            try await cluster.setConfiguration(theirs, restart: false, manager: "kubectl-edit")
            let gate = try await refusal(rounds, run)
            #expect(gate?.name == "value-still-stands")
            for word in ["contested", "5m", "kubectl-edit"] {
                #expect(gate?.compared.plain.contains(word) == true, "\(String(describing: gate))")
            }
            guard case .refused = try await undo(rounds, run) else {
                Issue.record("it was not refused")
                return
            }
            #expect(try await cluster.configurationText() == theirs)
        }
    }

    @Test("a restart, and a run that wrote nothing, leave nothing to undo")
    func nothingToUndo() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, nil)])) { (rounds) async throws in
            try await rounds.befall("broken", .staleProcess)
            let (run, _) = try await repaired(rounds)
            #expect(try await refusal(rounds, run)?.name == "run-wrote")
        }
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            #expect(try await rounds.repair("broken") { $0.mayWrite = { _ in "not now" } }?.recorded == .stopped)
            let run = try #require(try await rounds.reader().runs().first?.id)
            #expect(try await refusal(rounds, run)?.compared.plain == "it was stopped: it left nothing to put back")
        }
    }

    @Test("without its key nothing is undone, the reason names the key, and everything else works")
    func otherKey() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            let (run, _) = try await repaired(rounds)
            let file = rounds.directory.appending(path: "sealing.key")
            let key = try Data(contentsOf: file)
            #expect(key.count == 32)
            #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
            try FileManager.default.removeItem(at: file)
            let gate = try await refusal(rounds, run)
            #expect(
                gate?.name == "sealed-document-opens" && gate?.compared.plain.contains("sealed with key") == true,
                "\(String(describing: gate))")
            try await rounds.fleet.clearFault(on: "broken")
            try await rounds.fleet.setFault(.maxAge, on: "broken")
            #expect(try await rounds.repair("broken")?.recorded == .proved)
        }
    }

    @Test("without any sealing key no document is changed: what could not be undone is not done")
    func noKey() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge), ("stale", .v3_1, nil)])) {
            (rounds) async throws in
            try await rounds.befall("stale", .staleProcess)
            let file = rounds.directory.appending(path: "sealing.key")
            try Data(repeating: 7, count: 32).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
            let gates = try await RepairService.with(rounds.configuration) {
                await $0.prepare("broken").gates.filter { !$0.passed }
            }
            #expect(
                gates.map(\.name) == ["undo-is-kept"] && gates.first?.compared.plain.contains("chmod 600") == true,
                "\(gates)"
            )
            #expect(try await rounds.repair("stale")?.recorded == .proved)
            #expect(try await rounds.once().diagnoses["broken"]?.health == .failing)
        }
    }

    @Test("a run that does not exist is said to be none")
    func unknown() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            await #expect(throws: StoreError.self) {
                try await RepairService.with(rounds.configuration) { _ = try await $0.prepareUndo("none") }
            }
        }
    }
}
