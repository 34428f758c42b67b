import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

@Suite("An agent that is killed", .timeLimit(.minutes(60)))
struct KillTests {
    /// A longer campaign: KSFLEET_KILLS=300.
    private static let kills = ProcessInfo.processInfo.environment["KSFLEET_KILLS"].flatMap { Int($0) } ?? 10
    private static let broken = ["old", "middle", "new"]

    @Test("with SIGKILL, at any moment of any round, counts each user's failure once and none of its own")
    func counting() async throws {
        let fleet = FleetConfiguration.scene([
            ("old", .v3_0, .maxAge), ("middle", .v3_1, .maxAge), ("new", .v4_1, .maxAge), ("sound", .v3_4, nil),
        ])
        try await Scene.with(fleet) { scene in
            var random = SystemRandomNumberGenerator()
            var (sent, unrecorded, kills) = (0, 0, 0)
            // What was done when, for whoever has to explain a count that is wrong.
            var diary: [String] = []
            // Were no round ever killed between a token and its record, this would prove nothing: then a few more are.
            while kills < Self.kills || (unrecorded == 0 && kills < Self.kills * 10) {
                kills += 1
                // A token of which nobody knows whether it ever left the process may be taken for the failure of a user at that very moment.
                // Users are kept away from the moments that docs/history.md names.
                if try await !Self.isUndecided(scene) {
                    for _ in 0..<Int.random(in: 0...3, using: &random) {
                        await scene.fleet.sendUserRequests()
                        sent += 1
                        diary.append("\(Date().timeIntervalSince1970) user \(sent)")
                    }
                }
                let agent = try Program(name: "agentd").launch(["--config", scene.path("agent.yaml")])
                // About two rounds' worth of requests.
                try await Self.waitForRequests(Int.random(in: 1...80, using: &random), scene)
                _ = try await agent.stop(SIGKILL)
                let pages = try Self.pages(scene)
                unrecorded += pages.count
                diary.append("\(Date().timeIntervalSince1970) killed, pages \(pages), claims \(try await Self.claims(scene))")
            }
            for _ in 0..<2 { #expect(try await scene.agentd("--once").status == 0) }
            let failures = try await HistoryReader.open(path: scene.path("history.sqlite")).failures(HistoryFilter())
            for name in Self.broken {
                let counted = failures.filter { $0.cluster == ClusterID(name) && $0.cause == .tokenNotInCache }.reduce(0) { $0 + $1.count }
                #expect(counted == sent, "\(name): \(failures.filter { $0.cluster == ClusterID(name) })\n\(diary.joined(separator: "\n"))")
            }
            #expect(failures.allSatisfy { $0.cause == .tokenNotInCache && Self.broken.contains($0.cluster.rawValue) }, "\(failures)")
            #expect(unrecorded > 0)
            #expect(try Self.pages(scene).isEmpty)
            #expect(try await scene.agentctl("store", "check").status == 0)
        }
    }

    /// Requests that the agent has made since it was started; the users' own do not come through the Kubernetes API.
    private static func waitForRequests(_ count: Int, _ scene: Scene) async throws {
        for cluster in scene.fleet.clusters { try await cluster.forgetRequests() }
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            var seen = 0
            for cluster in scene.fleet.clusters { seen += try await cluster.requests().total }
            if seen >= count { return }
        }
        Issue.record("the agent made no \(count) requests within a minute")
    }

    private static func pages(_ scene: Scene) throws -> [String] {
        let folder = scene.path("own-failures")
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).map { try scene.read("own-failures/\($0)") }
    }

    /// Whether a token was sent whose answer nobody learned, by a page of the ledger or by the history.
    private static func isUndecided(_ scene: Scene) async throws -> Bool {
        let open = try pages(scene).contains { page in
            let lines = page.split(separator: "\n")
            return lines.count { $0.hasPrefix("> ") } > lines.count { $0.hasPrefix("< ") }
        }
        guard !open else { return true }
        return try await claims(scene).values.joined().contains { $0.cause == nil }
    }

    private static func claims(_ scene: Scene) async throws -> [ClusterID: [OwnClaim]] {
        guard FileManager.default.fileExists(atPath: scene.path("history.sqlite")) else { return [:] }
        return try await HistoryReader.open(path: scene.path("history.sqlite")).logResumptions().mapValues(\.claims).filter { !$0.value.isEmpty }
    }
}
