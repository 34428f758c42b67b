import ChildPrograms
import FleetSimulator
import Foundation
import GRDB
import Testing

extension RemediationTests {
    @Test("a second agent with a history of its own leaves a member alone that the first has just repaired")
    func twoAgents() async throws {
        try await Scene.with(.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.auto)
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            }
            try await scene.fleet.setFault(.maxAge, on: "m1")
            let before = try await writes(scene, "m1")
            try FileManager.default.createDirectory(atPath: scene.path("second"), withIntermediateDirectories: true)
            try scene.write(
                "agent.yaml", try scene.read("agent.yaml").replacingOccurrences(of: "state: .", with: "state: second"))
            _ = try await scene.withAgent {
                try await scene.eventually {
                    try await scene.agentctl("events", "-o", "jsonl").output.contains("another ksfleet began run")
                }
            }
            #expect(try await writes(scene, "m1") == before)
        }
    }

    @Test("a user outside of group ksfleet reads nothing: the kernel keeps the socket, and behind it the agent does")
    func foreignUser() async throws {
        try #require(getuid() == 0, "needs root, to become somebody else")
        try await Scene.with(.scene([("m1", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scene.folder.path)
            _ = try await scene.withAgent {
                let kept = try await asNobody(
                    scene, "/usr/bin/curl", "-sS", "--unix-socket", scene.path("agent.sock"),
                    "http://localhost/v1/state")
                #expect(kept.status == 7, "\(kept)")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o666], ofItemAtPath: scene.path("agent.sock"))
                for path in ["state", "plans", "events", "policy"] {
                    let told = try await asNobody(
                        scene, "/usr/bin/curl", "-sS", "-w", "%{http_code}", "--unix-socket", scene.path("agent.sock"),
                        "http://localhost/v1/\(path)")
                    #expect(
                        told.output.hasSuffix("403") && told.output.contains("forbidden")
                            && !told.output.contains("observe"), "\(told)")
                }
                try await scene.eventually {
                    try await scene.agentctl("journal", "-o", "jsonl").output.contains("uid 65534 gid 65534 (nobody)")
                }
            }
        }
    }

    @Test("no planted secret goes over the socket, into a plan or into an event")
    func secrets() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch)])
        fleet.hostSecret = "PLANTEDjwtSecretPLANTEDjwtSecret"
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.auto)
            let stopped = try await scene.withAgent {
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
                try await scene.eventually {
                    try await !scene.items("remediate", "list", "--cluster", "m2", "--state", "proposed").isEmpty
                }
                _ = try await scene.agentctl("remediate", "approve", "m2", "--yes", "--wait", "--reason", "planted")
                var said = ""
                for path in ["state", "plans", "runs", "policy", "events?after=0&follow=false", "freezes", "breaker"] {
                    let answer = try await scene.curl("http://localhost/v1/\(path)")
                    #expect(answer.status == 0 && !answer.output.isEmpty, "\(path): \(answer)")
                    said += answer.output
                }
                let run = try #require(
                    try await scene.items("remediate", "list").compactMap { $0["run"] as? String }.first)
                said += try await scene.curl("http://localhost/v1/runs/\(run.dropFirst("run/".count))").output
                #expect(said.contains("secret-mismatch") && said.contains("run-step"))
                #expect(!said.contains("PLANTED"))
            }
            #expect(!stopped.errors.contains("PLANTED"))
        }
    }
}
