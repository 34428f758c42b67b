import Documents
package import Fleet
import FoundationEssentials

/// The bodies that receivers over HTTP take.
package enum NoticeDocument {
    /// `ksfleet.notification/v2`: everything, for a receiver of one's own. Fields are only ever added.
    ///
    /// - Parameters:
    ///   - id: equal in every attempt to deliver the message.
    ///   - installation: the history's id; nil where there is none yet.
    package static func webhook(_ message: NoticeMessage, id: String, installation: String?) throws -> String {
        struct Body: Encodable {
            let schema = "ksfleet.notification/v2"
            let id: String
            let installation: String?
            let route: String
            let group: String
            let status: String
            let reminder: Bool
            let at: Date
            let subject: String
            let firing: [WebhookNotice]
            let resolved: [WebhookNotice]
            let events: [WebhookNotice]
        }
        return try jsonText(
            Body(
                id: id, installation: installation, route: message.route, group: message.group,
                status: status(of: message), reminder: message.isReminder,
                at: message.at, subject: NoticeText(message).subject, firing: message.firing.map(WebhookNotice.init),
                resolved: message.resolved.map(WebhookNotice.init), events: message.events.map(WebhookNotice.init)))
    }

    /// Ids with their kinds. The next step is one line; its words and commands stand apart beside it.
    private struct WebhookNotice: Encodable {
        let notice: Notice

        private enum CodingKeys: String, CodingKey { case incident, plan, run, nextStep, steps }

        func encode(to encoder: any Encoder) throws {
            try notice.with { ($0.incident, $0.plan, $0.run, $0.nextStep) = (nil, nil, nil, nil) }.encode(to: encoder)
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encodeIfPresent(notice.incident.map(HistoryName.incident), forKey: .incident)
            try values.encodeIfPresent(notice.plan.map(HistoryName.plan), forKey: .plan)
            try values.encodeIfPresent(notice.run.map(HistoryName.run), forKey: .run)
            try values.encodeIfPresent(notice.nextStep?.oneLine, forKey: .nextStep)
            try values.encodeIfPresent(notice.nextStep?.all, forKey: .steps)
        }
    }

    /// `firing` while anything of the group holds, `event` where nothing does and something has happened, else
    /// `resolved`.
    static func status(of message: NoticeMessage) -> String {
        message.firing.isEmpty ? message.events.isEmpty ? "resolved" : "event" : "firing"
    }

    /// What Slack's incoming webhooks take, and those who are compatible with them (Mattermost, Rocket.Chat): a text in
    /// mrkdwn, and nothing that only one of them understands.
    package static func slack(_ message: NoticeMessage, clock: NoticeClock = .utc) throws -> String {
        let message = message.withoutRepeatedSteps
        let held = (message.firing + message.events).prefix(longestList).map { slackLine($0, clock) }
        let resolved = message.resolved.prefix(longestList).map { notice in
            let length =
                notice.endsAt.map { " after \(shortDuration(seconds: $0.timeIntervalSince(notice.startsAt)))" } ?? ""
            return ":white_check_mark: \(slackEscaped(notice.title)): over\(length)" + slackQuoted(notice.lines, clock)
        }
        let left = message.notices.count - held.count - resolved.count
        let more = left > 0 ? ["and \(left) more: `agentctl incidents list`"] : []
        return try slack(
            text: ((message.isReminder ? ["Still so:"] : []) + held + resolved + more).joined(separator: "\n"))
    }

    /// - Parameter text: in mrkdwn.
    package static func slack(text: String) throws -> String {
        struct Body: Encodable { let text: String }
        return try jsonText(Body(text: text))
    }

    private static func slackLine(_ notice: Notice, _ clock: NoticeClock) -> String {
        let sign =
            switch notice.severity {
            case .critical: ":red_circle:"
            case .warning: ":warning:"
            case .info: notice.outcome == .proved ? ":white_check_mark:" : ":information_source:"
            }
        let taken = notice.takenOnBy.map { ", acknowledged by \(slackEscaped(personName(ofActor: $0)))" } ?? ""
        let next = notice.nextStep.map(slackSteps) ?? ""
        return
            """
            \(sign) \
            *\(slackEscaped(notice.title))*\(when(notice, clock))\(taken)\(slackQuoted(notice.lines, clock))\(next)
            """
    }

    /// A step a line; the command alone is code.
    private static func slackSteps(_ next: NextStep) -> String {
        next.all.enumerated().map { index, step in
            let code = step.command.map { "`\(unquoted($0))`" }
            let words = step.text.isEmpty ? nil : unquoted(step.text) + (code == nil ? "" : ":")
            return "\n\(index == 0 ? "next" : "then"): " + [words, code].compactMap(\.self).joined(separator: " ")
        }.joined()
    }

    private static func unquoted(_ text: String) -> String { slackEscaped(text).replacing("`", with: "'") }

    /// What happened has a time; what holds has a beginning.
    private static func when(_ notice: Notice, _ clock: NoticeClock) -> String {
        guard notice.isEvent else { return ", since \(clock.text(notice.startsAt))" }
        let end = notice.endsAt ?? notice.startsAt
        return ", at \(clock.text(end)), after \(shortDuration(seconds: end.timeIntervalSince(notice.startsAt)))"
    }

    private static func slackQuoted(_ lines: [String], _ clock: NoticeClock) -> String {
        lines.prefix(mostLines).map { "\n> \(slackEscaped(clock.shown($0)))" }.joined()
    }

    /// What a person needs at once; who did what comes last in a notice, and is shown.
    private static let mostLines = 6

    /// A chat is no archive: more than so many of a kind are counted only.
    private static let longestList = 10

    /// Slack: only these three have to be escaped; with them no link, mention or channel can be forged. What would be
    /// bold is made plain.
    static func slackEscaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "*", with: "∗")
    }
}
