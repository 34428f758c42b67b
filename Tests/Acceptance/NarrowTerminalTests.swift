import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("A name of EKS on a terminal of 80 columns", .timeLimit(.minutes(3)))
struct NarrowTerminalTests {
    private static let arn = "arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-payments-blue"

    private func screen(_ scene: Scene, _ arguments: String...) async throws -> String {
        try await Program(name: "agentctl", environment: scene.environment.merging(["NO_COLOR": "1"]) { $1 })
            .runOnTerminal(columns: 80, errorsToo: true, arguments).output
    }

    /// Lines that are wider than the terminal; a command is never broken.
    private func tooWide(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.count > 80 && !$0.contains("kubectl ") && !$0.contains("agentctl ") }
    }

    @Test("doctor, explain and replay fit it, replay names the gates, and a plan's page is broken at words")
    func fits() async throws {
        try await Scene.with(.scene([(Self.arn, .v3_4, .secretMismatch), ("m2", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            _ = try await scene.withAgent {
                try await scene.eventually { try await !scene.items("incidents", "list", "--state", "open").isEmpty }
                let doctor = try await screen(scene, "doctor")
                #expect(doctor.contains("…") && tooWide(doctor).isEmpty, "\(doctor)")
                let explained = try await screen(scene, "policy", "explain", Self.arn)
                #expect(explained.contains("Nothing is done: mode") && tooWide(explained).isEmpty, "\(explained)")
                let healthy = try await scene.agentctl("policy", "explain", "m2")
                #expect(healthy.output.hasPrefix("m2 is healthy. There is nothing to repair.\n"), "\(healthy)")
                let replay = try await screen(scene, "policy", "replay", "--since", "1h")
                #expect(replay.contains("mode, evidence") && !replay.contains("none of 0 rules"), "\(replay)")
                let inPipe = try await scene.agentctl("policy", "replay", "--since", "1h").output
                #expect(inPipe.contains("\tmode: observe") && inPipe.contains("; evidence: "), "\(inPipe)")
                let plan = try await scene.agentctl("remediate", "plan", Self.arn)
                #expect(plan.status == 0, "\(plan)")
                let shown = try await screen(scene, "remediate", "show", "plan/1")
                #expect(shown.contains("\n         ") && tooWide(shown).isEmpty, "\(shown)")
                let frozen = try await scene.agentctl("freeze", "--reason", "a change of the network, with many words")
                #expect(frozen.status == 0, "\(frozen)")
                let refused = try await screen(scene, "remediate", "apply", Self.arn, "--reason", "x", "--yes")
                #expect(refused.contains("cannot be repaired:") && tooWide(refused).isEmpty, "\(refused)")
                let held = try await screen(scene, "remediate", "plan", Self.arn)
                #expect(held.contains("before it ends") && tooWide(held).isEmpty, "\(held)")
            }
        }
    }
}
