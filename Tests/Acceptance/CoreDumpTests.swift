import ChildPrograms
import FleetSimulator
import Foundation
import Testing

/// Where the kernel writes cores beside the program that it ends.
private let coresAreFiles =
    (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8))?.trimmingCharacters(
        in: .whitespacesAndNewlines) == "core"

@Suite("Cores", .timeLimit(.minutes(3)), .enabled(if: coresAreFiles, "core_pattern sends cores elsewhere"))
struct CoreDumpTests {
    @Test("an agent that is ended by a signal that dumps core leaves none, where another program leaves one")
    func none() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge)])
        fleet.hostSecret = "PLANTEDjwtSecretPLANTEDjwtSecret"
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.auto)
            let shell = Program(name: "/bin/sh")
            let other = try await shell.run([
                "-c",
                """
                cd '\(scene.folder.path)' && mkdir other && cd other && ulimit -c unlimited && sh -c 'kill -ABRT $$'; ls
                """,
            ])
            try #require(other.output.contains("core"), "this machine writes no cores: \(other)")

            let agentd = Program.folder.appending(path: "agentd").path
            let agent = try shell.launch([
                "-c",
                """
                cd '\(scene.folder.path)' && ulimit -c unlimited && exec '\(agentd)' --config \
                '\(scene.path("agent.yaml"))'
                """,
            ])
            try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            let ended = try await agent.stop(SIGABRT)
            #expect(ended.status == 128 + SIGABRT, "\(ended)")
            let files = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path)
            #expect(!files.contains { $0.hasPrefix("core") }, "\(files)")
        }
    }
}
