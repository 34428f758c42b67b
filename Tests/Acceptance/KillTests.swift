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
    /// The first round has some more: whoever waits for so many is never left waiting for the next.
    private static let mostRequests = 32

    @Test("with SIGKILL, at any moment of any round, counts each user's failure once and none of its own")
    func counting() async throws {
        let fleet = FleetConfiguration.scene([
            ("old", .v3_0, .maxAge), ("middle", .v3_1, .maxAge), ("new", .v4_1, .maxAge), ("sound", .v3_4, nil),
        ])
        try await Scene.with(fleet) { scene in
            // An interval that no round needs on any machine: a token that ran out of time would be an undecided one
            // that is on no page. The host by name: else a first round waits for every cluster, and is killed before it
            // has sent anything.
            try scene.write(
                "agent.yaml", scene.read("agent.yaml").replacing("interval: 1s", with: "interval: 60s\nhost: host"))
            var random = SystemRandomNumberGenerator()
            var (diary, kills) = (Diary(), 0)
            // Were no round ever killed between a token and its record, this would prove nothing: then a few more are.
            while kills < Self.kills || (diary.pages == 0 && kills < Self.kills * 10) {
                kills += 1
                try await Self.sendUsers(scene, &diary, &random)
                let agent = try Program(name: "agentd").launch(["--config", scene.path("agent.yaml")])
                try await Self.waitForRequests(Int.random(in: 1...Self.mostRequests, using: &random), scene)
                if Bool.random(using: &random) { try await Self.sendUsers(scene, &diary, &random) }
                _ = try await agent.stop(SIGKILL)
                diary.noteKill(try Self.pages(scene))
            }
            for _ in 0..<2 { #expect(try await scene.agentd("--once").status == 0) }
            let failures = try await HistoryReader.open(path: scene.path("history.sqlite")).failures(HistoryFilter())
            for name in Self.broken {
                let counted = failures.filter { $0.cluster == ClusterID(name) && $0.cause == .tokenNotInCache }.reduce(
                    0
                ) { $0 + $1.count }
                #expect(
                    diary.allowed(name).contains(counted),
                    "\(name): \(failures.filter { $0.cluster == ClusterID(name) })\n\(diary)")
            }
            #expect(
                failures.allSatisfy { $0.cause == .tokenNotInCache && Self.broken.contains($0.cluster.rawValue) },
                "\(failures)\n\(diary)")
            #expect(diary.pages > 0)
            #expect(try Self.pages(scene).isEmpty)
            #expect(try await scene.agentctl("store", "check").status == 0)
        }
    }

    private static func sendUsers(_ scene: Scene, _ diary: inout Diary, _ random: inout SystemRandomNumberGenerator)
        async throws
    {
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let before = Date()
            await scene.fleet.sendUserRequests()
            diary.noteUsers(before...Date())
        }
    }

    /// Requests that the agent has made since it was started; the users' own do not come through the Kubernetes API.
    private static func waitForRequests(_ count: Int, _ scene: Scene) async throws {
        for cluster in scene.fleet.clusters { try await cluster.forgetRequests() }
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            var seen = 0
            for cluster in scene.fleet.clusters { seen += try await cluster.requests().total }
            if seen >= count { return }
        }
        Issue.record("the agent made no \(count) requests within two minutes")
    }

    private static func pages(_ scene: Scene) throws -> [String] {
        let folder = scene.path("own-failures")
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).map { try scene.read("own-failures/\($0)") }
    }
}

/// What was done when, and what the pages said that each kill left: it tells which counts are right, and explains one
/// that is not.
private struct Diary: CustomStringConvertible {
    private var users: [ClosedRange<Date>] = []
    private var open: [String: [ClosedRange<Date>]] = [:]
    private var lines: [String] = []
    private(set) var pages = 0

    var description: String { lines.joined(separator: "\n") }

    mutating func noteUsers(_ time: ClosedRange<Date>) {
        users.append(time)
        lines.append("\(time.upperBound.timeIntervalSince1970) user \(users.count)")
    }

    mutating func noteKill(_ texts: [String]) {
        pages += texts.count
        lines.append("\(Date().timeIntervalSince1970) killed, pages \(texts)")
        for text in texts { noteOpen(text) }
    }

    /// A cluster is asked one thing after another: an answer is that to the last token.
    private mutating func noteOpen(_ page: String) {
        var unanswered: [String: ClosedRange<Date>] = [:]
        for words in page.split(separator: "\n").map({ $0.split(separator: " ") }) {
            let cluster = String(words.last ?? "")
            unanswered[cluster] = words.first == ">" ? Self.time(words[1])...Self.time(words[2]) : nil
        }
        for (cluster, time) in unanswered { open[cluster, default: []].append(time) }
    }

    private static func time(_ nanoseconds: Substring) -> Date {
        Date(timeIntervalSince1970: (Double(nanoseconds) ?? 0) / 1e9)
    }

    /// Counts that docs/history.md allows: for each token whose answer nobody learned, a failure that a user had at
    /// that time may be taken for its own.
    func allowed(_ cluster: String) -> ClosedRange<Int> {
        let undecided = (open[cluster] ?? []).count { time in users.contains { $0.overlaps(time) } }
        return max(0, users.count - undecided)...users.count
    }
}
