import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Rounds
import Store
import Testing

@Suite("Logs of a simulated fleet are counted over whatever happens to them", .timeLimit(.minutes(10)))
struct LogRoundTests {
    private func count(_ rounds: SimulatedRounds) async throws -> Int {
        try await rounds.reader().failures(HistoryFilter()).filter { $0.cluster == "broken" }.reduce(0) {
            $0 + $1.count
        }
    }

    @Test("a node whose clock is set back and forth loses and doubles nothing", arguments: SimulatedVersion.allCases)
    func clockSteps(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            _ = try await rounds.once()
            for (index, offset) in [Duration.seconds(-3_600), .seconds(-1_800), .seconds(7_200), .zero, .seconds(-5)]
                .enumerated()
            {
                try await cluster.setNodeClock(ahead: offset)
                for _ in 0..<2 { await rounds.fleet.sendUserRequests() }
                _ = try await rounds.once()
                #expect(try await count(rounds) == 2 * (index + 1))
            }
            _ = try await rounds.once()
            #expect(try await count(rounds) == 10)
        }
    }

    @Test("a container that is killed between two rounds takes nothing with it", arguments: SimulatedVersion.allCases)
    func killed(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            _ = try await rounds.once()
            for _ in 0..<3 { await rounds.fleet.sendUserRequests() }
            let pods = try await cluster.podNames()
            let lines = try await cluster.logLines()
            try await cluster.killContainers()
            while try await cluster.requestsAreServed(after: lines) == false {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await cluster.podNames() == pods)
            for _ in 0..<2 { _ = try await rounds.once() }
            #expect(try await count(rounds) == 3)
            for _ in 0..<2 { await rounds.fleet.sendUserRequests() }
            for _ in 0..<2 { _ = try await rounds.once() }
            #expect(try await count(rounds) == 5)
        }
    }

    @Test("a rotated log is said to have a gap, and what is in the new file is counted once")
    func rotated() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, .maxAge)])) { (rounds) async throws in
            let cluster = try rounds.cluster("broken")
            _ = try await rounds.once()
            try await cluster.rotateLogs()
            for _ in 0..<2 { await rounds.fleet.sendUserRequests() }
            let result = try await rounds.once()
            #expect(result.outcomes["broken"]?.observation.logs.value?.gaps == 1)
            #expect(result.diagnoses["broken"]?.findings.contains { $0.cause == .logCut } == true)
            _ = try await rounds.once()
            // The probe's own failure of the first round went with the old file, and is taken off in its stead.
            #expect((1...2).contains(try await count(rounds)))
        }
    }
}

extension SimulatedCluster {
    /// Whether another process serves than the one whose log was this: until it is started, the log of the one that
    /// ended is shown.
    func requestsAreServed(after old: [String]) async throws -> Bool {
        let lines = try await logLines()
        return lines != old && lines.contains { $0.contains("Start listening on") }
    }
}
