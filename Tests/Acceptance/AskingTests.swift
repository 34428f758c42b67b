import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("What a person is asked on a terminal, and what is told of what was refused", .timeLimit(.minutes(3)))
struct AskingTests {
    /// A command on a terminal of its own, with the lines that somebody types there.
    private func typing(_ lines: [String], _ scene: Scene, _ arguments: String) async throws -> Program.Result {
        let program = Program.folder.appending(path: "agentctl").path
        let environment = scene.environment.merging([
            "PATH": "/usr/bin:/bin", "LINES_TYPED": lines.joined(separator: "\n") + "\n",
            "COMMAND_LINE": "\(program) \(arguments)",
        ]) { $1 }
        // Whatever types goes on for a while: at the end of its input the terminal would hang up.
        let typed = #"exec 3< <(printf '%s' "$LINES_TYPED"; exec sleep 20); script -qec "$COMMAND_LINE" /dev/null <&3"#
        return try await Program(name: "/usr/bin/bash", environment: environment).run(["-c", typed])
    }

    @Test(
        "apply shows the plan, then asks why, then whether; after a no nothing waits",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script(1) is not installed"))
    func order() async throws {
        try await Scene.with(.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            _ = try await scene.withAgent {
                let asked = try await typing(["ticket 4711", "n"], scene, "remediate apply m1")
                let places = ["plan/1 (", "  steps    ", "Reason (recorded in the journal): ", "Carry this out on m1?"]
                    .map { asked.output.range(of: $0)?.lowerBound }
                #expect(!places.contains(nil), "\(asked)")
                #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted(), "\(asked)")
                #expect(asked.status == 2 && asked.output.contains("not confirmed: nothing was done"), "\(asked)")
                #expect(try await scene.items("remediate", "list").map { $0["state"] as? String } == ["withdrawn"])
                let silent = try await typing([""], scene, "remediate apply m1")
                #expect(silent.status == 64 && silent.output.contains("--reason is required"), "\(silent)")
                let open = try await scene.items("remediate", "list", "--state", "proposed")
                #expect(open.isEmpty, "\(open)")
                #expect(try await scene.agentctl("remediate", "plan", "m1").status == 0)
                let plan = try await scene.items("remediate", "list").first?["plan"] as? String ?? ""
                let rejected = try await typing(["no window", "y"], scene, "remediate reject \(plan)")
                let order = ["  steps    ", "Reason (recorded in the journal): ", "Reject \(plan) ("].map {
                    rejected.output.range(of: $0)?.lowerBound
                }
                #expect(!order.contains(nil) && order.compactMap { $0 } == order.compactMap { $0 }.sorted())
                #expect(rejected.status == 0 && rejected.output.contains("is rejected: nothing is done"), "\(rejected)")
            }
            let absent = try await scene.agentctl("status")
            #expect(
                absent.errors.contains(
                    /no agent is running: the newest probe is \d+s old, and nothing is watched or repaired: systemctl/),
                "\(absent)")
            #expect(try await !scene.agentctl("status", "-o", "json").errors.contains("no agent is running"))
        }
    }

    @Test("a reload that fails is one row, in the journal and among actions, as all that was refused")
    func refusals() async throws {
        try await Scene.with(.scene([("m1", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            _ = try await scene.withAgent {
                try scene.write("policy.yaml", "mode: perhaps\nrules: 7\n")
                #expect(try await scene.agentctl("agent", "reload").status == 78)
                let events = try await scene.agentctl("events", "--kind", "policy-invalid", "--no-headers")
                #expect(
                    events.output.count { $0 == "\n" } == 1 && events.output.contains("policy.yaml:1:7")
                        && events.output.contains(" (and 1 more)"), "\(events)")
                let actions = try await scene.agentctl("history", "--kind", "actions", "--no-headers")
                #expect(
                    actions.output.count { $0 == "\n" } == 1 && actions.output.contains("policy.yaml:1:7")
                        && actions.output.contains(" (and 1 more)"), "\(actions)")
                #expect(try await scene.agentctl("journal", "--no-headers").output.contains("policy.yaml:1:7"))
                #expect(try await !scene.agentctl("history").output.contains("policy.yaml"))
            }
        }
    }
}
