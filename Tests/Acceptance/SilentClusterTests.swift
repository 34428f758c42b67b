import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

@Suite("A cluster that does not answer costs the others nothing", .timeLimit(.minutes(10)))
struct SilentClusterTests {
    @Test(
        """
        the living are probed and recorded every round while a dead one hangs, and the dead one is back at once when \
        it answers
        """
    )
    func hangs() async throws {
        let fleet = FleetConfiguration.scene([("dead", .v3_4, .hang), ("sound", .v3_4, nil), ("stale", .v4_1, .maxAge)])
        try await Scene.with(fleet) { scene in
            try scene.write(
                "agent.yaml",
                """
                kubeconfigs: [kubeconfig]\nhost: host\nstate: .\ncontrol: {socket: agent.sock}\ninterval: 3s\nspread: \
                0.2s\n
                """
                    + "timeouts: {request: 30s, cluster: 30s}\nbackoff: {after: 2, longest: 6s}\n")
            let agent = try Program(name: "agentd").launch([
                "--config", scene.path("agent.yaml"), "--log-level", "warning",
            ])
            // The first round waits for the dead one once; from then on each is due every three seconds, and a hanging
            // probe takes nearly that long.
            try await until { try await probes(scene, "sound").count >= 4 }
            let dead = try await probes(scene, "dead")
            #expect(!dead.isEmpty && dead.allSatisfy { $0.cause == .unreachable })
            #expect(try await probes(scene, "dead").count < (probes(scene, "sound").count))
            try await scene.fleet.clearFault(on: "dead")
            try await until { try await probes(scene, "dead").first?.health == .healthy }
            #expect(try await probes(scene, "stale").allSatisfy { $0.cause == .tokenNotInCache })
            #expect(try await agent.stop().status == 0)
        }
    }

    private func probes(_ scene: Scene, _ cluster: String) async throws -> [StoredProbe] {
        guard let reader = try? HistoryReader.open(path: scene.path("history.sqlite")) else { return [] }
        return try await reader.probes(HistoryFilter(clusters: [.init(cluster)]))
    }

    /// Looks again and again; the suite's time limit ends it.
    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(50)) }
    }
}
