import ChildPrograms
import FleetSimulator
import Foundation
import Testing

/// What a person sees of a repair while it goes on.
@Suite("Following a repair", .timeLimit(.minutes(5)))
struct FollowingTests {
    private func with(_ fault: FleetSimulator.Fault? = nil, _ body: (Scene) async throws -> Void) async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge)])
        // A kubelet waits longer after each crash: there, the rollout is short.
        fleet.rolloutDuration = fault == nil ? .seconds(2) : .milliseconds(200)
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.observe)
            if let fault { try await scene.fleet.setFault(fault, on: "m1") }
            try await body(scene)
        }
    }

    @Test(
        "a pipe gets each step as it begins and as it ends, the rollout's pods as they change, and the proof once",
        arguments: [true, false])
    func steps(byAgent: Bool) async throws {
        try await with { scene in
            func apply() async throws {
                let run = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "watched")
                #expect(run.status == 0 && run.output.contains("m1: proved"), "\(run)")
                for part in [
                    "… patch", "✓ patch", "… rollout      0 of 1 ready, ", "not ready", "✓ rollout", "✓ prove",
                ] {
                    #expect(run.errors.contains(part), "\(part): \(run.errors)")
                }
                #expect(
                    (run.output + run.errors).components(separatedBy: "a forged one rejected").count == 2, "\(run)"
                )
                #expect(run.output.split(separator: "\n").count <= 12, "\(run.output)")
            }
            if byAgent { _ = try await scene.withAgent { try await apply() } } else { try await apply() }
        }
    }

    @Test(
        "a rollout that fails says why its pod does, to the person, in the run's own values and in the journal",
        arguments: [true, false])
    func failing(byAgent: Bool) async throws {
        try await with(.crashOnNewConfiguration) { scene in
            func apply() async throws {
                let run = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "watched")
                #expect(run.status == 1 && run.errors.contains("✖ rollout"), "\(run)")
                for part in [
                    "is CrashLoopBackOff", "last ended Error with exit code 2; its log says: panic: runtime error",
                ] { #expect(run.errors.contains(part), "\(part): \(run.errors)") }
                let rows = try await scene.items("journal").compactMap { $0["detail"] as? String }
                #expect(rows.contains { $0.contains("CrashLoopBackOff") && $0.contains("exit code") }, "\(rows)")
                guard byAgent,
                    let id = try await scene.items("remediate", "list").compactMap({ $0["run"] as? String }).first
                else { return }
                let told = try await scene.curl("http://localhost/v1/runs/\(id.replacing("run/", with: ""))").output
                #expect(
                    told.contains(#""rollout":{"pods":[{"isNew":"#) && told.contains(#""status":"CrashLoopBackOff""#),
                    "\(told)")
            }
            if byAgent { _ = try await scene.withAgent { try await apply() } } else { try await apply() }
        }
    }

    @Test("a plan that was only looked at, or not confirmed, waits for nobody; it can still be approved by its number")
    func lookedAt() async throws {
        try await with { scene in
            _ = try await scene.withAgent {
                #expect(try await scene.agentctl("remediate", "plan", "m1").status == 0)
                #expect(try await !scene.agentctl("agent").output.contains("plan/1"))
                #expect(try await scene.items("remediate", "list").first?["state"] as? String == "proposed")
                let unasked = try await scene.agentctl("remediate", "apply", "m1", "--reason", "looked")
                #expect(unasked.status == 64, "\(unasked)")
                #expect(try await scene.items("remediate", "list").first?["state"] as? String == "withdrawn")
                #expect(
                    try await scene.items("journal").contains {
                        $0["step"] as? String == "withdrawn"
                            && ($0["detail"] as? String)?.contains("not confirmed") == true
                    })
                #expect(try await scene.agentctl("remediate", "plan", "m1").status == 0)
                #expect(
                    try await scene.agentctl("remediate", "approve", "plan/2", "--yes", "--reason", "by its number")
                        .status == 0)
            }
        }
    }

    @Test("an agent.yaml that was changed is not in force, and whoever asks or reloads is told")
    func changedConfiguration() async throws {
        try await with { scene in
            _ = try await scene.withAgent {
                #expect(try await !scene.agentctl("agent").output.contains("not in force"))
                try scene.write("agent.yaml", scene.read("agent.yaml") + "concurrency: 3\n")
                #expect(
                    try await scene.agentctl("agent").output.contains(
                        "agent.yaml was changed since the agent started, and is not in force"))
                let reload = try await scene.agentctl("agent", "reload")
                #expect(reload.status == 0 && reload.errors.contains("is not in force"), "\(reload)")
                let doctor = try await scene.agentctl("doctor", "--only", "agent")
                #expect(
                    doctor.status == 0 && doctor.output.contains("warn") && doctor.output.contains("is not in force"),
                    "\(doctor)")
            }
        }
    }

    @Test("doctor says what failed alone where it is asked to, and a terminal gets a line for each cluster")
    func doctor() async throws {
        try await with { scene in
            try await scene.fleet.setFault(.forbidden, on: "m1")
            let failed = try await scene.agentctl(
                "doctor", "--failed", "--no-headers", "--only", "rights", "--only", "connection")
            #expect(
                failed.status == 10 && !failed.output.isEmpty
                    && failed.output.split(separator: "\n").allSatisfy { $0.hasPrefix("fail\t") }, "\(failed)")
            let screen = try await Program(name: "agentctl", environment: scene.environment).runOnTerminal(
                columns: 80, ["doctor", "--no-color", "--only", "rights", "--only", "connection"])
            #expect(
                screen.output.contains("host  pass 2 of 2 checks\n") && screen.output.contains("\nm1    FAIL "),
                "\(screen.output)")
            #expect(screen.output.split(separator: "\n").last?.contains(" fail, ") == true, "\(screen.output)")
            #expect(try await scene.agentctl("doctor", "--failed", "--all").status == 64)
        }
    }
}
