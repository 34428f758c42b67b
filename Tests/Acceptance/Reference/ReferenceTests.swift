import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Testing

@Suite("docs/reference.md has every field of the JSON outputs, and no other", .timeLimit(.minutes(3)))
struct ReferenceTests {
    private struct Outputs {
        /// By schema, the leaves of each item.
        var items: [String: [Set<JSONLeaf>]] = [:]
        var faults: [String] = []

        mutating func add(_ text: String, from name: String) {
            struct Document: Decodable {
                let schema: String
                let items: [JSONValue]
            }
            do {
                let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
                items[document.schema, default: []] += document.items.map {
                    JSONLeaf.all($0, maps: ["rows", "labels", "rules[].clusters.labels", "freezes[].clusters.labels"])
                }
            } catch {
                faults.append("\(name): \(error): \(text.prefix(300))")
            }
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A fleet in which something is wrong everywhere, and what every command says of it.
    private func collect() async throws -> Outputs {
        var outputs = Outputs()
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch), ("m3", .v4_1, .serverDown),
            ("m4", .v3_4, .logUnreadable),
        ]
        try await Scene.with(.scene(members)) { scene in
            try scene.configure(policy: Self.policy)
            try scene.write("agent.yaml", scene.read("agent.yaml") + Self.configuration)
            _ = try await scene.withAgent { try await collect(scene, &outputs) }
            try scene.write("ks.log", Self.log)
            try await Self.show(scene, "logs analyze \(scene.path("ks.log"))", &outputs)
        }
        return outputs
    }

    private func collect(_ scene: Scene, _ outputs: inout Outputs) async throws {
        try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
        try await scene.eventually {
            try await !scene.items("remediate", "list", "--cluster", "m2", "--state", "proposed").isEmpty
        }
        await scene.fleet.sendUserRequests()
        try await scene.eventually { try await !scene.items("history", "--kind", "failures").isEmpty }
        try await scene.eventually { try await scene.items("notify", "list").contains { $0["error"] != nil } }
        try await scene.eventually { try await scene.agentctl("agent", "-o", "json").output.contains("\"error\"") }
        _ = try await scene.agentctl("mute", "log-cut", "--cluster", "m4", "--for", "1h", "--reason", "a change")
        for freeze in [["--cluster", "m4", "--for", "1h"], []] {
            _ = try await Program(name: "agentctl", environment: scene.environment).run(
                ["freeze", "--reason", "a change"] + freeze)
        }
        try await scene.eventually { try await !Self.open(scene).isEmpty }
        let incident = try await Self.open(scene)
        _ = try await scene.agentctl("incidents", "ack", incident, "--comment", "seen")
        for command in Self.looking + ["incidents show \(incident)", "remediate approve m2 --yes --reason ticket"] {
            try await Self.show(scene, command, &outputs)
        }
        for freeze in ["freeze/1", "freeze/2"] { _ = try await scene.agentctl("unfreeze", freeze, "--reason", "done") }
        try await scene.eventually { try await scene.outcome(of: "m2") == "proved" }
        let repair =
            try await scene.items("remediate", "list", "--cluster", "m1").compactMap { $0["run"] as? String }.first
            ?? ""
        for command in [
            "remediate undo m1 --yes --reason back", "remediate list", "remediate show \(repair)", "report --since 1h",
        ] {
            try await Self.show(scene, command, &outputs)
        }
        let undo =
            try await scene.items("remediate", "list", "--cluster", "m1").compactMap { $0["run"] as? String }.first
            ?? ""
        try await Self.show(scene, "remediate show \(undo)", &outputs)
        let history = try await RecordedHistory()
        try history.falsifyJournal()
        try await Self.show(scene, "journal verify --db \(history.path)", &outputs)
    }

    private static let looking = [
        "agent", "remediate plan m2", "remediate plan host", "agent probe", "status", "probe", "history", "incidents",
        "doctor", "version",
        "journal",
        "blame m1", "diff m1", "freeze list", "mute list", "notify list", "history --kind failures",
        "history --kind probes", "remediate list",
        "remediate breaker show",
        "journal verify", "policy show", "policy check", "policy explain m3", "policy explain m1", "policy replay",
        "store info",
        "store check", "store redact --dry-run",
    ]

    /// The incident of the member whose ks-apiserver is down.
    private static func open(_ scene: Scene) async throws -> String {
        try await scene.items("incidents", "list", "--state", "open", "--cluster", "m3").compactMap {
            $0["incident"] as? String
        }.first
            ?? ""
    }

    private static func show(_ scene: Scene, _ command: String, _ outputs: inout Outputs) async throws {
        let words = command.split(separator: " ").map(String.init) + ["-o", "json"]
        let result = try await Program(name: "agentctl", environment: scene.environment).run(words)
        outputs.add(result.output, from: "\(command): \(result.errors)")
    }

    private static let configuration = """
        notifications: [{name: hook, webhook: {url: "http://127.0.0.1:1/"}, wait: 0s}]
        contexts: {host: {}, m1: {labels: {environment: staging}}, m2: {}, m3: {}, m4: {}}
        report: {fleet: Edge, groupBy: environment}

        """

