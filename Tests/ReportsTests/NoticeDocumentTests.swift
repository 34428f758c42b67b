import Fleet
import Foundation
import Reports
import Testing

@Suite("What receivers get")
struct NoticeDocumentTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    private var message: NoticeMessage {
        let firing = Notice(
            key: "incident/7", kind: .incident, severity: .critical, cluster: ClusterID("member-02"),
            cause: .secretMismatch, labels: ["team": "edge", "bad-name": "x"],
            title: "secret-mismatch on member-02", lines: ["jwtSecret differs: host fp:1, member fp:2"],
            nextStep: .run("agentctl remediate plan member-02"), startsAt: start)
        let over = Notice(
            key: "incident/3", kind: .incident, severity: .warning, cluster: ClusterID("member-01"), cause: .clockSkew,
            title: "clock-skew on member-01", startsAt: start,
            endsAt: start.addingTimeInterval(120))
        return NoticeMessage(
            route: "r", group: "g", firing: [firing], resolved: [over], isReminder: false,
            at: start.addingTimeInterval(300))
    }

    private func object(_ text: String) throws -> [String: Any]? {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    }

    @Test("a webhook gets everything, under a schema")
    func webhook() throws {
        let body = try object(NoticeDocument.webhook(message, id: "x-1", installation: "here"))
        #expect(
            body?["schema"] as? String == "ksfleet.notification/v2" && body?["id"] as? String == "x-1"
                && body?["status"] as? String == "firing")
        let firing = (body?["firing"] as? [[String: Any]])?.first
        #expect(
            firing?["startsAt"] as? String == "2026-09-21T14:13:20Z" && firing?["cause"] as? String == "secret-mismatch"
        )
    }

    @Test("Slack gets text in which nothing of a cluster can forge a link or a mention")
    func slack() throws {
        var hostile = message
        hostile.firing[0].title = "<!channel> <https://evil|click> & done"
        hostile.firing[0].nextStep = NextStep("`run` this", command: "`rm`")
        let text = try object(NoticeDocument.slack(hostile))?["text"] as? String ?? ""
        #expect(text.contains("&lt;!channel&gt; &lt;https://evil|click&gt; &amp; done"))
        #expect(!text.contains("<") && text.contains("next: 'run' this: `'rm'`"))
        #expect(text.contains(":white_check_mark: clock-skew on member-01: over after 2m"))
        hostile.events = [
            Notice(
                key: "run/1", kind: .repair, severity: .critical, title: "repair of member-02 failed", startsAt: start)
        ]
        #expect(
            try object(NoticeDocument.slack(hostile))?["text"].map {
                "\($0)".contains(":red_circle: *repair of member-02 failed*")
            } == true)
    }

    @Test("a thousand clusters make a short chat message, which says how much it leaves out")
    func many() throws {
        var many = message
        many.firing = (0..<1000).map {
            Notice(key: "incident/\($0)", kind: .incident, severity: .critical, title: "x on m\($0)", startsAt: start)
        }
        let text = try object(NoticeDocument.slack(many))?["text"] as? String ?? ""
        #expect(text.utf8.count < 3000 && text.contains("and 990 more"))
        #expect(NoticeText(many).body.contains("and 950 more"))
    }

    @Test("Alertmanager gets each notice as an alert: the end of what is over, and a life of its own for what holds")
    func alertmanager() throws {
        let alerts =
            try JSONSerialization.jsonObject(with: Data(AlertmanagerDocument.text(message, validFor: 600).utf8))
            as? [[String: Any]]
        let labels = alerts?.first?["labels"] as? [String: String]
        #expect(
            labels == [
                "alertname": "KsfleetIncident", "severity": "critical", "key": "incident/7", "cluster": "member-02",
                "cause": "secret-mismatch", "label_team": "edge",
            ])
        #expect(alerts?.map { $0["endsAt"] as? String } == ["2026-09-21T14:28:20Z", "2026-09-21T14:15:20Z"])
    }

    @Test("a mail's header cannot be broken into by what a cluster says")
    func mail() {
        var hostile = message
        hostile.firing[0].title = printable("über\r\nBcc: all@example.org")
        let mail = NoticeMail(hostile, from: "ksfleet", to: ["ops@example.org"], id: "a-1").text
        let header = mail.prefix(upTo: mail.range(of: "\n\n")?.lowerBound ?? mail.endIndex)
        #expect(!header.contains("\nBcc:"))
        #expect(header.contains("Subject: =?utf-8?B?") && header.contains("Date: Mon, 21 Sep 2026 14:18:20 +0000"))
        #expect(mail.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
        let encoded = mail.range(of: "\n\n").map { String(mail[$0.upperBound...]).replacing("\n", with: "") } ?? ""
        #expect(
            String(decoding: Data(base64Encoded: encoded) ?? Data(), as: UTF8.self).contains(
                "next: agentctl remediate plan member-02"))
    }

    @Test("the subject counts, and names the gravest")
    func subject() {
        #expect(NoticeText(message).subject == "[1 firing, 1 resolved] secret-mismatch on member-02 and 1 more")
    }
}
