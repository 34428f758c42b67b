import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("An agent that is stopped, or killed, in the midst of repairs", .timeLimit(.minutes(5)))
struct StoppingTests {
    private func writes(_ scene: Scene, _ name: String) async throws -> Int {
        try await #require(scene.fleet.cluster(named: name)).storedWrites().count
    }

    private func isRollingOut(_ scene: Scene) async throws -> Bool {
        try await scene.agentctl("journal", "-o", "jsonl").output.contains(#""step":"rollout""#)
    }

    @Test("SIGTERM in the midst of a rollout: the repair is brought to its end, and then the agent ends with 0")
    func finishes() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])
        fleet.rolloutDuration = .seconds(4)
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.auto)
            let agent = try scene.launchAgent()
            try await scene.eventually { try await isRollingOut(scene) }
            let stopped = try await agent.stop()
            #expect(stopped.status == 0 && stopped.errors.contains("stopping waits for it"), "\(stopped)")
            #expect(try await scene.outcome(of: "m1") == "proved")
            #expect(try await scene.agentctl("journal", "verify").status == 0)
        }
    }

    @Test(
        """
        SIGTERM during a rollout that does not end: the repair is parked, and the next start takes it up and writes \
        nothing twice
        """
    )
    func parks() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])
        // Its deadline is twenty rollouts away.
        fleet.rolloutDuration = .seconds(10)
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.auto)
            try await scene.fleet.setFault(.rolloutHangs, on: "m1")
            let agent = try scene.launchAgent()
            try await scene.eventually { try await isRollingOut(scene) }
            let before = try await writes(scene, "m1")
            let stopped = try await agent.stop()
            #expect(stopped.status == 0 && stopped.errors.contains("a repair is parked"), "\(stopped)")
            #expect(try await scene.outcome(of: "m1") == nil)
            try await scene.fleet.clearFault(.rolloutHangs, on: "m1")
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            }
            #expect(try await writes(scene, "m1") == before)
            #expect(try await scene.agentctl("journal", "verify").status == 0)
        }
    }

    @Test("of two repairs that a kill left half done, a freeze holds up its own cluster's and not the other's")
    func frozenBesideFree() async throws {
        try await Scene.with(.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, .maxAge)])) { scene in
            func half(_ member: String) async throws {
                let killed = try await Program(name: "repair-driver").run([
                    "apply", scene.folder.path, scene.path("kubeconfig"), member, "patch:done",
                ])
                #expect(killed.status == 137, "\(killed)")
            }
            try await half("m1")
            // Nobody can take it up as long as its document cannot be read.
            let unreadable = FleetSimulator.Fault.denied(verb: "get", resource: "configmaps")
            try await scene.fleet.setFault(unreadable, on: "m1")
            try await half("m2")
            try await scene.fleet.clearFault(unreadable, on: "m1")
            try scene.configure(policy: "mode: observe\nfreeze:\n  - {clusters: [m1], reason: audit}\n")
            _ = try await scene.withAgent {
                for member in ["m1", "m2"] { try await scene.eventually { try await scene.outcome(of: member) != nil } }
                #expect(try await scene.outcome(of: "m1") == "stopped", "a freeze is no failure")
                #expect(try await scene.outcome(of: "m2") == "proved")
            }
        }
    }

    @Test("a failing cluster that is taken out of the kubeconfig no longer counts in the fleet's ceiling")
    func droppedCluster() async throws {
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m1", .v3_1, nil), ("m2", .v3_4, .serverDown), ("m3", .v3_4, nil), ("m4", .v3_4, nil),
        ]
        try await Scene.with(.scene(members)) { scene in
            try scene.configure(
                policy:
                    """
                    rules:\n  - {causes: [token-not-in-cache], mode: auto, after: {probes: 1}}\nlimits: \
                    {unhealthyCeiling: 20%, stormCooldown: 0s, soak: 0s}\n
                    """
            )
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.agentctl("status").output.contains("failing\tm2") }
                try await scene.fleet.setFault(.maxAge, on: "m1")
                try await scene.eventually {
                    try await scene.agentctl("events", "-o", "jsonl").output.contains(
                        "2 of 5 clusters failing, at most 1")
                }
                #expect(try await scene.outcome(of: "m1") == nil)
                let context = "- name: m2\n  context:\n    cluster: m2\n    user: m2\n"
                let kubeconfig = try scene.read("kubeconfig")
                #expect(kubeconfig.contains(context))
                try scene.write("kubeconfig", kubeconfig.replacing(context, with: ""))
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            }
        }
    }

    @Test("two agents that run at once, each with a history of its own, never repair the same member both")
    func twoAgents() async throws {
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m1", .v3_1, .maxAge), ("m2", .v3_4, .maxAge), ("m3", .v4_1, nil),
        ]
        try await Scene.with(.scene(members)) { scene in
            try scene.configure(
                policy:
                    """
                    rules:\n  - {causes: [token-not-in-cache, stale-process], mode: auto, after: {probes: 1}}\nlimits: \
                    {unhealthyCeiling: 100%, cooldown: 1m, soak: 0s}\n
                    """
            )
            try FileManager.default.createDirectory(atPath: scene.path("second"), withIntermediateDirectories: true)
            let other = try scene.read("agent.yaml").replacing("state: .", with: "state: second").replacing(
                "agent.sock", with: "second.sock")
            try scene.write("second.yaml", other)
            let second = try Program(name: "agentd").launch(["--config", scene.path("second.yaml")])
            _ = try await scene.withAgent {
                try await scene.eventually {
                    try await scene.agentctl("status", "-o", "jsonl").output.components(
                        separatedBy: #""health":"healthy""#
                    ).count == 5
                }
                // Both have seen it well: they know with which document its process came up.
                try await scene.fleet.setFault(.staleProcess, on: "m3")
                let member = try #require(scene.fleet.cluster(named: "m3"))
                try await scene.eventually { try await member.storedWrites().contains { $0.manager == "ksfleet" } }
            }
            _ = try await second.stop()
            for name in ["m1", "m2", "m3"] {
                let stored = try await #require(scene.fleet.cluster(named: name)).storedWrites().filter {
                    $0.manager == "ksfleet"
                }
                #expect(Set(stored.compactMap { $0.annotations["ksfleet.io/run-id"] }).count == 1, "\(stored)")
                #expect(stored.count == (name == "m3" ? 1 : 2), "\(stored)")
            }
        }
    }
}
