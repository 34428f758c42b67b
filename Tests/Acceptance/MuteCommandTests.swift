import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("Muting findings, with the real programs", .timeLimit(.minutes(5)))
struct MuteCommandTests {
    private func with(_ body: (Scene) async throws -> Void) async throws {
        try await Scene.with(.scene([("m1", .v4_1, nil), ("m2", .v3_4, .secretMismatch)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            try await body(scene)
        }
    }

    @Test("a warning is muted through the agent, under the peer's own name, until somebody ends it")
    func mutes() async throws {
        try await with { scene in
            _ = try await scene.withAgent {
                try await scene.eventually {
                    try await scene.agentctl("status", "-o", "json").output.contains("version-skew")
                }
                let muted = try await scene.agentctl(
                    "mute", "version-skew", "--cluster", "m*", "--for", "1h", "--reason", "upgrade is planned")
                #expect(
                    muted.status == 0 && muted.errors.contains("mute/1: version-skew on m* is muted until")
                        && muted.errors.contains("mute end mute/1"), "\(muted)")
                let mute = try #require(try await scene.items("mute", "list").first)
                #expect(
                    mute["by"] as? String == "uid 0 gid 0 (root)" && mute["reason"] as? String == "upgrade is planned"
                        && mute["mute"] as? String == "mute/1")
                #expect(try await scene.agentctl("agent").output.contains("mutes: 1 holds now"))
                #expect(try await scene.agentctl("journal", "-o", "jsonl").output.contains("version-skew, m*, until"))
                #expect(
                    try await scene.agentctl("status", "-o", "json").output.contains("version-skew"),
                    "a mute hides nothing from programs")
                let status = try await scene.agentctl("status", "--explain").output
                #expect(
                    status.contains("muted: version-skew, until ")
                        && status.contains("(mute/1, by root: upgrade is planned)"), "\(status)")

                #expect(try await scene.agentctl("mute", "end", "mute/1", "--reason", "upgraded").status == 0)
                #expect(try await scene.agentctl("mute", "end", "mute/1", "--reason", "upgraded").status == 10)
                #expect(try await scene.agentctl("mute", "end", "mute/77", "--reason", "upgraded").status == 5)
                #expect(try await scene.agentctl("mute", "list").errors.contains("nothing is muted"))
                #expect(try await scene.agentctl("journal", "verify").status == 0)
            }
        }
    }

    @Test(
        "what cannot be muted is refused with its reason",
        arguments: [
            (["secret-mismatch", "--for", "1h", "--reason", "x"], Int32(64), "always critical"),
            (["nonsense", "--for", "1h", "--reason", "x"], 64, "there is no cause nonsense"),
            (["version-skew", "--reason", "x"], 64, "needs an end"),
            (["version-skew", "--for", "1h"], 64, "--reason is required; it is recorded in the journal"),
            (["version-skew", "--for", "1h", "--cluster", "nosuch-*", "--reason", "x"], 64, "nothing would be muted"),
            (["version-skew", "--for", "2h ago", "--reason", "x"], 64, "invalid duration"),
            (["version-skew", "--until", "2020-01-01", "--reason", "x"], 64, "in the past"),
            (["version-skew", "--for", "1h", "--until", "2030-01-01", "--reason", "x"], 64, "not both"),
            (["end", "1", "--reason", "x"], 64, "mute/1 or freeze/1"),
        ])
    func refused(arguments: [String], status: Int32, words: String) async throws {
        try await with { scene in
            #expect(try await scene.agentd("--once").status == 0)
            let result = try await Program(name: "agentctl", environment: scene.environment).run(["mute"] + arguments)
            #expect(result.status == status && result.errors.contains(words), "\(result)")
        }
    }
}
