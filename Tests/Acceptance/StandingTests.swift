import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("What the agent does stands in status", .timeLimit(.minutes(5)))
struct StandingTests {
    private static let policy = """
        mode: observe
        rules:
          - {causes: [token-not-in-cache], mode: auto, after: {probes: 2}, blackouts: ["daily 00:00-24:00 UTC"]}
          - {causes: [secret-mismatch], mode: approve, after: {probes: 2}}
        limits: {unhealthyCeiling: 100%, soak: 0s}

        """

    private func standings(_ scene: Scene, _ cluster: String) async throws -> [[String: Any]] {
        try await scene.items("status", cluster).first?["agent"] as? [[String: Any]] ?? []
    }

    private func states(_ scene: Scene, _ cluster: String) async throws -> [String] {
        try await standings(scene, cluster).compactMap { $0["state"] as? String }
    }

    @Test(
        """
        a plan that waits, a gate that holds, a freeze and by whom: in the table, in JSON, and with the command that \
        comes next
        """
    )
    func standings() async throws {
        try await Scene.with(.scene([("m1", .v3_4, .secretMismatch), ("m2", .v3_1, .maxAge), ("m3", .v3_4, nil)])) {
            scene in
            try scene.configure(policy: Self.policy)
            _ = try await scene.withAgent {
                try await scene.eventually { try await states(scene, "m1") == ["waiting"] }
                try await scene.eventually { try await states(scene, "m2") == ["held"] }
                #expect(try await standings(scene, "m2").first?["gate"] as? String == "window")
                #expect(try await states(scene, "m3").isEmpty)
                let screen = try await Program(name: "agentctl", environment: scene.environment).runOnTerminal(
                    columns: 120, ["status", "--color", "never"])
                #expect(
                    screen.output.contains("plan/1 waits, 23h left") && screen.output.contains("held: window"),
                    "\(screen)")
                #expect(
                    screen.output.contains("next: agentctl remediate approve plan/1\n")
                        && !screen.output.contains("next: agentctl remediate plan m1"), "\(screen)")
                let table = try await scene.agentctl("status", "--no-headers", "m1")
                #expect(
                    table.output.split(separator: "\t").last?.hasPrefix("plan/1 waits for approval until ") == true,
                    "\(table)")

                #expect(
                    try await scene.agentctl("freeze", "--for", "4h", "--cluster", "m*", "--reason", "change 7").status
                        == 0)
                #expect(try await states(scene, "m1") == ["waiting", "frozen"])
                #expect(try await states(scene, "m3") == ["frozen"])
                let frozen = try await scene.agentctl("status", "--explain")
                #expect(
                    frozen.output.contains("3 of 4 clusters frozen by freeze/1 of ")
                        && frozen.output.contains(" until "), "\(frozen)")

                let events = try await scene.agentctl("events", "--kind", "plan-*", "-o", "name")
                #expect(events.output == "plan/1\n", "\(events)")
                let all = try await scene.agentctl("events", "-o", "jsonl")
                let newest = try await scene.agentctl("events", "-n", "2", "-o", "jsonl")
                #expect(newest.output.split(separator: "\n").count == 2, "\(newest)")
                #expect(newest.errors.hasPrefix("showing the newest 2 of ") && all.errors.isEmpty, "\(newest)")
                let ofMember = try await scene.agentctl("events", "--cluster", "m1", "-o", "json")
                #expect(
                    ofMember.output.contains("\"schema\" : \"agentctl.events/v1\"")
                        && !ofMember.output.contains("\"m2\""), "\(ofMember)")
                let freeze = try await scene.agentctl("events", "--kind", "freeze-began")
                #expect(freeze.output.contains("\tfreeze/1 of m*, by root: change 7\n"), "\(freeze)")
                let inPipe = try await scene.agentctl("events", "--kind", "round", "--no-headers")
                #expect(inPipe.output.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\tround\t/), "\(inPipe)")
                let onTerminal = try await Program(name: "agentctl", environment: scene.environment).runOnTerminal(
                    columns: 100, ["events"])
                #expect(
                    !onTerminal.output.contains(" round ") && onTerminal.errors.contains("; --all shows them")
                        && onTerminal.errors.hasPrefix("hidden: "), "\(onTerminal)")
            }
            // Without an agent the history still says what waits and what is frozen; what the policy would say is
            // nobody's to tell.
            #expect(try await states(scene, "m1") == ["waiting", "frozen"])
            #expect(try await states(scene, "m2") == ["frozen"])
        }
    }
}
