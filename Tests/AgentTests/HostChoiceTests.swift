import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import Rounds
import Testing

/// Two fleets in one kubeconfig, each with a host of its own and a healthy member.
@Suite("Two clusters that call themselves the host", .timeLimit(.minutes(10)))
struct HostChoiceTests {
    private static func twoFleets() -> FleetConfiguration {
        var fleet = FleetConfiguration.fleet([
            ("prod-m", .v3_4, nil), ("test-host", .v4_1, nil), ("test-m", .v4_1, nil),
        ])
        fleet.clusters[2].role = .host
        fleet.clusters[2].hostSecret = "the-other-fleets-secret-32-chars"
        fleet.clusters[3].hostSecret = "the-other-fleets-secret-32-chars"
        fleet.clusters[3].fault = .notRegistered
        return fleet
    }

    @Test(
        "nobody signs, everybody is unknown, and there is no plan, whichever answers first",
        arguments: ["host", "test-host", nil])
    func noPlan(slow: String?) async throws {
        try await SimulatedRounds.with(Self.twoFleets()) { (rounds) async throws in
            if let slow { try await rounds.fleet.setFault(.slow(.milliseconds(700)), on: slow) }
            for _ in 0..<2 {
                let result = try await rounds.once()
                #expect(result.host == nil)
                #expect(
                    result.diagnoses.values.allSatisfy { $0.health == .unknown && $0.primary?.cause == .severalHosts })
            }
            for member in ["prod-m", "test-m"] {
                #expect(try await rounds.refusals(ClusterID(member)).contains("host-is-certain"))
            }
            for name in ["host", "prod-m", "test-host", "test-m"] {
                #expect(try await rounds.cluster(name).requests().writes == 0)
            }
        }
    }

    @Test(
        "a host that is silent in the first round keeps plans away until it was read, or one is named",
        arguments: ["host", "test-host"])
    func silentHost(silent: String) async throws {
        try await SimulatedRounds.with(Self.twoFleets()) { (rounds) async throws in
            try await rounds.fleet.setFault(.refused, on: silent)
            let diagnoses = try await rounds.once().diagnoses
            let stranger = ClusterID(silent == "host" ? "prod-m" : "test-m")
            #expect(
                diagnoses[stranger]?.health == .unknown && diagnoses[stranger]?.primary?.cause == .severalHosts,
                "a cluster of another host is not unhealthy")
            #expect(try await rounds.refusals(stranger).contains("host-is-certain"))
        }
    }

    @Test("a host that went silent after both were seen is not forgotten")
    func remembered() async throws {
        try await SimulatedRounds.with(Self.twoFleets()) { (rounds) async throws in
            _ = try await rounds.once()
            try await rounds.fleet.setFault(.refused, on: "host")
            #expect(try await rounds.once().diagnoses["prod-m"]?.primary?.cause == .severalHosts)
        }
    }

    @Test("with the host named, its own members are judged, and the other fleet's get no secret that was not theirs")
    func named() async throws {
        try await SimulatedRounds.with(Self.twoFleets()) { (rounds) async throws in
            rounds.configuration.host = "host"
            let result = try await rounds.once()
            #expect(result.diagnoses["prod-m"]?.health == .healthy)
            #expect(result.diagnoses["test-m"]?.primary?.cause == .secretMismatch)
            #expect(try await rounds.refusals("test-m").contains("known-to-the-host"))
        }
    }

    @Test("two contexts of one host are one host")
    func twins() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_4, .maxAge)])) { (rounds) async throws in
            let path = rounds.configuration.kubeconfigs[0]
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let context = try #require(text.firstRange(of: "contexts:\n"))
            let twin =
                """
                - context:\n    cluster: host\n    user: \
                \(try #require(text.firstMatch(of: #/user: (\S+)/#)).output.1)\n  name: host-again\n
                """
            try text.replacingCharacters(in: context, with: "contexts:\n" + twin).write(
                toFile: path, atomically: true, encoding: .utf8)
            #expect(try await rounds.once().diagnoses["broken"]?.primary?.cause == .tokenNotInCache)
        }
    }
}
