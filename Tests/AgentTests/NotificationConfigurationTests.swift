import Fleet
import Foundation
import Testing

@testable import ConfigurationFiles

@Suite("notifications: in agent.yaml")
struct NotificationConfigurationTests {
    private func routes(_ text: String) throws -> [NotificationRoute] {
        try AgentConfiguration.parse(text, file: "/etc/ksfleet/agent.yaml").notifications
    }

    @Test("every receiver and every filter is read; files are relative to agent.yaml, or credentials")
    func everything() throws {
        let all = try routes(
            """
            notifications:
              - {name: chat, slack: {urlFile: slack.url}, severity: warning, timeZone: Asia/Shanghai}
              - name: oncall
                alertmanager: {url: "http://127.0.0.1:9093", user: me, passwordFile: $CREDENTIALS_DIRECTORY/am}
                clusters: {labels: {environment: production}}
              - name: hook
                webhook: {url: "https://example.org/ksfleet", secretFile: /run/hook, tokenFile: t, caFile: ca.pem}
                kinds: [approval, breaker]
                causes: [secret-mismatch]
                group: [cluster, kind]
                wait: 0s
                interval: 1m
                remind: off
                resolved: false
              - {name: mail, mail: {to: [ops@example.org], from: ksfleet@example.org, sendmail: /usr/bin/msmtp}, \
            clusters: ["edge-*"], group: []}
              - {name: pager, command: [/usr/local/bin/page, --team, edge]}
            """)
        #expect(all.map(\.route.name) == ["chat", "oncall", "hook", "mail", "pager"])
        #expect(
            all[0].target == .slack(.init(urlFile: "/etc/ksfleet/slack.url"))
                && all[0].route == NoticeRoute(name: "chat", severity: .warning))
        #expect(all[0].zone?.offset(at: Date(timeIntervalSince1970: 1_790_000_000)) == 28_800 && all[1].zone == nil)
        #expect(
            all[1].target
                == .alertmanager(
                    .init(url: "http://127.0.0.1:9093", user: "me", passwordFile: "$CREDENTIALS_DIRECTORY/am")))
        #expect(
            all[1].route.keepsAlive && all[1].route.remind == 300 && all[1].route.interval == 30
                && all[1].route.clusters.labels == ["environment": "production"])
        #expect(
            all[2].route
                == NoticeRoute(
                    name: "hook", kinds: [.approval, .breaker], causes: [.secretMismatch], grouping: [.cluster, .kind],
                    wait: 0, interval: 60, remind: nil, resolved: false))
        #expect(
            all[3].route.grouping.isEmpty
                && all[3].target
                    == .mail(from: "ksfleet@example.org", to: ["ops@example.org"], sendmail: "/usr/bin/msmtp")
        )
        #expect(
            all[4].target == .command(["/usr/local/bin/page", "--team", "edge"])
                && all[4].receiverText == "command /usr/local/bin/page")
        #expect(all[2].receiverText == "webhook at https://example.org, signed")
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("[{slack: {urlFile: f}}]", "has no name"), ("[{name: a}]", "must have one receiver"),
            ("[{name: a, slack: {urlFile: f}, command: [/b]}]", "must have one receiver"),
            ("[{name: a, slack: {url: 'https://h/SECRETSECRET'}}]", "unknown key url"),
            ("[{name: a, webhook: {url: 'ftp://x/SECRETSECRET'}}]", "begins with http://"),
            ("[{name: a, webhook: {url: 'https://u:SECRETSECRET@x'}}]", "urlFile"),
            ("[{name: a, webhook: {}}]", "one of url or urlFile"),
            ("[{name: a, webhook: {url: 'http://x', user: u}}]", "go together"),
            ("[{name: a, command: [page]}]", "absolute path"), ("[{name: a, command: page}]", "a list is expected"),
            ("[{name: a, mail: {to: []}}]", "list of addresses"),
            ("[{name: a, mail: {to: [\"x@y, z@w\"]}}]", "list of addresses"),
            ("[{name: a, command: [/b], severity: grave}]", "unknown word grave"),
            ("[{name: a, command: [/b], severety: info}]", "did you mean severity?"),
            ("[{name: a, command: [/b], causes: []}]", "matches nothing"),
            ("[{name: a, command: [/b], kinds: [incidents]}]", "did you mean incident?"),
            ("[{name: a b, command: [/b]}]", "made of letters"),
            ("[{name: a, command: [/b]}, {name: a, command: [/b]}]", "two routes are called a"),
            ("[{name: a, alertmanager: {url: 'http://x'}, remind: 2h}]", "at most 15m"),
            ("[{name: a, command: [/b], timeZone: Asia/Shanghay}]", "did you mean Asia/Shanghai?"),
            ("{name: a}", "must be a list"), ("[a]", "must be a mapping"),
            ("[{name: a, command: [/b], wait: soon}]", "a duration"),
        ])
    func mistakes(text: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) { try routes("interval: 5s\nnotifications: \(text)\n") }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "none")")
        #expect(
            error?.mistakes.allSatisfy { $0.line == 2 && $0.column > 1 } == true
                && error?.description.contains("SECRETSECRET") == false)
    }

    @Test(
        """
        a secret's file that is absent, empty, open to everybody, or no address, is told at the receiver's place, \
        without what is in it
        """
    )
    func secretFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text, mode) in [
            ("empty", "\n", 0o600), ("open", "https://example.org/SECRETSECRET", 0o644),
            ("none", "SECRETSECRET", 0o600), ("good", " https://example.org/x \nmore", 0o640),
        ] {
            let path = folder.appending(path: name).path
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        func check(_ file: String) throws -> String {
            let text = "notifications: [{name: a, slack: {urlFile: \(file)}}]"
            return try ConfigurationCheck.receivers(
                AgentConfiguration.parse(text, file: folder.path + "/agent.yaml"), file: "agent.yaml")
        }
        for (name, expected) in [
            ("absent", "no such file"), ("empty", "its first line is empty"), ("open", "chmod o="),
            ("none", "no http:// or https:// address"), ("$CREDENTIALS_DIRECTORY/x", "LoadCredential="),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try check(name) }
            #expect(
                error?.description.hasPrefix("agent.yaml:1:34: route a: ") == true
                    && error?.description.contains(expected) == true, "\(error?.description ?? "none")")
            #expect(error?.description.contains("SECRETSECRET") == false)
        }
        #expect(try check("good") == "notifies a  slack\n")
    }
}
