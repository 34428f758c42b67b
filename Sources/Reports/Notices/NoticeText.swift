package import Fleet
import FoundationEssentials

/// A message in plain words: the body of a mail.
package struct NoticeText: Sendable {
    private let message: NoticeMessage
    private let clock: NoticeClock

    package init(_ message: NoticeMessage, clock: NoticeClock = .utc) {
        self.message = message.withoutRepeatedSteps
        self.clock = clock
    }

    /// One line: `[2 firing, 1 resolved] secret-mismatch on member-03 and 2 more`.
    package var subject: String {
        let counts = [
            (message.firing.count, "firing"), (message.events.count, "reported"),
            (message.resolved.count, "resolved"),
        ]
        .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let all = message.notices
        let more = all.count > 1 ? " and \(all.count - 1) more" : ""
        return
            """
            [\(counts.joined(separator: ", "))]\(message.isReminder ? " still:" : "") \
            \(all.first?.title ?? "nothing")\(more)
            """
    }

    package var body: String {
        let held = (message.firing + message.events).prefix(Self.longestList).map {
            paragraph($0, sign: $0.severity.rawValue)
        }
        let resolved = message.resolved.prefix(Self.longestList).map { paragraph($0, sign: "resolved") }
        let left = message.notices.count - held.count - resolved.count
        return (held + resolved + (left > 0 ? ["and \(left) more: agentctl incidents list"] : [])).joined(
            separator: "\n\n") + "\n"
    }

    /// A mail is no archive: more than so many of a kind are counted only.
    private static let longestList = 50

    private func paragraph(_ notice: Notice, sign: String) -> String {
        let taken = notice.takenOnBy.map { ["acknowledged by \(personName(ofActor: $0))"] } ?? []
        let next = notice.endsAt == nil || notice.isEvent ? notice.nextStep?.lines(indent: "  ", width: nil) ?? [] : []
        return
            (["\(sign): \(notice.title)", "  \(when(notice))"] + (notice.lines + taken).map { "  - \(clock.shown($0))" }
            + next).joined(separator: "\n")
    }

    /// What happened has a time; what holds has a beginning, and once it is over an end.
    private func when(_ notice: Notice) -> String {
        let lasted = notice.endsAt.map {
            (clock.text($0), shortDuration(seconds: $0.timeIntervalSince(notice.startsAt)))
        }
        guard let (end, length) = lasted else { return "since \(clock.text(notice.startsAt))" }
        return notice.isEvent
            ? "at \(end), after \(length)" : "since \(clock.text(notice.startsAt)), over at \(end) after \(length)"
    }
}
