import ChildPrograms
import FleetSimulator
import Foundation
import Testing

/// What a person does at the command line, and what comes back: exit codes and words.
@Suite("Operating repairs", .timeLimit(.minutes(5)))
struct OperatingTests {
    private typealias Member = (name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)

    private func with(
        _ members: [Member], policy: String = TestPolicy.observe, rollout: Duration = .milliseconds(300),
        _ body: (Scene) async throws -> Void
    ) async throws {
        var fleet = FleetConfiguration.scene(members.map { ($0.name, $0.version, $0.fault) })
        fleet.rolloutDuration = rollout
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: policy)
            try await body(scene)
        }
    }

    @Test("what is not over when the time to wait runs out ends with 8, and goes on")
    func pending() async throws {
        try await with(
            [("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch)],
            policy: TestPolicy.auto.replacing("mode: auto", with: "mode: suggest"), rollout: .seconds(2)
        ) { scene in
            _ = try await scene.withAgent {
                let run = try await scene.agentctl(
                    "remediate", "apply", "m1", "--yes", "--wait-timeout", "0.2", "--reason", "slow")
                #expect(run.status == 8 && run.errors.contains("goes on"), "\(run)")
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }

                try await scene.eventually {
                    try await !scene.items("remediate", "list", "--cluster", "m2", "--state", "proposed").isEmpty
                }
                #expect(try await scene.agentctl("freeze", "--reason", "hold").status == 0)
                let plan = try await scene.agentctl(
                    "remediate", "approve", "m2", "--yes", "--wait", "--wait-timeout", "0.5", "--reason", "later")
                #expect(plan.status == 8 && plan.errors.contains("is approved and not begun"), "\(plan)")
            }
        }
    }

    @Test("--local does it beside a running agent, and the lock keeps the two from repairing at once")
    func local() async throws {
        try await with([("m1", .v3_1, .maxAge), ("m2", .v3_4, .maxAge)]) { scene in
            _ = try await scene.withAgent {
                let own = try await scene.agentctl("remediate", "apply", "m1", "--local", "--yes", "--reason", "here")
                #expect(own.status == 0 && own.errors.contains("executing locally, not in the agent"), "\(own)")
                try await scene.fleet.setFault(.rolloutHangs, on: "m2")
                #expect(
                    try await scene.agentctl("remediate", "apply", "m2", "--yes", "--no-wait", "--reason", "there")
                        .status == 0)
                try await scene.fleet.setFault(.maxAge, on: "m1")
                let second = try await scene.agentctl(
                    "remediate", "apply", "m1", "--local", "--yes", "--reason", "both")
                #expect(
                    second.status == 10 && second.errors.contains("another process repairs on this machine"),
                    "\(second)")
                try await scene.fleet.clearFault(.rolloutHangs, on: "m2")
                try await scene.eventually { try await scene.outcome(of: "m2") == "proved" }
            }
        }
    }

    @Test("an approval where no agent runs says so, waits for nobody, and is carried out by an agent that starts")
    func approvedWithoutAgent() async throws {
        try await with([("m1", .v3_4, .secretMismatch), ("m2", .v3_4, nil)], policy: TestPolicy.auto) { scene in
            #expect(try await scene.agentctl("remediate", "plan", "m1").status == 0)
            let waiting = try await scene.agentctl(
                "remediate", "approve", "m1", "--yes", "--wait", "--reason", "ticket")
            #expect(
                waiting.status == 6 && waiting.errors.contains("no agent runs that would carry it out"), "\(waiting)")
            let approved = try await scene.agentctl("remediate", "approve", "m1", "--yes", "--reason", "ticket")
            #expect(
                approved.status == 0
                    && approved.errors.contains("no agent runs: one that starts before it expires carries it out"),
                "\(approved)")
            #expect(approved.errors.contains("agentctl remediate apply m1 --plan "))
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            }
        }
    }

    @Test(
        "where the agent may not ask ks-apiserver, a person who says so gets a proof by logs, and it is called weaker")
    func byLogs() async throws {
        try await with([("m1", .v3_1, .maxAge)]) { scene in
            // What the agent knew of the member before its right was taken away: with which document its process came
            // up.
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.agentctl("status").output.contains("m1") }
            }
            try await scene.fleet.setFault(.denied(verb: "get", resource: "services/proxy"), on: "m1")
            for _ in 0..<40 { await scene.fleet.sendUserRequests() }
            _ = try await scene.withAgent {
                let unasked = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "logs")
                #expect(unasked.status == 10, "\(unasked)")
                let planned = try await scene.agentctl("remediate", "plan", "m1", "--by-logs")
                #expect(
                    planned.status == 0 && planned.output.contains("proof    by logs alone, which is weaker")
                        && planned.errors.contains("--by-logs"), "\(planned)")
                let approved = try await scene.agentctl("remediate", "approve", "m1", "--yes", "--reason", "logs")
                #expect(approved.status == 10 && approved.errors.contains("--by-logs"), "\(approved)")
                let dry = try await scene.agentctl("remediate", "apply", "m1", "--by-logs", "--dry-run")
                #expect(dry.status == 0 && dry.output.contains("dry run passed"), "\(dry)")
            }
        }
    }

    @Test("a repair that meets an owner who reverts ends with 1: something was written")
    func contested() async throws {
        try await with([("m1", .v3_1, .maxAge)]) { scene in
            try await scene.fleet.setFault(.ownerReverts(after: .milliseconds(100)), on: "m1")
            let run = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "fight")
            #expect(run.status == 1 && run.output.contains("contested"), "\(run)")
        }
    }

    @Test("the agent probes when it is asked to, records it, and knows no cluster that is not watched")
    func probesNow() async throws {
        try await with([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)]) { scene in
            try scene.configure(policy: TestPolicy.observe, interval: "20s")
            _ = try await scene.withAgent {
                try await scene.fleet.setFault(.secretMismatch, on: "m2")
                let two = try await scene.agentctl("agent", "probe", "m1", "m2")
                #expect(
                    two.status == 0 && two.output.contains("failing\tm1\ttoken-not-in-cache\n")
                        && two.output.contains("failing\tm2\tsecret-mismatch\n"), "\(two)")
                #expect(try await scene.agentctl("status").output.contains("failing\tm2"))
                #expect(try await scene.agentctl("agent", "probe", "nowhere").status == 5)
                let all = try await scene.agentctl("agent", "probe", "-o", "json")
                #expect(all.output.contains("agentctl.agent.probe/v1") && all.output.contains("\"host\""), "\(all)")
            }
            #expect(try await scene.agentctl("agent", "probe").status == 6)
        }
    }

    @Test("reasons are kept whole, as long as the control API takes them")
    func reasons() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            let reason = String(repeating: "change ", count: 27) + "CHG-4711"
            #expect(try await scene.agentctl("freeze", "--reason", reason).status == 0)
            #expect(try await scene.agentctl("unfreeze", "freeze/1", "--reason", reason).status == 0)
            let rows = try await scene.items("journal").compactMap { $0["detail"] as? String }
            #expect(rows.contains("ended: " + reason), "\(rows)")
        }
    }

    @Test("Ctrl-C does not leave half a repair: in agentctl's own process it goes to its end")
    func interrupted() async throws {
        try await with([("m1", .v3_1, .maxAge)], rollout: .seconds(2)) { scene in
            let agentctl = Program(name: "agentctl", environment: scene.environment)
            let run = try agentctl.launch(["remediate", "apply", "m1", "--yes", "--reason", "interrupted"])
            try await scene.eventually {
                try await scene.items("journal").contains { $0["step"] as? String == "rollout" }
            }
            let ended = try await run.stop(SIGINT)
            #expect(ended.status == 0, "\(ended)")
            #expect(try await scene.items("remediate", "list").first?["outcome"] as? String == "proved")
        }
    }
}
