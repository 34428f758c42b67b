import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Rounds
import Testing

@Suite("A round reads the host's Cluster objects", .timeLimit(.minutes(10)))
struct RegisterRoundTests {
    typealias SimulatedFault = FleetSimulator.Fault

    @Test(
        "each fault of a registration is told of the member it is about",
        arguments: [
            (SimulatedFault.tunnelDown, Health.failing, Fleet.Cause.tunnelDown),
            (.clusterKubeconfigExpired, .healthy, .credentialsExpire),
            (.clusterKubeconfigExpires, .healthy, .credentialsExpire), (.notReadyOnHost, .healthy, .notReadyOnHost),
            (.staleOnHost, .healthy, .notReadyOnHost),
            (.notRegistered, .healthy, .notRegistered),
            (.clusterKubeconfigEncodedTwice, .healthy, .clusterKubeconfigUnreadable),
            (.registeredTwice, .healthy, .registeredTwice),
        ], [SimulatedVersion.v3_4, .v4_1])
    func members(fault: (fault: SimulatedFault, health: Health, cause: Fleet.Cause), version: SimulatedVersion)
        async throws
    {
        try await SimulatedRounds.with(
            .fleet(host: version, [("broken", version, fault.fault), ("sound", version, nil)])
        ) { (rounds) async throws in
            let result = try await rounds.once()
            let broken = result.diagnoses["broken"]
            #expect(
                broken?.health == fault.health && broken?.findings.first?.cause == fault.cause,
                "\(String(describing: broken))")
            #expect(
                result.diagnoses["sound"]?.findings.isEmpty == true, "\(String(describing: result.diagnoses["sound"]))")
            #expect(
                result.diagnoses["host"]?.findings.isEmpty == true, "\(String(describing: result.diagnoses["host"]))")
        }
    }

    @Test("a tunnel that is down and a member that is silent are one finding more, not another cause")
    func silentMember() async throws {
        var fleet = FleetConfiguration.fleet([("broken", .v3_4, nil), ("sound", .v3_4, nil)])
        fleet.clusters[1].faults = [.refused, .tunnelDown]
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let broken = try await rounds.once().diagnoses["broken"]
            #expect(
                broken?.health == .failing && broken?.findings.map(\.cause) == [.tunnelDown, .unreachable],
                "\(String(describing: broken))")
        }
    }

    @Test("a member that no context leads to is told on the host", arguments: [SimulatedVersion.v3_0, .v3_4, .v4_1])
    func unwatched(version: SimulatedVersion) async throws {
        var fleet = FleetConfiguration.fleet(host: version, [("sound", version, nil)])
        fleet.clusters[0].faults = [.unwatchedMember]
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let host = try await rounds.once().diagnoses["host"]
            #expect(host?.health == .healthy)
            #expect(host?.findings.map(\.cause) == [.memberNotWatched], "\(String(describing: host))")
            #expect(host?.findings.first?.evidence.first?.plain.contains("elsewhere") == true)
        }
    }

    @Test("a host that is a member of itself is told on the host, and nothing else of it")
    func ownMember() async throws {
        var fleet = FleetConfiguration.fleet(host: .v4_1, [("sound", .v4_1, nil)])
        fleet.clusters[0].faults = [.registeredTwice]
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let host = try await rounds.once().diagnoses["host"]
            #expect(
                host?.health == .healthy && host?.findings.map(\.cause) == [.registeredTwice],
                "\(String(describing: host))")
            #expect(host?.findings.first?.evidence.first?.plain.contains("host-again") == true)
        }
    }

    @Test("without the right to list them nothing fails and nothing is concluded")
    func absent() async throws {
        var fleet = FleetConfiguration.fleet([("broken", .v3_4, .tunnelDown)])
        fleet.clusters[0].faults = [.denied(verb: "list", resource: "clusters")]
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let result = try await rounds.once()
            #expect(
                result.diagnoses["broken"]?.health == .healthy && result.diagnoses["broken"]?.findings.isEmpty == true)
            #expect(result.diagnoses["host"]?.findings.isEmpty == true)
            guard case .absent(let fault) = result.outcomes["host"]?.observation.surroundings.register else {
                Issue.record("\(String(describing: result.outcomes["host"]?.observation.surroundings.register))")
                return
            }
            #expect(fault.kind == .forbidden)
        }
    }

    @Test("a register of many pages is read whole, of the host alone, and nothing of its kubeconfigs is kept")
    func pages() async throws {
        let members = (1...120).map { ("m\($0)", SimulatedVersion.v4_1, SimulatedFault?.none) }
        try await SimulatedRounds.with(.fleet(host: .v4_1, members)) { (rounds) async throws in
            let result = try await rounds.once()
            let register = result.outcomes["host"]?.observation.surroundings.register.register
            #expect(register?.clusters.count == 121 && register?.isCut == false)
            #expect(register?.clusters.allSatisfy { $0.credential?.notAfter != nil } == true)
            let path = "/apis/cluster.kubesphere.io/v1alpha1/clusters"
            #expect(try await rounds.cluster("host").requests().count(path: path) == 2)
            #expect(try await rounds.cluster("m1").requests().count(path: path) == 0)
            let database = try Data(contentsOf: URL(filePath: rounds.configuration.databasePath))
            #expect(database.range(of: Data("client-key-data".utf8)) == nil)
        }
    }
}
