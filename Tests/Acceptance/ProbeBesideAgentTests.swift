import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

@Suite("A probe by hand beside the agent", .timeLimit(.minutes(5)))
struct ProbeBesideAgentTests {
    private func failures(_ scene: Scene) async throws -> Int {
        try await HistoryReader.open(path: scene.path("history.sqlite")).failures(HistoryFilter()).reduce(0) {
            $0 + $1.count
        }
    }

    private func probes(_ scene: Scene) async throws -> Int {
        try await HistoryReader.open(path: scene.path("history.sqlite")).probes(
            HistoryFilter(clusters: [ClusterID("m1")])
        ).count
    }

    private func rounds(_ scene: Scene, _ count: Int) async throws {
        let seen = try await probes(scene)
        try await scene.eventually { try await probes(scene) >= seen + count }
    }

    @Test("which lasts for several of its rounds, or is ended, leaves no failure in the history, and costs no user one")
    func lasting() async throws {
        try await Scene.with(.scene([("m1", .v3_1, .maxAge), ("m2", .v4_1, .secretMismatch), ("dead", .v3_4, nil)])) {
            scene in
            try scene.configure(policy: TestPolicy.observe)
            try scene.write("agent.yaml", scene.read("agent.yaml") + "timeouts: {request: 4s, cluster: 4s}\n")
            let stopped = try await scene.withAgent {
                try await scene.eventually {
                    try await scene.items("status", "dead").first?["health"] as? String == "healthy"
                }
                try await scene.fleet.setFault(.hang, on: "dead")
                for _ in 0..<2 { #expect(try await scene.agentctl("probe").output.contains("token-not-in-cache")) }
                let ended = try Program(name: "agentctl", environment: scene.environment).launch(["probe"])
                try await rounds(scene, 2)
                _ = try await ended.stop(SIGKILL)
                try await rounds(scene, 3)
                #expect(try await failures(scene) == 0)
                for _ in 0..<3 { await scene.fleet.sendUserRequests() }
                try await rounds(scene, 3)
                // Three requests at each of the two members that refuse them.
                #expect(try await failures(scene) == 6)
                // All pages but that of the round under way are taken over.
                try await scene.eventually {
                    try FileManager.default.contentsOfDirectory(atPath: scene.path("own-failures")).count <= 1
                }
            }
            #expect(stopped.status == 0, "\(stopped)")
        }
    }
}
