package import Fleet
import FoundationEssentials

/// The bodies that receivers over HTTP take.
package enum NoticeDocument {
    /// `ksfleet.notification/v1`: everything, for a receiver of one's own. Fields are only ever added.
    ///
    /// - Parameters:
    ///   - id: equal in every attempt to deliver the message.
    ///   - installation: the history's id; nil where there is none yet.
    package static func webhook(_ message: NoticeMessage, id: String, installation: String?) throws -> String {
        struct Body: Encodable {
            let schema = "ksfleet.notification/v1"
            let id: String
            let installation: String?
            let route: String
            let group: String
            let status: String
            let reminder: Bool
            let at: Date
            let subject: String
            let firing: [Notice]
            let resolved: [Notice]
            let events: [Notice]
        }
        return try jsonText(
            Body(
                id: id, installation: installation, route: message.route, group: message.group, status: status(of: message), reminder: message.isReminder,
                at: message.at, subject: NoticeText(message).subject, firing: message.firing, resolved: message.resolved, events: message.events))
    }

    /// `firing` while anything of the group holds, `event` where nothing does and something has happened, else `resolved`.
    static func status(of message: NoticeMessage) -> String {
        message.firing.isEmpty ? message.events.isEmpty ? "resolved" : "event" : "firing"
    }

    /// What Slack's incoming webhooks take, and those who are compatible with them (Mattermost, Rocket.Chat): a text in mrkdwn, and nothing
    /// that only one of them understands.
    package static func slack(_ message: NoticeMessage) throws -> String {
        let held = (message.firing + message.events).prefix(longestList).map(slackLine)
        let resolved = message.resolved.prefix(longestList).map { notice in
            let length = notice.endsAt.map { " after \(shortDuration(seconds: $0.timeIntervalSince(notice.startsAt)))" } ?? ""
            return ":white_check_mark: \(slackEscaped(notice.title)): over\(length)" + slackQuoted(notice.lines)
        }
        let left = message.notices.count - held.count - resolved.count
        let more = left > 0 ? ["and \(left) more: agentctl incidents list"] : []
        return try slack(text: ((message.isReminder ? ["Still so:"] : []) + held + resolved + more).joined(separator: "\n"))
    }

    /// - Parameter text: in mrkdwn.
    package static func slack(text: String) throws -> String {
        struct Body: Encodable { let text: String }
        return try jsonText(Body(text: text))
    }

    private static func slackLine(_ notice: Notice) -> String {
        let sign =
            switch notice.severity {
            case .critical: ":red_circle:"
            case .warning: ":warning:"
            case .info: notice.outcome == .proved ? ":white_check_mark:" : ":information_source:"
            }
        let taken = notice.takenOnBy.map { ", taken on by \(slackEscaped($0))" } ?? ""
        let next = notice.nextStep.map { "\nnext: `\(slackEscaped($0).replacing("`", with: "'"))`" } ?? ""
        return "\(sign) *\(slackEscaped(notice.title))* since \(notice.startsAt.rfc3339)\(taken)\(slackQuoted(notice.lines))\(next)"
    }

    private static func slackQuoted(_ lines: [String]) -> String { lines.prefix(4).map { "\n> \(slackEscaped($0))" }.joined() }

    /// A chat is no archive: more than so many of a kind are counted only.
    private static let longestList = 10

    /// Slack: only these three have to be escaped; with them no link, mention or channel can be forged. What would be bold is made plain.
    static func slackEscaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("*", with: "∗")
    }
}
