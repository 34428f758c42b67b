import ChildPrograms
import FleetSimulator
import Foundation
import Linux
import Store
import Testing

@Suite("Notifications, with real receivers", .timeLimit(.minutes(10)))
struct NotificationTests {
    static let broken = FleetConfiguration.scene([("m1", .v3_1, .maxAge)])

    @Test(
        """
        a webhook over TLS, a chat and a program are told of the incident, of the repair and of the end, signed, and \
        no secret is told anywhere
        """,
        .enabled(if: Peer.isInstalled(Peer.python, Peer.openssl), "needs python3 and openssl"))
    func told() async throws {
        try await Scene.with(Self.broken) { scene in
            let (hook, chat) = (try WebhookSink(scene, "hook"), try WebhookSink(scene, "chat"))
            try scene.secret("hook.url", "https://127.0.0.1:\(hook.port)/hooks/PLANTEDURLTOKEN")
            try scene.secret("hook.secret", "PLANTEDHMACKEY")
            try scene.secret("chat.url", "http://127.0.0.1:\(chat.port)/services/PLANTEDSLACKTOKEN")
            try scene.configure(
                notifications: """
                      - {name: hook, webhook: {urlFile: hook.url, secretFile: hook.secret, caFile: hook/cert.pem}, \
                    wait: 0s, interval: 1s}
                      - {name: chat, slack: {urlFile: chat.url}, wait: 0s, interval: 1s, clusters: {labels: {team: \
                    edge}}}
                      - {name: program, command: [/usr/bin/tee, -a, \(scene.path("told"))], wait: 0s, interval: 1s, \
                    kinds: [incident]}
                      - {name: others, command: [/usr/bin/tee, -a, \(scene.path("others"))], wait: 0s, clusters: ["x*"]}

                    """)
            // A careless receiver repeats the address in its refusal: it must not get into the history or the log.
            try chat.answer("500")
            var said = ""
            try await beside(hook.launch(tls: true)) {
                try await beside(chat.launch()) {
                    let check = try await scene.agentd("--check-config")
                    #expect(check.status == 0 && check.output.contains("notifies hook  webhook, signed"), "\(check)")
                    let agent = try Program(name: "agentd").launch([
                        "--config", scene.path("agent.yaml"), "--log-level", "trace",
                    ])
                    do {
                        try await scene.eventually {
                            hook.requests.contains { $0.causes("firing").contains("token-not-in-cache") }
                        }
                        try await scene.eventually {
                            try await scene.agentctl("notify", "list", "--route", "chat").output.contains(
                                "answered 500")
                        }
                        for words in [
                            ["notify", "list", "-o", "json"], ["agent"], ["agent", "-o", "json"], ["status"],
                            ["notify", "test"],
                        ] {
                            said += try await Program(name: "agentctl", environment: scene.environment).run(words).all
                        }
                        #expect(
                            said.contains("NOT DELIVERED")
                                && said.contains(" to chat not delivered: agentctl notify list"))
                        try chat.answer("200")
                        let repaired = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "test")
                        #expect(repaired.status == 0, "\(repaired)")
                        try await scene.eventually {
                            hook.requests.contains { $0.causes("resolved").contains("token-not-in-cache") }
                        }
                        try await scene.eventually { hook.requests.flatMap { $0.keys("events") }.count == 1 }
                        try await scene.eventually {
                            chat.requests.contains {
                                $0.body.contains(":white_check_mark: token-not-in-cache on m1: over")
                            }
                        }
                        try await scene.eventually { (try? scene.read("told"))?.contains("\"resolved\":[{") == true }
                        try await scene.eventually { try await scene.agentctl("notify", "list").output.isEmpty }
                    } catch {
                        said += try await agent.stop(SIGKILL).all
                        Issue.record("\(said)")
                        throw error
                    }
                    said += try await agent.stop().all
                }
            }
            try await verifySignature(hook, scene)
            #expect(
                hook.requests.allSatisfy {
                    $0.path == "/hooks/PLANTEDURLTOKEN" && $0.headers["content-type"] == "application/json"
                })
            #expect(
                try scene.read("told").split(separator: "\n").allSatisfy { !$0.contains("run/") }
                    && !FileManager.default.fileExists(atPath: scene.path("others")))
            #expect(Set(hook.requests.compactMap { $0.json["id"] as? String }).count == hook.requests.count)
            let first = try #require(hook.requests.first?.json)
            #expect(
                first["schema"] as? String == "ksfleet.notification/v2" && first["installation"] is String
                    && first["status"] as? String == "firing")
            #expect(said.contains("a notification was not delivered"))
            said += try hook.requests.map(\.body).joined() + chat.requests.map(\.body).joined() + scene.read("told")
            try lookForSecrets(in: said, scene)
        }
    }

    /// As the documentation tells receivers to do it, with another implementation.
    private func verifySignature(_ hook: WebhookSink, _ scene: Scene) async throws {
        let request = try #require(hook.requests.last)
        let parts = (request.headers["ksfleet-signature"] ?? "").split(separator: ",")
        try #require(parts.count == 2)
        let time = parts[0].dropFirst(2)
        #expect(abs(Date().timeIntervalSince1970 - (Double(time) ?? 0)) < 300)
        try scene.write("signed", "\(time).\(request.body)")
        let digest = try await Program(name: Peer.openssl).run([
            "dgst", "-sha256", "-hmac", "PLANTEDHMACKEY", "-r", scene.path("signed"),
        ])
        #expect(
            digest.output.hasPrefix(String(parts[1].dropFirst(3))) && parts[1].count == 67, "\(digest.output) \(parts)")
        try FileManager.default.removeItem(atPath: scene.path("signed"))
    }

    private func lookForSecrets(in said: String, _ scene: Scene) throws {
        let names = ["history.sqlite", "history.sqlite-wal"].filter {
            FileManager.default.fileExists(atPath: scene.path($0))
        }
        for secret in ["PLANTEDURLTOKEN", "PLANTEDHMACKEY", "PLANTEDSLACKTOKEN"] {
            #expect(!said.contains(secret), "\(secret) is in the output")
            for name in names {
                #expect(
                    FileManager.default.contents(atPath: scene.path(name))?.range(of: Data(secret.utf8)) == nil,
                    "\(secret) is in \(name)")
            }
        }
    }

    @Test(
        """
        a receiver that is away is said to be, and told when it is back; killed while it sends, the agent sends the \
        same again, under the same id
        """,
        .enabled(if: Peer.isInstalled(Peer.python), "needs python3"))
    func atLeastOnce() async throws {
        try await Scene.with(Self.broken) { scene in
            let sink = try WebhookSink(scene, "sink")
            try scene.configure(
                notifications:
                    "  - {name: hook, webhook: {url: 'http://127.0.0.1:\(sink.port)/hook'}, wait: 0s, interval: 1s}\n")
            _ = try await scene.withAgent {
                try await scene.eventually {
                    try await scene.items("notify", "list").contains {
                        ($0["error"] as? String)?.contains("Connection refused") == true
                    }
                }
                #expect(try await scene.agentctl("notify", "list", "--exit-code").status == 10)
            }
            try sink.answer("hold")
            try await beside(sink.launch()) {
                let killed = try scene.launchAgent()
                try await scene.eventually { !sink.requests.isEmpty }
                let first = try #require(sink.requests.first?.json["id"] as? String)
                #expect(try await killed.stop(SIGKILL).status == 128 + SIGKILL)
                try sink.answer("200")
                _ = try await scene.withAgent {
                    try await scene.eventually { sink.requests.count >= 2 }
                    try await scene.eventually {
                        try await scene.items("notify", "list", "--state", "delivered").count == 1
                    }
                }
                #expect(sink.requests.map { $0.json["id"] as? String } == [first, first])
                #expect(
                    Set(sink.requests.map(\.body)).count == 1
                        && sink.requests[0].causes("firing").contains("token-not-in-cache"))
            }
        }
    }

    @Test(
        "Alertmanager holds the alert with its labels while the cause holds, and lets go of it when it is over",
        .enabled(if: Peer.isInstalled(Peer.alertmanager), "needs Debian's prometheus-alertmanager"))
    func alertmanager() async throws {
        try await Scene.with(Self.broken) { scene in
            let port = try Peer.freePort()
            try scene.write("alertmanager.yml", "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
            try scene.configure(
                notifications:
                    """
                      - {name: oncall, alertmanager: {url: 'http://127.0.0.1:\(port)'}, wait: 0s, interval: 1s, kinds: \
                    [incident]}\n
                    """
            )
            let peer = try Program(name: Peer.alertmanager).launch([
                "--config.file=\(scene.path("alertmanager.yml"))", "--storage.path=\(scene.path("am"))",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
            ])
            func alerts() async throws -> [[String: Any]] {
                let run = try await Program(name: "/usr/bin/curl").run([
                    "-sS", "http://127.0.0.1:\(port)/api/v2/alerts",
                ])
                return try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]] ?? []
            }
            try await beside(peer) {
                try await scene.eventually { (try? await alerts()) != nil }
                _ = try await scene.withAgent {
                    func held() async throws -> [String: Any]? {
                        try await alerts().first {
                            ($0["labels"] as? [String: String])?["cause"] == "token-not-in-cache"
                        }
                    }
                    try await scene.eventually { try await held() != nil }
                    let alert = try #require(try await held())
                    let labels = try #require(alert["labels"] as? [String: String])
                    #expect(
                        labels.filter { $0.key != "key" } == [
                            "alertname": "KsfleetIncident", "cause": "token-not-in-cache", "cluster": "m1",
                            "label_team": "edge", "severity": "critical",
                        ])
                    #expect(labels["key"]?.hasPrefix("incident/") == true)
                    #expect(
                        (alert["annotations"] as? [String: String])?["next"]?.contains("agentctl remediate plan m1")
                            == true)
                    #expect((alert["status"] as? [String: Any])?["state"] as? String == "active")
                    #expect(
                        try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "test").status == 0)
                    try await scene.eventually { try await held() == nil }
                }
            }
        }
    }
}
