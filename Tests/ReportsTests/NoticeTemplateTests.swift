import Fleet
import Foundation
import Reports
import Testing

@Suite("Templates of one's own")
struct NoticeTemplateTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    private func message(title: String = "secret-mismatch on member-02") -> NoticeMessage {
        let firing = ["member-02", "member-03"].map { name in
            Notice(
                key: "incident/\(name)", kind: .incident, severity: .critical, cluster: ClusterID(name),
                cause: .secretMismatch, labels: ["team": "edge"],
                title: title, lines: ["jwtSecret differs"], nextStep: .run("agentctl remediate plan \(name)"),
                startsAt: start)
        }
        let over = Notice(
            key: "incident/3", kind: .incident, severity: .warning, cluster: ClusterID("member-01"), cause: .clockSkew,
            title: "clock-skew on member-01", startsAt: start,
            endsAt: start.addingTimeInterval(120))
        return NoticeMessage(
            route: "r", group: "g", firing: firing, resolved: [over], isReminder: false,
            at: start.addingTimeInterval(300))
    }

    private func render(
        _ template: String, _ language: NoticeTemplate.Language, title: String = "secret-mismatch on member-02"
    ) throws -> String {
        try NoticeTemplate(template, language: language).text(
            of: message(title: title), id: "x-1", installation: "here")
    }

    @Test("a template names the fields of the webhook's document, and goes through its lists")
    func fields() throws {
        let template = """
            {{subject}} ({{status}}, {{severity}}){{#reminder}} still{{/reminder}}
            {{#firing}}
            {{cluster}} {{cause}} since {{startsAt}}, team {{labels.team}}:{{#lines}} {{.}}{{/lines}}; {{nextStep}}
            {{/firing}}
            {{#resolved}}
            {{title}}: over after {{lasted}}
            {{/resolved}}
            """
        #expect(
            try render(template, .text) == """
                [2 firing, 1 resolved] secret-mismatch on member-02 and 2 more (firing, critical)
                member-02 secret-mismatch since 2026-09-21T14:13:20Z, team edge: jwtSecret differs; agentctl remediate \
                plan member-02
                member-03 secret-mismatch since 2026-09-21T14:13:20Z, team edge: jwtSecret differs; agentctl remediate \
                plan member-03
                clock-skew on member-01: over after 2m

                """)
    }

    static let hostile = #"<!channel> "quoted", \back & {{id}} \#u{1B}[31m"#

    @Test(
        "what a cluster says cannot break out of JSON, escaped in the template or not",
        arguments: ["{{title}}", "{{{title}}}", "{{&title}}"])
    func json(tag: String) throws {
        let text = try render(
            #"{"text": "\#(tag)", "ids": [{{#firing}}"{{cluster}}"{{^last()}},{{/last()}}{{/firing}}]}"#, .json,
            title: Self.hostile)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect((object?["ids"] as? [String]) == ["member-02", "member-03"])
    }

    @Test("a value is a value, never a template")
    func values() throws {
        #expect(try render("{{#firing}}{{title}}{{/firing}}", .text, title: "{{id}}") == "{{id}}{{id}}")
    }

    @Test("in a chat nothing of a cluster forges a mention")
    func mrkdwn() throws {
        let text = try render("{{#firing}}{{{title}}}{{/firing}}", .mrkdwn, title: Self.hostile)
        #expect(text.contains("&lt;!channel&gt;") && !text.contains("<") && !text.contains("\u{1B}"))
    }

    @Test(
        "what is no template says the line and what is wrong",
        arguments: [
            ("a\n{{#firing}}b\n", "line 3: a section is not closed"),
            ("a\n{{title", "line 2: a tag is not closed, or none of Mustache's"),
            ("{{#firing}}\n{{/resolved}}", "line 2: a section is closed by another name than it was opened by"),
        ])
    func mistakes(template: String, words: String) {
        #expect { try NoticeTemplate(template, language: .text) } throws: { "\($0)" == words }
    }

    @Test("what makes no JSON is refused before it is sent")
    func notJSON() {
        #expect { try render(#"{"text": "{{subject}}""#, .json) } throws: {
            "\($0)".hasPrefix("what it makes is not JSON")
        }
    }

    @Test("a mail's subject is the template's first line, if it says so, and breaks into no header")
    func mail() {
        let usual = NoticeMail(message(), from: "ksfleet", to: ["ops@example.org"], id: "x", words: "only a body")
        #expect(usual.text.contains("Subject: ksfleet: [2 firing, 1 resolved]"))
        let own = NoticeMail(
            message(), from: "ksfleet", to: ["ops@example.org"], id: "x", words: "Subject: 2 down\r\n\nBody\n")
        #expect(
            own.text.contains("\nSubject: 2 down\n") && own.text.contains(Data("Body\n".utf8).base64EncodedString()))
    }
}
