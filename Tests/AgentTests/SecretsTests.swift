import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Repair
import Rounds
import Store
import Testing

@Suite("Secrets stay in the process", .timeLimit(.minutes(10)))
struct SecretsTests {
    @Test("after rounds, a plan and a repair, no planted secret is in any file of the agent")
    func planted() async throws {
        var fleet = FleetConfiguration.fleet([
            ("broken", .v3_4, .secretMismatch), ("aged", .v4_1, .maxAge), ("down", .v3_1, .serverDown),
        ])
        fleet.hostSecret = "PLANTEDjwtSecretPLANTEDjwtSecret"
        fleet.clusters[1].credential = .token
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            _ = try await rounds.once()
            var said = ""
            try await RepairService.with(rounds.configuration) { desk in
                for cluster in desk.clusters {
                    let preparation = await desk.prepare(cluster)
                    said += "\(preparation)" + String(reflecting: preparation)
                    dump(preparation, to: &said)
                    guard case .ready(let repair) = preparation else { continue }
                    var order = RepairOrder(actor: "test", reason: "planted")
                    order.limits.soak = 0
                    let answer = try await desk.apply(repair, order)
                    said += "\(answer)"
                    #expect(answer.outcome?.recorded == .proved)
                }
            }
            let result = try await rounds.once()
            dump(result.diagnoses, to: &said)
            dump(result.outcomes.mapValues(\.observation), to: &said)
            // They stand compressed in the file, where looking for bytes finds nothing.
            for name in ["broken", "aged", "down", "host"] {
                dump(try await rounds.reader().lastSnapshots(of: ClusterID(name), limit: 100), to: &said)
            }
            #expect(said.contains("jwtSecret"))
            let secrets = try secrets(in: rounds)
            #expect(secrets.count >= 3)
            for file in try FileManager.default.contentsOfDirectory(
                at: rounds.directory, includingPropertiesForKeys: nil)
            where file.lastPathComponent.hasPrefix("history") {
                let bytes = try Data(contentsOf: file)
                for secret in secrets { #expect(bytes.range(of: secret) == nil, "\(file.lastPathComponent)") }
            }
            for secret in secrets { #expect(!said.contains(String(decoding: secret, as: UTF8.self))) }
        }
    }

    /// The host's jwtSecret, the members' tokens, and a stretch of every client key, as they stand in the kubeconfig.
    private func secrets(in rounds: SimulatedRounds) throws -> [Data] {
        let kubeconfig = try String(contentsOfFile: rounds.configuration.kubeconfigs[0], encoding: .utf8)
        let found = kubeconfig.split(separator: "\n").compactMap { line -> Data? in
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2, parts[0] == "token" || parts[0] == "client-key-data" else { return nil }
            return Data(parts[1].trimmingCharacters(in: ["\""]).suffix(40).utf8)
        }
        return [Data("PLANTEDjwtSecret".utf8)] + found
    }
}
