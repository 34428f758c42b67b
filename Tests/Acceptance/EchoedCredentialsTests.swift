import ChildPrograms
import FleetSimulator
import Foundation
import Store
import Testing

@Suite("A proxy that repeats requests, with the real programs", .timeLimit(.minutes(10)))
struct EchoedCredentialsTests {
    private static var fleet: FleetConfiguration {
        var configuration = FleetConfiguration.scene([
            ("tokens", .v3_4, .echoesTokens), ("tokens41", .v4_1, .echoesTokens), ("requests", .v3_1, .echoesRequests),
            ("sound", .v3_4, nil),
        ])
        for index in configuration.clusters.indices { configuration.clusters[index].credential = .token }
        return configuration
    }

    @Test("no token that was sent, nor a part of one, is in evidence, the output, the history or the logs")
    func echoed() async throws {
        try await Scene.with(Self.fleet) { scene in
            var said = try await scene.agentd("--once", "--log-level", "trace").all
            said += try await scene.agentd("--once", "--log-level", "trace").all
            let agentctl = Program(name: "agentctl", environment: scene.environment)
            for command in [
                ["status", "--explain"], ["status", "-o", "json"], ["history", "-o", "json"],
                ["incidents", "-o", "json"],
                ["journal", "-o", "json"], ["report", "-o", "html"],
                ["probe", "-o", "json"], ["doctor", "-o", "json"], ["remediate", "plan", "tokens", "-o", "json"],
                ["remediate", "plan", "requests", "-o", "json"],
            ] {
                said += try await agentctl.run(command).all
            }
            #expect(
                said.contains("cannot handle") && said.contains("502 Bad Gateway") && said.contains("<secret>"),
                "nothing was repeated, so this proves nothing")
            let parts = try parts(scene)
            #expect(parts.count >= 5)
            for part in parts { #expect(!said.contains(part), "in the output: \(part.prefix(8))…") }
            // A signed token of the round begins so.
            for word in said.split(whereSeparator: {
                !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "_" && $0 != "-"
            }) {
                #expect(word.split(separator: ".").count != 3 || !word.hasPrefix("eyJ"), "a token: \(word.prefix(12))…")
            }
            try lookInFiles(of: scene, for: parts)
        }
    }

    @Test("nor in what an agent that goes on writes: its write-ahead log, its notifications, its journal")
    func running() async throws {
        try await Scene.with(Self.fleet) { scene in
            let route = "{name: program, command: [/usr/bin/tee, -a, \(scene.path("told"))], wait: 0s, interval: 1s}"
            try scene.write("agent.yaml", scene.read("agent.yaml") + "notifications: [\(route)]\n")
            let parts = try parts(scene)
            let ended = try await scene.withAgent {
                try await scene.eventually { (try? scene.read("told"))?.contains("<secret>") == true }
                #expect(FileManager.default.fileExists(atPath: scene.path("history.sqlite-wal")))
                try lookInFiles(of: scene, for: parts)
            }
            for part in parts { #expect(!ended.all.contains(part), "in the journal: \(part.prefix(8))…") }
            try lookInFiles(of: scene, for: parts)
        }
    }

    private func lookInFiles(of scene: Scene, for parts: [String]) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: scene.folder.path) where name != "kubeconfig" {
            guard let bytes = FileManager.default.contents(atPath: scene.path(name)) else { continue }
            for part in parts + ["X-KubeSphere-Authorization: Bearer eyJ"] {
                #expect(bytes.range(of: Data(part.utf8)) == nil, "in \(name): \(part.prefix(8))…")
            }
        }
    }

    /// Of every token in the kubeconfig, stretches of twelve characters.
    private func parts(_ scene: Scene) throws -> [String] {
        let tokens = try scene.read("kubeconfig").split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: ":", maxSplits: 1).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            }
            return words.count == 2 && words[0] == "token" ? words[1] : nil
        }
        return tokens.flatMap { token in
            stride(from: 0, to: token.count - 12, by: 12).map { String(token.dropFirst($0).prefix(12)) }
        }
    }
}
