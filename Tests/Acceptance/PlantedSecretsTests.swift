import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

@Suite("Planted secrets, with the real programs", .timeLimit(.minutes(10)))
struct PlantedSecretsTests {
    @Test("no jwtSecret, token or client key is in the database, the output or the logs")
    func planted() async throws {
        var configuration = FleetConfiguration.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch), ("m3", .v4_1, .serverDown)])
        configuration.hostSecret = "PLANTEDjwtSecretPLANTEDjwtSecret"
        configuration.clusters[1].credential = .token
        try await Scene.with(configuration) { scene in
            var said = ""
            func add(_ run: Program.Result) { said += run.all }
            add(try await scene.agentd("--once", "--log-level", "trace"))
            for command in [["status"], ["status", "-o", "json"], ["history"], ["history", "--kind", "config", "-o", "json"], ["journal", "-o", "json"]] {
                add(try await Program(name: "agentctl", environment: scene.environment).run(command))
            }
            for member in ["m1", "m2", "m3", "host"] {
                add(try await scene.agentctl("remediate", "plan", member, "-o", "json"))
                add(try await scene.agentctl("remediate", "apply", member, "--yes", "--reason", "planted"))
            }
            add(try await scene.agentd("--once", "--log-level", "trace"))
            for member in ["m1", "m2"] { add(try await scene.agentctl("diff", member)) }
            // They stand compressed in the file, where looking for bytes finds nothing.
            let history = try HistoryReader.open(path: scene.path("history.sqlite"))
            for name in ["m1", "m2", "m3", "host"] {
                let texts = try await history.lastSnapshots(of: ClusterID(name), limit: 100).map(\.text)
                #expect(texts.allSatisfy { $0.contains("jwtSecret") } && !texts.isEmpty)
                said += texts.joined()
            }
            #expect(said.contains("proved"))
            let secrets = try secrets(scene)
            #expect(secrets.count >= 4)
            for secret in secrets { #expect(!said.contains(secret), "in the output: \(secret.prefix(8))…") }
            try lookInto(scene, for: secrets)
        }
    }

    private func lookInto(_ scene: Scene, for secrets: [String]) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: scene.folder.path) where name != "kubeconfig" {
            guard let bytes = FileManager.default.contents(atPath: scene.path(name)) else { continue }
            for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "in \(name): \(secret.prefix(8))…") }
        }
    }

    /// The host's jwtSecret, and out of the kubeconfig every token and a stretch of every client key, in base64 and as PEM.
    private func secrets(_ scene: Scene) throws -> [String] {
        var found = ["PLANTEDjwtSecret"]
        for line in try scene.read("kubeconfig").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"")) }
            guard parts.count == 2 else { continue }
            if parts[0] == "token" { found.append(parts[1]) }
            if parts[0] == "client-key-data" {
                found.append(String(parts[1].dropFirst(80).prefix(60)))
                let pem = Data(base64Encoded: parts[1]).map { String(decoding: $0, as: UTF8.self) } ?? ""
                found += pem.split(separator: "\n").filter { !$0.contains("---") }.prefix(1).map { String($0.prefix(40)) }
            }
        }
        return found
    }
}
