import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import GRDB
import Store
import Testing

/// The bulk of this is `RedactionTests` of KubeSphereTests; here the programs are held to it.
@Suite("Secrets in every shape, with the real programs", .timeLimit(.minutes(10)))
struct PlantedShapesTests {
    /// Lines of the table that can stand as items of a list, each with a secret of its own.
    private static func shapes(_ mark: String) throws -> (text: String, secrets: [String]) {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Fixtures/redaction/planted.txt")
        let table = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "# What no reader takes.")[0]
        var (text, secrets) = ("extra:\n", [String]())
        for (number, line) in table.split(separator: "\n").enumerated()
        where !line.hasPrefix("#") && !line.contains("---") && !line.contains("!") {
            let secret = "\(mark)\(number)xQz"
            var shape = line.replacingOccurrences(of: "\\n", with: "\n      ").filter { !"«»".contains($0) }
            for place in ["§", "¤"] { shape = shape.replacingOccurrences(of: place, with: secret) }
            guard shape.contains(secret) else { continue }
            text += "    - \(shape)\n"
            secrets.append(secret)
        }
        return (text, secrets)
    }

    @Test(
        """
        none is in the history, an output, a report, a metric, a message, the socket's answers or the log, and what an \
        older version stored goes
        """
    )
    func planted() async throws {
        try await Scene.with(.scene([("m1", .v3_4, .maxAge), ("m2", .v4_1, .maxAge), ("odd", .v3_4, nil)])) { scene in
            let old = try await storeAsBefore(scene)
            try scene.configure(policy: TestPolicy.observe)
            try scene.write(
                "agent.yaml",
                scene.read("agent.yaml") + """
                    metrics: {listen: metrics.sock}
                    notifications: [{name: all, command: [/usr/bin/tee, -a, \(scene.path("told"))], wait: 0s, \
                    interval: 1s}]

                    """)
            var secrets = ["OLDSECRETTEXT", "ODDSECRETTEXT"]
            func plant(_ mark: String) async throws {
                for member in ["m1", "m2"] {
                    let cluster = try #require(scene.fleet.cluster(named: member))
                    let standing = try #require(try await cluster.configurationText())
                    let own = standing.components(separatedBy: "\nextra:")[0]
                    let planted = try Self.shapes(mark + member)
                    secrets += planted.secrets
                    try await cluster.setConfiguration(own + "\n" + planted.text, restart: false)
                }
            }
            try await plant("Aq1")
            try await scene.fleet.cluster(named: "odd")?.setConfiguration(
                "%FOO ODDSECRETTEXT\n---\npassword: ODDSECRETTEXT\n", restart: false)
            var said = ""
            func run(_ words: String...) async throws {
                said += try await Program(name: "agentctl", environment: scene.environment).run(words).all
            }
            let agent = try Program(name: "agentd").launch([
                "--config", scene.path("agent.yaml"), "--log-level", "trace",
            ])
            do {
                try await scene.eventually { try await changes(of: "m2", scene) >= 1 }
                try await scene.eventually { try await changes(of: "odd", scene) >= 1 }
                try await plant("Bq2")
                for member in ["m1", "m2"] { try await scene.eventually { try await changes(of: member, scene) >= 2 } }
                try await scene.eventually { (try? scene.read("told"))?.contains("m1") == true }
                for member in ["m1", "m2", "odd"] {
                    try await run("diff", member)
                    try await run("diff", member, "-o", "json")
                    try await run("blame", member)
                    try await run("blame", member, "-o", "json")
                    try await run("remediate", "plan", member, "-o", "json")
                    try await run("probe", member, "--explain")
                    try await run("policy", "explain", member)
                }
                for words in [
                    ["status", "--explain"], ["status", "-o", "json"], ["history"],
                    ["history", "--kind", "config", "-o", "json"],
                    ["incidents", "-o", "json"],
                ] {
                    said += try await Program(name: "agentctl", environment: scene.environment).run(words).all
                }
                for format in ["html", "markdown", "json", "text"] { try await run("report", "--format", format) }
                try await run("journal", "-o", "json")
                try await run("remediate", "list", "-o", "json")
                for path in ["state", "plans", "runs", "events?after=0&follow=false"] {
                    said += try await scene.curl("http://localhost/v1/\(path)").output
                }
                said += try await Program(name: "/usr/bin/curl").run([
                    "-sS", "--unix-socket", scene.path("metrics.sock"), "http://localhost/metrics",
                ]).output
            } catch {
                _ = try? await agent.stop(SIGKILL)
                throw error
            }
            said += try await agent.stop().all + scene.read("told")
            let history = try HistoryReader.open(path: scene.path("history.sqlite"))
            for name in ["m1", "m2", "odd", "old"] {
                said += try await history.lastSnapshots(of: ClusterID(name), limit: 100).map(\.text).joined()
            }
            for word in [
                "accessTokenMaxAge: 2h", "\n+", "cannot be read as YAML: ", "ksfleet_clusters",
                "what an older version had stored is rewritten: 1 ",
            ] {
                #expect(said.contains(word), "\(word) is not there, so this proves nothing")
            }
            #expect(secrets.count > 800)
            for secret in secrets { #expect(!said.contains(secret), "in an output: \(secret)") }
            try look(scene, for: (secrets + ["OLDSECRETTEXT"]).map { Data($0.utf8) } + [old])
        }
    }

    @Test("`store redact` says what it would do, does it, and leaves no old page")
    func redact() async throws {
        try await Scene.with(.scene([("m1", .v3_4, nil)])) { scene in
            let old = try await storeAsBefore(scene)
            let without = try await scene.agentctl("store", "redact", "--yes")
            #expect(without.status == 5 && without.errors.contains("--key"), "\(without)")
            try Data((0..<32).map { UInt8($0) }).write(to: URL(filePath: scene.path("fingerprint.key")))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: scene.path("fingerprint.key"))
            let dry = try await scene.items("store", "redact", "--dry-run").first
            #expect(
                dry?["rewrittenConfigurations"] as? Int == 1 && dry?["rewrittenNames"] as? Int == 2
                    && dry?["dryRun"] as? Bool == true)
            #expect(try await scene.agentctl("store", "redact", "--no-input").status == 64)
            #expect(try await scene.agentctl("blame", "old").output.contains("OLDSECRETTEXT"))
            let done = try await scene.agentctl("store", "redact", "--yes", "-o", "json")
            #expect(
                done.status == 0 && done.output.contains(#""scrubbed" : true"#)
                    && done.output.contains(#""rewrittenConfigurations" : 1"#),
                "\(done)")
            let blame = try await scene.agentctl("blame", "old").output
            #expect(
                blame.contains("motto: <fp:") && blame.contains("accessTokenMaxAge: 2h")
                    && !blame.contains("OLDSECRETTEXT"), "\(blame)")
            try look(scene, for: [Data("OLDSECRETTEXT".utf8), old])
            #expect(
                try await scene.items("store", "redact", "--dry-run").first?["rewrittenConfigurations"] as? Int == 0)
        }
    }

    /// A history with a configuration in the clear, as an older version's rule left some; gives the bytes that it
    /// stands in the file as.
    private func storeAsBefore(_ scene: Scene) async throws -> Data {
        let writer = try HistoryWriter.open(path: scene.path("history.sqlite"), program: "0.1.0")
        let probe = SampleProbe(
            cluster: "old", at: Date() - 3600, role: .member, maxAge: "2h\nmotto: OLDSECRETTEXT", written: Date() - 7200
        )
        _ = try await writer.record(round: [probe.record])
        try writer.close()
        let stored = try await DatabaseQueue(path: scene.path("history.sqlite")).write { db in
            // What a server repeated in the place of its own words.
            try db.execute(
                sql:
                    """
                    UPDATE clusters SET uid = 'Bearer OLDSECRETTEXT'; UPDATE config_changes SET resource_version = \
                    'Bearer OLDSECRETTEXT'
                    """
            )
            return try Data.fetchOne(db, sql: "SELECT deflated FROM snapshots")
        }
        return try #require(stored)
    }

    private func changes(of member: String, _ scene: Scene) async throws -> Int {
        try await scene.items("history", "--kind", "config", "--cluster", member).count
    }

    private func look(_ scene: Scene, for secrets: [Data]) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: scene.folder.path) where name != "kubeconfig" {
            guard let bytes = FileManager.default.contents(atPath: scene.path(name)) else { continue }
            for secret in secrets {
                #expect(bytes.range(of: secret) == nil, "in \(name): \(String(decoding: secret, as: UTF8.self))")
            }
        }
    }
}
