import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("The main job, with the real programs", .timeLimit(.minutes(10)))
struct MainJobTests {
    @Test("three members broken in different ways: diagnosed, remembered, one repaired with proof")
    func mainJob() async throws {
        let broken: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch), ("m3", .v4_1, .serverDown), ("m4", .v3_0, nil),
        ]
        try await Scene.with(.scene(broken)) { scene in
            let round = try await scene.agentd("--once")
            #expect(round.status == 0 && round.output == "2 healthy, 3 failing\n", "\(round)")

            let status = try await scene.agentctl("status", "--explain")
            #expect(status.status == 0, "\(status)")
            for (cluster, cause) in [
                ("m1", "token-not-in-cache"), ("m2", "secret-mismatch"), ("m3", "ks-apiserver-down"),
            ] {
                #expect(
                    status.output.split(separator: "\n").contains { $0.contains(cluster) && $0.contains(cause) },
                    "\(status.output)")
            }
            #expect(status.output.contains("agentctl remediate plan m1"))
            #expect(try await scene.agentctl("status", "--exit-code").status == 10)

            let plan = try await scene.agentctl("remediate", "plan", "m1")
            #expect(plan.status == 0 && plan.output.contains("accessTokenMaxAge: 2h -> 0"), "\(plan)")
            let dry = try await scene.agentctl("remediate", "apply", "m1", "--dry-run")
            #expect(dry.status == 0 && dry.output.contains("dry run passed"), "\(dry)")
            let applied = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "acceptance")
            #expect(applied.status == 0 && applied.output.contains("m1: proved"), "\(applied)")

            #expect(try await scene.agentd("--once").output == "3 healthy, 2 failing\n")
            let diff = try await scene.agentctl("diff", "m1")
            #expect(
                diff.status == 1 && diff.output.contains("-    accessTokenMaxAge: 2h")
                    && diff.output.contains("+    accessTokenMaxAge: 0"), "\(diff)")
            let history = try await scene.agentctl("history", "--cluster", "m1")
            for word in ["incident", "token-not-in-cache", "ksfleet", "proved", "acceptance"] {
                #expect(history.output.contains(word), "\(word): \(history.output)")
            }
            #expect(try await scene.agentctl("journal", "verify").status == 0)
        }
    }

    @Test("a host is refused with its reason, and nobody is asked where nobody is there")
    func refusals() async throws {
        try await Scene.with(.scene([("m1", .v3_4, .maxAge)])) { scene in
            let host = try await scene.agentctl("remediate", "apply", "host", "--yes", "--reason", "test")
            #expect(host.status == 10 && host.output.contains("ksfleet never modifies hosts"), "\(host)")
            let unasked = try await scene.agentctl("remediate", "apply", "m1", "--reason", "test")
            #expect(unasked.status == 64 && unasked.errors.contains("--yes"), "\(unasked)")
            let reasonless = try await scene.agentctl("remediate", "apply", "m1", "--yes")
            #expect(reasonless.status == 64 && reasonless.errors.contains("--reason"), "\(reasonless)")
            let unknown = try await scene.agentctl("remediate", "plan", "nowhere")
            #expect(unknown.status == 5 && unknown.errors.contains("nowhere"), "\(unknown)")
            let stale = try await scene.agentctl(
                "remediate", "apply", "m1", "--yes", "--plan", "000000000000", "--reason", "test")
            #expect(stale.status == 10 && stale.errors.contains("the plan is now"), "\(stale)")
            for cluster in scene.fleet.clusters { #expect(try await cluster.requests().writes == 0) }
        }
    }

    @Test(
        "JSON parses, CSV has its header, and a pipe carries no escape codes",
        arguments: ["status", "history", "incidents", "journal"])
    func formats(command: String) async throws {
        try await Scene.with(.scene([("m1", .v3_4, .maxAge)])) { scene in
            _ = try await scene.agentd("--once")
            _ = try await scene.agentctl("remediate", "apply", "m1", "--dry-run")
            let json = try await scene.agentctl(command, "-o", "json")
            let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((document?["schema"] as? String)?.hasPrefix("agentctl.") == true, "\(json)")
            #expect((document?["items"] as? [Any])?.isEmpty == false)
            let lines = try await scene.agentctl(command, "-o", "jsonl").output.split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines {
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            }
            let csv = try await scene.agentctl(command, "-o", "csv").output
            #expect(csv.contains("\r\n") && csv.split(separator: "\r\n").first?.contains(",") == true)
            #expect(try await !scene.agentctl(command).output.contains("\u{1B}"))
        }
    }

    @Test("the running agent answers on its socket, stops on SIGTERM, and goes on counting after it")
    func daemon() async throws {
        try await Scene.with(.scene([("m1", .v4_1, .maxAge)])) { scene in
            let missing = try await scene.agentctl("agent")
            #expect(missing.status == 6 && missing.errors.contains("no agent listens"), "\(missing)")
            let daemon = try Program(name: "agentd").launch(["--config", scene.path("agent.yaml")])
            let answered = try await eventually { try await scene.agentctl("agent").output.contains("1 failing") }
            #expect(answered)
            await scene.fleet.sendUserRequests()
            let counted = try await eventually {
                try await scene.agentctl("history", "--kind", "failures", "-o", "csv").output.contains(
                    "token-not-in-cache,1")
            }
            #expect(counted)
            #expect(try await daemon.stop().status == 0)
            await scene.fleet.sendUserRequests()
            _ = try await scene.agentd("--once")
            let total = try await scene.agentctl("history", "--kind", "failures", "-o", "csv").output
            let sum = total.split(whereSeparator: \.isNewline).dropFirst().compactMap {
                Int($0.split(separator: ",")[3])
            }.reduce(0, +)
            #expect(sum == 2, "\(total)")
        }
    }

    /// Asks again until it holds, for at most a minute: what is waited for happens in another process.
    private func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if try await holds() { return true }
        }
        return false
    }
}