    private static let policy = """
        mode: observe
        rules:
          - {causes: [token-not-in-cache], clusters: {labels: {environment: staging}}, mode: auto, after: {probes: 2}, \
        blackouts: ["Sat 00:00-00:01 UTC"]}
          - {causes: [secret-mismatch], clusters: [m2, none-*], mode: approve, after: {probes: 2}, windows: ["daily \
        00:00-24:00 UTC"]}
        limits: {unhealthyCeiling: 100%, soak: 0s}
        freeze:
          - {clusters: [none-*], from: "2026-01-01T00:00:00Z", until: "2099-01-01T00:00:00Z", reason: "a test"}
          - {clusters: {labels: {environment: none}}, from: "2026-01-01T00:00:00Z", reason: "a test"}

        """

    private static let log = """
        2026-09-21T08:00:00.000000000Z W0921 08:00:00.000000       1 jwt_token.go:58] token not found in cache

        """

    @Test(
        "held to what the commands print; UPDATE_GOLDEN=1 rewrites the lists, and what is new is then to be described")
    func fields() async throws {
        var outputs = try await collect()
        outputs.add(
            try String(contentsOf: Self.root.appending(path: "Tests/ReportsTests/Golden/report.json"), encoding: .utf8),
            from: "the golden report")
        #expect(outputs.faults.isEmpty, "\(outputs.faults)")
        let file = Self.root.appending(path: "docs/reference.md")
        var page = ReferencePage(try String(contentsOf: file, encoding: .utf8))
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            let text = page.rewritten(outputs.items)
            try text.write(to: file, atomically: true, encoding: .utf8)
            page = ReferencePage(text)
        }
        #expect(page.faults.isEmpty, "lines without a kind or a meaning:\n\(page.faults.joined(separator: "\n"))")
        let (told, printed) = (Set(page.sections.keys), Set(outputs.items.keys))
        #expect(
            told == printed, "only on the page: \(told.subtracting(printed)); not on it: \(printed.subtracting(told))")
        for (schema, items) in outputs.items.sorted(by: { $0.key < $1.key }) {
            compare(schema, page.sections[schema]?.fields ?? [], items)
        }
    }

    /// What stands there only in trouble, while a repair is under way, or where a gate says when it opens: the page has
    /// it, whether or not the scene met it.
    private static let momentary: Set = Set(
        nextStep("") + nextStep("repair.warnings[].") + breaker("") + breaker("breaker.")
            + paths("muted[].", "by", "cause", "mute", "reason", "severity", "until")
            + paths("agent[].", "gate", "reasonValues.code", "reasonValues.values", "run", "step", "until")
            + ["expiresAt", "incident", "running[]", "waived[]"]
            + paths("refusals[].", "until")
            + paths("decisions[].decision.", "refusals[].until", "refusals[].comparedValues.values", "obstacle")
            + paths("repair.waived[].", "by", "gate", "reason", "said", "saidValues.code", "saidValues.values") + [
                "repair.warnings[].text"
            ]
            + paths("policy.", "lastError", "lastErrorAt") + ["lastRound.health.unknown"]
            + paths("store.", "maxBytes", "trouble.code", "trouble.message", "trouble.rounds", "trouble.since")
            + ["notifications[].lastDelivered"]
            + paths("steps[].rollout.", "wanted", "workload")
            + paths(
                "steps[].rollout.pods[].", "isNew", "name", "ready", "restarts", "status", "message", "logSays",
                "lastEnd.reason", "lastEnd.exitCode"))

    private static func paths(_ prefix: String, _ names: String...) -> [String] { names.map { prefix + $0 } }

    private static func nextStep(_ prefix: String) -> [String] {
        paths("\(prefix)nextStep.", "command", "text", "then[].command", "then[].text")
    }

    private static func breaker(_ prefix: String) -> [String] {
        ["openedAt", "reason", "closedAt", "closedBy"].map { prefix + $0 }
    }

    private func compare(_ schema: String, _ fields: [ReferencePage.Field], _ items: [Set<JSONLeaf>]) {
        let told = Set(fields.map { JSONLeaf(path: $0.path, kind: $0.kind) })
        let seen = items.reduce(into: Set()) { $0.formUnion($1) }
        let missing = seen.subtracting(told).map { "- `\($0.path)` \($0.kind.rawValue): …" }.sorted()
        #expect(missing.isEmpty, "\(schema): not on the page:\n\(missing.joined(separator: "\n"))")
        let invented = told.subtracting(seen).map(\.path).filter { !Self.momentary.contains($0) }.sorted()
        #expect(invented.isEmpty, "\(schema): on the page, and never seen: \(invented.joined(separator: ", "))")
        for field in fields where !field.isOptional && !field.path.contains(/[.\[]/) {
            #expect(
                items.allSatisfy { $0.contains { $0.path == field.path } },
                "\(schema): \(field.path) is absent in some items")
        }
    }
}
