import ChildPrograms
import FleetSimulator
import Foundation
import Linux
import Store
import Testing

extension NotificationTests {
    @Test(
        "mail goes through the system's sendmail to a real SMTP server, whole and in one piece",
        .enabled(if: Peer.isInstalled(Peer.smtp, Peer.msmtp), "needs Debian's python3-aiosmtpd and msmtp"))
    func mail() async throws {
        try await Scene.with(Self.broken) { scene in
            let port = try Peer.freePort()
            try scene.secret(
                ".msmtprc", "account default\nhost 127.0.0.1\nport \(port)\nfrom ksfleet@example.org\ntls off\nauth off"
            )
            try scene.configure(
                notifications:
                    """
                      - {name: mail, mail: {to: [ops@example.org, team@example.org], from: ksfleet@example.org, \
                    sendmail: \(Peer.msmtp)}, wait: 0s}\n
                    """
            )
            let peer = try Program(name: Peer.smtp).launch([
                "-n", "-l", "127.0.0.1:\(port)", "-c", "aiosmtpd.handlers.Mailbox", scene.path("mails"),
            ])
            try await beside(peer) {
                let agent = try Program(name: "agentd", environment: ["HOME": scene.folder.path]).launch([
                    "--config", scene.path("agent.yaml"),
                ])
                try await beside(agent) {
                    try await scene.eventually { try !mails(scene).isEmpty }
                }
                let mail = try #require(try mails(scene).first)
                for header in [
                    "From: ksfleet@example.org", "X-RcptTo: ops@example.org, team@example.org",
                    "Auto-Submitted: auto-generated", "Subject: ksfleet: [1 firing] token-not-in-cache on m1",
                ] {
                    #expect(mail.contains(header), "\(mail)")
                }
                let lines = mail.split(separator: "\n", omittingEmptySubsequences: false)
                let encoded = lines.drop { !$0.isEmpty }.joined()
                let body = String(decoding: Data(base64Encoded: encoded) ?? Data(), as: UTF8.self)
                #expect(
                    body.hasPrefix("critical: token-not-in-cache on m1\n") && body.contains("\n  next: agentctl "),
                    "\(mail)")
            }
        }
    }

    @Test(
        """
        agentctl notify test --send delivers through the environment's proxy, and says in words why a certificate is \
        not trusted
        """,
        .enabled(if: Peer.isInstalled(Peer.python, Peer.openssl), "needs python3 and openssl"))
    func proxied() async throws {
        try await Scene.with(.scene([])) { scene in
            let sink = try WebhookSink(scene, "sink")
            let port = try Peer.freePort()
            try scene.secret("hook.url", "https://hooks.example.org/PLANTEDURLTOKEN")
            func send(trusting: Bool, proxy: String) async throws -> Program.Result {
                try scene.configure(
                    notifications:
                        "  - {name: hook, webhook: {urlFile: hook.url\(trusting ? ", caFile: sink/cert.pem" : "")}}\n")
                let environment = scene.environment.merging(["HTTPS_PROXY": proxy]) { $1 }
                return try await Program(name: "agentctl", environment: environment).run([
                    "notify", "test", "hook", "--send",
                ])
            }
            let proxy = "http://u:PLANTEDPROXYPASSWORD@127.0.0.1:\(port)"
            try await beside(sink.launch(tls: true)) {
                let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
                    path: "Support/connect-proxy"
                ).path
                try await beside(Program(name: Peer.python).launch([script, "\(port)", "\(sink.port)"])) {
                    try await scene.eventually { try await send(trusting: true, proxy: proxy).status == 0 }
                    #expect(
                        sink.requests.last?.path == "/PLANTEDURLTOKEN"
                            && sink.requests.last?.keys("firing") == ["test/1"]
                            && sink.requests.last?.keys("resolved") == ["test/3"])
                    let untrusted = try await send(trusting: false, proxy: proxy)
                    #expect(
                        untrusted.status == 1
                            && untrusted.errors.contains(
                                "hook: not delivered: https://hooks.example.org: its certificate is not trusted"),
                        "\(untrusted)")
                    let wrong = try await send(trusting: true, proxy: "socks5://127.0.0.1:\(port)")
                    #expect(
                        wrong.status == 1
                            && wrong.errors.contains("HTTPS_PROXY of the environment names no http:// proxy"),
                        "\(wrong)")
                    #expect(!(untrusted.all + wrong.all).contains("PLANTED"))
                }
            }
        }
    }

    private func mails(_ scene: Scene) throws -> [String] {
        let folder = scene.path("mails/new")
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap {
            try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
        }
    }

    @Test(
        "a route whose secret cannot be read stops neither agent nor other routes, and --check-config says where it is")
    func missingSecret() async throws {
        try await Scene.with(Self.broken) { scene in
            try scene.configure(
                notifications: """
                      - {name: chat, slack: {urlFile: nowhere.url}, wait: 0s}
                      - {name: program, command: [/usr/bin/tee, -a, \(scene.path("told"))], wait: 0s}

                    """)
            let check = try await scene.agentd("--check-config")
            #expect(
                check.status == 78
                    && check.errors.contains(
                        "agent.yaml:10:25: route chat: \(scene.path("nowhere.url")): no such file"),
                "\(check)")
            _ = try await scene.withAgent {
                try await scene.eventually { FileManager.default.fileExists(atPath: scene.path("told")) }
                try await scene.eventually {
                    try await scene.agentctl("notify", "list").output.contains("no such file")
                }
            }
            let test = try await scene.agentctl("notify", "test")
            #expect(
                test.status == 1 && test.errors.contains("chat: cannot be used:")
                    && test.output.contains("# program: command /usr/bin/tee\n{"), "\(test)")
            #expect(try await scene.agentctl("notify", "test", "nobody").status == 5)
        }
    }
}
