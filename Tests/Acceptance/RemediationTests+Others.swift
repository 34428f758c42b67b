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

    @Test("a repair's own restart is no incident, and the repaired one closes once the run has ended")
    func restartIsExplained() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])
        fleet.rolloutDuration = .seconds(4)
        try await Scene.with(fleet) { scene in
            // A new process answers, and pauses once more before it is up for good: the soak sees that out.
            try scene.configure(policy: TestPolicy.auto.replacingOccurrences(of: "soak: 0s", with: "soak: 3s"))
            _ = try await scene.withAgent {
                // It was seen down meanwhile, or the test proves nothing.
                try await scene.eventually {
                    try await scene.agentctl("status", "m1").output.contains("ks-apiserver-down")
                }
                try await scene.eventually {
                    try await scene.items("incidents", "--cluster", "m1").contains { $0["closedAt"] is String }
                }
                let incidents = try await scene.items("incidents", "--cluster", "m1")
                #expect(incidents.map { $0["cause"] as? String } == ["token-not-in-cache"], "\(incidents)")
                let run = try await scene.items("remediate", "list", "--cluster", "m1").first
                let (ended, closed) = (run?["endedAt"] as? String, incidents.first?["closedAt"] as? String)
                #expect(try #require(ended) <= #require(closed), "\(run ?? [:])")
            }
        }
    }

    @Test("who approves a plan in a freeze is told, and it is carried out once the freeze has ended")
    func approvedInFreeze() async throws {
        try await Scene.with(.scene([("m1", .v3_4, .secretMismatch)])) { scene in
            try scene.configure(policy: TestPolicy.auto)
            _ = try await scene.withAgent {
                try await scene.eventually {
                    try await !scene.items("remediate", "list", "--state", "proposed").isEmpty
                }
                #expect(try await scene.agentctl("freeze", "--for", "1h", "--reason", "change 9").status == 0)
                let approved = try await scene.agentctl("remediate", "approve", "plan/1", "--yes", "--reason", "ok")
                #expect(
                    approved.status == 0 && approved.errors.contains("plan/1 is approved, held by freeze/1 until ")
                        && approved.errors.contains(": the agent carries it out once the freeze has ended\n"),
                    "\(approved)")
                #expect(try await scene.agentctl("unfreeze", "freeze/1", "--reason", "done").status == 0)
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            }
        }
    }

    @Test("a window that closes in the midst of a repair stops it: the old document is back, and the breaker closed")
    func windowCloses() async throws {
        try await Scene.with(.scene([("m1", .v3_4, .maxAge)])) { scene in
            try scene.configure(policy: TestPolicy.auto)
            let before = try await writes(scene, "m1")
            try await scene.fleet.setFault(.lateAnswer(.seconds(3)), on: "m1")
            let agent = try scene.launchAgent()
            try await scene.eventually {
                try await scene.agentctl("journal", "-o", "jsonl").output.contains(#""step":"patch""#)
            }
            let yesterday = Calendar(identifier: .gregorian).component(.weekday, from: Date() - 2 * 86_400)
            let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][yesterday - 1]
            try scene.write(
                "policy.yaml",
                TestPolicy.auto.replacingOccurrences(
                    of: "mode: auto,", with: "mode: auto, windows: [\"\(day) 00:00-24:00 UTC\"],"))
            agent.signal(SIGHUP)
            try await scene.eventually { try await scene.outcome(of: "m1") != nil }
            let run = try await scene.items("remediate", "list", "--cluster", "m1").first
            #expect(
                run?["outcome"] as? String == "stopped"
                    && (run?["summary"] as? String)?.contains("the old document is back") == true, "\(run ?? [:])")
            #expect(try await scene.agentctl("remediate", "breaker").output.hasPrefix("closed"))
            try await breakerIsTold(scene)
            // The dry run, the patch, and the way back; no restart.
            #expect(try await writes(scene, "m1") == before + 3)
            #expect(try await agent.stop().status == 0)
        }
    }

    /// The command stands on a line of its own.
    private func breakerIsTold(_ scene: Scene) async throws {
        let database = try DatabaseQueue(path: scene.path("history.sqlite"))
        try await database.write {
            try $0.execute(
                sql: "PRAGMA busy_timeout = 5000; REPLACE INTO breaker(id, opened_at, reason) VALUES (1, 1, 'r')")
        }
        try database.close()
        let lines = try await scene.agentctl("remediate", "breaker").output.split(separator: "\n")
        #expect(lines.first == "OPEN since 1970-01-01T00:00:00Z: r", "\(lines)")
        #expect(lines.last?.trimmingCharacters(in: .whitespaces) == "agentctl remediate breaker close", "\(lines)")
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
