import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import NIOPosix
import Rounds
import Testing

@Suite("Rounds that remember", .timeLimit(.minutes(10)))
struct RestartRoundTests {
    @Test("a process that is killed again and again, and is up at each look, is told with counts and the last end")
    func restarting() async throws {
        try await SimulatedRounds.with(.fleet([("a", .v3_4, nil)])) { (rounds) async throws in
            let roster = try Roster.load(rounds.configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
            var memories: [ClusterID: ProbeMemory] = [:]
            let cluster = try rounds.cluster("a")
            var result: RoundResult?
            for _ in 0..<5 {
                result = await FleetRound(roster: roster, configuration: rounds.configuration, key: FingerprintKey())
                    .run(memories: &memories)
                let lines = try await cluster.logLines()
                try await cluster.killContainers()
                while try await cluster.requestsAreServed(after: lines) == false {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            await roster.shutdown()
            let finding = result?.diagnoses["a"]?.findings.first { $0.cause == .restarting }
            #expect(
                finding?.severity == .warning
                    && finding?.evidence.first?.plain.contains("restarted 4 times in") == true,
                "\(String(describing: result?.diagnoses))")
            #expect(finding?.evidence.first?.plain.contains("exit code 137") == true)
        }
    }

    @Test("a context that once led to another's cluster is asked again, and is judged when it leads elsewhere")
    func twinMovesAway() async throws {
        try await SimulatedRounds.with(.fleet([("a", .v3_4, nil), ("b", .v3_4, .maxAge)])) { (rounds) async throws in
            let roster = try Roster.load(rounds.configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
            let uids = [ClusterID("host"), "a", "b"]
            var memories: [ClusterID: ProbeMemory] = [:]
            let first = await FleetRound(roster: roster, configuration: rounds.configuration, key: FingerprintKey())
                .run(memories: &memories)
            // As if `b` had shown the host's UID in an earlier round, behind a load balancer or by malice.
            let hostUID = memories["host"]?.uid
            memories["b"]?.uid = hostUID
            let second = await FleetRound(roster: roster, configuration: rounds.configuration, key: FingerprintKey())
                .run(memories: &memories, reachedBefore: Set(uids))
            await roster.shutdown()
            #expect(first.diagnoses["b"]?.primary?.cause == .tokenNotInCache)
            #expect(second.diagnoses["b"]?.primary?.cause == .tokenNotInCache, "\(second.diagnoses)")
        }
    }
}
