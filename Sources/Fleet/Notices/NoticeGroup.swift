package import FoundationEssentials

/// What one receiver has been told of one group, and what it has not. Pure: the store keeps it between two steps.
///
/// The rules are Alertmanager's (its docs/configuration.md: group_wait, group_interval, repeat_interval), but for one:
/// what held for as long as the wait is told even where it is over by then, so that a restart of the agent in between
/// hides nothing.
package struct NoticeGroup: Hashable, Codable, Sendable {
    private struct Member: Hashable, Codable, Sendable {
        var notice: Notice
        /// As it was told; nil where it was not.
        var told: Notice?

        /// Whether the receiver does not know it as it is.
        var isNews: Bool { notice.isEvent || notice.endsAt != nil || told.map { notice.differs(from: $0) } ?? true }
    }

    private var members: [String: Member] = [:]
    /// When the first of what is not told yet came.
    private var pendingSince: Date?
    private var lastTold: Date?

    package init() {}

    /// Nothing holds any more, and everybody who had to be told was.
    package var isOver: Bool { members.isEmpty }

    /// Whether the receiver knows of it, so that it must learn how it ends.
    func hasTold(_ key: String) -> Bool { members[key]?.told != nil }

    /// Takes in what holds now and what ended, and gives what is to be told now.
    ///
    /// - Parameters:
    ///   - board: what of this group holds, told or not, and what of it ended.
    ///   - anywhere: keys of all that holds: what holds and is not of this group any more has not ended, the route was
    ///     changed.
    package mutating func step(
        _ board: NoticeBoard, anywhere: Set<String> = [], route: NoticeRoute, name: String, at now: Date
    ) -> NoticeMessage? {
        for notice in board.over { end(notice, route) }
        endMissing(board, anywhere, route, now)
        for notice in board.holding { hold(notice) }
        pendingSince = members.values.contains(where: \.isNews) ? pendingSince ?? now : nil
        guard isDue(route, now) else { return nil }
        let message = NoticeMessage(
            route: route.name, group: name, firing: sorted { $0.endsAt == nil && !$0.isEvent },
            resolved: sorted { $0.endsAt != nil && !$0.isEvent },
            events: sorted(where: \.isEvent), isReminder: pendingSince == nil, at: now)
        for (key, member) in members {
            members[key] =
                message.firing.contains { $0.key == key } ? Member(notice: member.notice, told: member.notice) : nil
        }
        (pendingSince, lastTold) = (nil, now)
        return message
    }

    /// Since when it holds may be known less well with each look; what was known first counts.
    private mutating func hold(_ notice: Notice) {
        let known = members[notice.key]
        members[notice.key] = Member(
            notice: notice.with { $0.startsAt = min($0.startsAt, known?.notice.startsAt ?? $0.startsAt) },
            told: known?.told)
    }

    /// What held for less than the wait, and was not told, stays untold; so does every end where the route wants none.
    private mutating func end(_ notice: Notice, _ route: NoticeRoute) {
        if notice.isEvent {
            members[notice.key] = Member(notice: notice, told: nil)
            return
        }
        let lasted = (notice.endsAt ?? notice.startsAt).timeIntervalSince(notice.startsAt)
        let known = members[notice.key]
        guard route.resolved, known?.told != nil || lasted >= route.wait else {
            members[notice.key] = nil
            return
        }
        // How grave it was, nobody knows better than who has seen it.
        members[notice.key] = Member(
            notice: notice.with { $0.severity = known?.notice.severity ?? $0.severity }, told: known?.told)
    }

    /// What is neither said to hold nor said to have ended: it ends now, unless nobody could look.
    private mutating func endMissing(_ board: NoticeBoard, _ anywhere: Set<String>, _ route: NoticeRoute, _ now: Date) {
        let holding = Set(board.holding.map(\.key))
        for (key, member) in members
        where !holding.contains(key) && member.notice.endsAt == nil && !member.notice.isEvent {
            if anywhere.contains(key) {
                members[key] = nil
            } else if member.notice.kind != .expiry || !(member.notice.cluster.map(board.undecided.contains) ?? false) {
                end(member.notice.with { ($0.endsAt, $0.lines) = (now, []) }, route)
            }
        }
    }

    private func isDue(_ route: NoticeRoute, _ now: Date) -> Bool {
        guard let pendingSince else {
            guard let lastTold, let remind = route.remind, remindsOfAny(route) else { return false }
            return now.timeIntervalSince(lastTold) >= remind || now < lastTold
        }
        // A clock that has gone back must not silence a group.
        guard let lastTold else { return now.timeIntervalSince(pendingSince) >= route.wait || now < pendingSince }
        return now.timeIntervalSince(lastTold) >= route.interval || now < lastTold
    }

    private func remindsOfAny(_ route: NoticeRoute) -> Bool {
        members.values.contains { route.keepsAlive || $0.notice.asksForReminders }
    }

    private func sorted(where isWanted: (Notice) -> Bool) -> [Notice] {
        members.values.map(\.notice).filter(isWanted).sorted { a, b in
            a.severity == b.severity ? (a.startsAt, a.key) < (b.startsAt, b.key) : a.severity > b.severity
        }
    }
}
