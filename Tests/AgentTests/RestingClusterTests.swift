import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import NIOPosix
import Rounds
import Testing

@Suite("What a round asks of a cluster at rest", .timeLimit(.minutes(5)))
struct RestingClusterTests {
    private static let members = FleetConfiguration.fleet([("a", .v3_4, nil), ("b", .v4_1, nil)])

    /// A process that makes round after round.
    private final class Watcher {
        private let roster: Roster
        private let configuration: AgentConfiguration
        private let key = FingerprintKey()
        var memories: [ClusterID: ProbeMemory] = [:]
        /// Seconds by which the rounds take place later than now.
        var later = 0.0

        init(_ rounds: SimulatedRounds) throws {
            configuration = rounds.configuration
            roster = try Roster.load(rounds.configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        }

        func round(reached: Bool = true) async -> RoundResult {
            let later = later
            return await FleetRound(
                roster: roster, configuration: configuration, key: key, now: { Date(timeIntervalSinceNow: later) }
            ).run(memories: &memories, reachedBefore: reached ? Set(memories.keys) : [])
        }

        func end() async { await roster.shutdown() }
    }

    private func watching(_ body: (SimulatedRounds, Watcher) async throws -> Void) async throws {
        try await SimulatedRounds.with(Self.members) { (rounds) async throws in
            let watcher = try Watcher(rounds)
            do { try await body(rounds, watcher) } catch {
                await watcher.end()
                throw error
            }
            await watcher.end()
        }
    }

    private func paths(_ cluster: SimulatedCluster) async throws -> [String] {
        try await cluster.requests().latest.map { $0.path.split(separator: "/").suffix(2).joined(separator: "/") }
    }

    @Test("its configuration, its pods, their log, and whether a token is accepted")
    func fourRequests() async throws {
        try await watching { rounds, watcher in
            let first = await watcher.round()
            for name in ["a", "b"] { try await rounds.cluster(name).forgetRequests() }
            let second = await watcher.round()
            for name in ["a", "b"] {
                let asked = try await paths(rounds.cluster(name))
                #expect(asked.count == 4, "\(asked)")
                #expect(
                    asked.first == "configmaps/kubesphere-config" && asked[1].hasSuffix("pods")
                        && asked[2].hasSuffix("log") && asked[3].contains("version"), "\(asked)")
                #expect(second.diagnoses[ClusterID(name)]?.health == .healthy)
                #expect(
                    second.outcomes[ClusterID(name)]?.observation.identity
                        == first.outcomes[ClusterID(name)]?.observation.identity)
                #expect(
                    second.outcomes[ClusterID(name)]?.observation.workload
                        == first.outcomes[ClusterID(name)]?.observation.workload)
                #expect(second.outcomes[ClusterID(name)]?.observation.clockOffset != nil)
            }
        }
    }

    @Test("its Deployment as well when a pod has changed, and all of it after ten minutes")
    func change() async throws {
        try await watching { rounds, watcher in
            let first = await watcher.round()
            try await rounds.cluster("a").restart()
            for name in ["a", "b"] { try await rounds.cluster(name).forgetRequests() }
            let second = await watcher.round()
            #expect(try await paths(rounds.cluster("a")).contains { $0.hasPrefix("deployments/") })
            #expect(try await !paths(rounds.cluster("b")).contains { $0.hasPrefix("deployments/") })
            #expect(second.outcomes["a"]?.observation.workload != first.outcomes["a"]?.observation.workload)
            try await rounds.cluster("b").forgetRequests()
            watcher.later += 601
            _ = await watcher.round()
            #expect(try await paths(rounds.cluster("b")).contains { $0.hasPrefix("deployments/") })
        }
    }

    @Test("a context that leads to another cluster than before is told by that cluster's own kube-system")
    func otherCluster() async throws {
        try await watching { rounds, watcher in
            let first = await watcher.round()
            watcher.memories["b"] = watcher.memories["a"]
            let second = await watcher.round(reached: false)
            #expect(second.outcomes["b"]?.observation.identity == first.outcomes["b"]?.observation.identity)
            #expect(
                second.outcomes["b"]?.observation.config.value?.digest
                    == first.outcomes["b"]?.observation.config.value?.digest)
            #expect(first.outcomes["a"]?.observation.identity != first.outcomes["b"]?.observation.identity)
        }
    }

    @Test(
        "a cluster that is lost, or refuses the credentials, or forgets its configuration, is said to be so at once",
        arguments: [
            (FleetSimulator.Fault.expiredCertificate, Cause.unreachable), (.kubeconfigRevoked, .credentialsRejected),
            (.noConfigMap, .configInvalid), (.serverErrors, .unreachable),
        ])
    func lost(fault: FleetSimulator.Fault, cause: Cause) async throws {
        try await watching { rounds, watcher in
            _ = await watcher.round()
            try await rounds.fleet.setFault(fault, on: "a")
            #expect(await watcher.round().diagnoses["a"]?.findings.contains { $0.cause == cause } == true)
            try await rounds.fleet.clearFault(on: "a")
            #expect(await watcher.round().diagnoses["a"]?.health == .healthy)
        }
    }

    @Test("one of two contexts of a cluster is asked, and the other says whose it is")
    func twoContexts() async throws {
        try await SimulatedRounds.with(Self.members) { (rounds) async throws in
            let file = rounds.configuration.kubeconfigPaths[0]
            let kubeconfig = try String(contentsOfFile: file, encoding: .utf8)
            let twin = "contexts:\n- name: twin\n  context: {cluster: a, user: a}\n"
            try kubeconfig.replacing("contexts:\n", with: twin).write(toFile: file, atomically: true, encoding: .utf8)
            let watcher = try Watcher(rounds)
            #expect(await watcher.round().outcomes.count == 4)
            let second = await watcher.round()
            #expect(
                second.diagnoses["twin"]?.health == .healthy && second.diagnoses["a"]?.health == .unknown,
                "\(second.diagnoses)")
            let finding = try #require(second.diagnoses["a"]?.findings.first)
            #expect(
                finding.evidence.first?.plain.contains("it leads to the same cluster as context twin") == true,
                "\(finding)")
            #expect(finding.nextStep == "watch one of the two: name the contexts to watch under contexts in agent.yaml")
            await watcher.end()
        }
    }
}
