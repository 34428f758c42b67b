import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import NIOPosix
import Rounds
import Store
import Testing

@Suite("No cluster takes the agent down", .timeLimit(.minutes(10)))
struct HostileClusterTests {
    @Test(
        "a server that answers everything at its extremes costs its own rounds and nothing else",
        arguments: [1, 2, 3, 4] as [UInt64])
    func hostile(seed: UInt64) async throws {
        try await SimulatedRounds.with(
            .fleet([
                ("hostile", seed % 2 == 0 ? .v4_1 : .v3_4, .hostileAnswers(seed: seed)), ("sound", .v3_4, nil),
                ("broken", .v4_1, .maxAge),
            ])
        ) { (rounds) async throws in
            rounds.configuration.requestTimeout = 10
            rounds.configuration.host = "host"
            rounds.configuration.clusterTimeout = 20
            for _ in 0..<4 {
                let result = try await rounds.once()
                #expect(
                    result.diagnoses["sound"]?.health == .healthy && result.diagnoses["host"]?.health == .healthy,
                    "\(result.diagnoses)")
                #expect(result.diagnoses["broken"]?.primary?.cause == .tokenNotInCache)
                #expect(result.outcomes["hostile"] != nil)
            }
            // What it sent is in the history as far as it is believed, and the history can be read.
            let reader = try rounds.reader()
            #expect(try await reader.status(now: Date()).count == 4)
            let year = 366 * 86_400.0
            #expect(
                try await reader.failures(HistoryFilter()).allSatisfy {
                    abs($0.minute.timeIntervalSinceNow) < year + 3 * 86_400
                })
        }
    }

    @Test("long documents of many members delay nobody else, and make no cluster unreachable and no agent blind")
    func longDocuments() async throws {
        let none = FleetSimulator.Fault?.none
        let long = (0..<6).map { (name: "long-\($0)", version: SimulatedVersion.v3_4, fault: none) }
        let sound = (0..<3).map { (name: "sound-\($0)", version: SimulatedVersion.v4_1, fault: none) }
        try await SimulatedRounds.with(.fleet(long + sound)) { (rounds) async throws in
            for (name, _, _) in long {
                let text = try await rounds.cluster(name).configurationText() ?? ""
                let keys = (0..<8_000).map { "\(name)-key-\($0): 1\n" }.joined()
                try await rounds.cluster(name).setConfiguration(text + keys, restart: false, writtenSecondsAgo: 600)
            }
            rounds.configuration.host = "host"
            rounds.configuration.clusterTimeout = 20
            let result = try await rounds.once()
            for name in ["host"] + sound.map(\.name) {
                #expect(
                    result.diagnoses[ClusterID(name)]?.health == .healthy
                        && result.outcomes[ClusterID(name)]?.observation.config.value != nil, "\(name)")
            }
            let causes = result.diagnoses.values.flatMap(\.findings).map(\.cause)
            #expect(!causes.contains(.unreachable) && !causes.contains(.agentBlind), "\(causes)")
            let kinds = result.outcomes.values.compactMap { $0.observation.config.fault?.kind }
            #expect(kinds.allSatisfy { $0 == .agentBusy }, "\(kinds)")
        }
    }

    @Test("a version that the process tells counts where its Deployment cannot be read", arguments: ["get", "list"])
    func versionByItself(verb: String) async throws {
        var fleet = FleetConfiguration.fleet([("old", .v3_4, nil), ("new", .v4_1, nil)])
        for index in 1...2 {
            fleet.clusters[index].faults = [
                .denied(verb: verb, resource: verb == "get" ? "deployments" : "pods")
            ]
        }
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let result = try await rounds.once()
            for (name, major) in [("old", 3), ("new", 4)] as [(ClusterID, Int)] {
                let observation = result.outcomes[name]?.observation
                #expect(observation?.workload.fault?.kind == .forbidden)
                #expect(observation?.version?.major == major, "\(name): \(String(describing: observation?.version))")
            }
            #expect(result.diagnoses["new"]?.findings.contains { $0.cause == .versionSkew } == true)
            let status = try await rounds.reader().status(now: Date())
            #expect(status.allSatisfy { $0.version != nil }, "\(status.map(\.version))")
        }
    }

    private static func round(_ rounds: SimulatedRounds, now: @escaping @Sendable () -> Date) async throws
        -> RoundResult
    {
        let roster = try Roster.load(rounds.configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        var memories: [ClusterID: ProbeMemory] = [:]
        let result = await FleetRound(
            roster: roster, configuration: rounds.configuration, key: FingerprintKey(), now: now
        ).run(memories: &memories)
        await roster.shutdown()
        return result
    }

    @Test("a machine whose clock is off calls its own clock off, and judges nobody", arguments: [3_600.0, -3_600])
    func ownClock(ahead: Double) async throws {
        try await SimulatedRounds.with(.fleet([("a", .v3_1, nil), ("b", .v3_4, nil), ("c", .v4_1, .maxAge)])) {
            (rounds) async throws in
            let result = try await Self.round(rounds) { Date(timeIntervalSinceNow: ahead) }
            #expect(result.diagnoses.count == 4)
            #expect(
                result.diagnoses.values.allSatisfy {
                    $0.health == .unknown && $0.findings.map(\.cause) == [.agentClock]
                }, "\(result.diagnoses)")
        }
    }

    @Test("one cluster whose clocks are all off is that cluster's, and the others are judged")
    func oneClock() async throws {
        try await SimulatedRounds.with(.fleet([("a", .v3_4, .clocksBehind), ("b", .v4_1, nil)])) {
            (rounds) async throws in
            let result = try await Self.round(rounds) { Date() }
            #expect(
                result.diagnoses["a"]?.primary?.cause == .clockSkew && result.diagnoses["b"]?.health == .healthy
                    && result.diagnoses["host"]?.health == .healthy)
            #expect(
                result.diagnoses["a"]?.primary?.evidence.contains {
                    $0.plain.contains("differs from this machine's by -3")
                }
                    == true, "\(result.diagnoses)")
        }
    }

    @Test(
        "a log that cannot be read is told with its beginning, and never as zero failures",
        arguments: [FleetSimulator.Fault.logUnreadable, .logMissing])
    func unreadLog(fault: FleetSimulator.Fault) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, fault), ("sound", .v3_4, nil)])) {
            (rounds) async throws in
            let result = try await rounds.once()
            #expect(
                result.diagnoses["broken"]?.health == .healthy
                    && result.diagnoses["broken"]?.findings.map(\.cause) == [.logUnread], "\(result.diagnoses)")
            let status = try await rounds.reader().status(now: Date())
            #expect(
                status.first { $0.cluster == "broken" }?.diagnosis?.logsUnread == true
                    && status.first { $0.cluster == "sound" }?.diagnosis?.logsUnread == nil)
        }
    }

    @Test("a ks-apiserver that speaks TLS is asked over TLS, and told", arguments: [nil, FleetSimulator.Fault.maxAge])
    func internalTLS(other: FleetSimulator.Fault?) async throws {
        try await SimulatedRounds.with(.fleet(host: .v4_1, [("a", .v4_1, .internalTLS), ("b", .v4_1, other)])) {
            (rounds) async throws in
            let result = try await rounds.once()
            #expect(
                result.diagnoses["a"]?.health == .healthy
                    && result.diagnoses["a"]?.findings.map(\.cause) == [.serviceSpeaksTLS], "\(result.diagnoses)")
            #expect(result.diagnoses["b"]?.findings.contains { $0.cause == .serviceSpeaksTLS } == false)
        }
    }
}
