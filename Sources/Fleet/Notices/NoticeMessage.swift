package import FleetDiagnosis
package import FoundationEssentials

/// What goes out to one receiver at once: the notices of one group.
package struct NoticeMessage: Hashable, Codable, Sendable {
    package var route: String
    /// The values by which its notices were grouped, such as `cause=secret-mismatch`; empty for one group of all.
    package var group: String
    /// Everything of the group that holds, told before or not, the gravest first.
    package var firing: [Notice]
    package var resolved: [Notice]
    /// What happened, and holds for no time.
    package var events: [Notice]
    /// Nothing of it is new: it is said again because it still holds.
    package var isReminder: Bool
    package var at: Date

    package init(
        route: String, group: String, firing: [Notice], resolved: [Notice], events: [Notice] = [], isReminder: Bool,
        at: Date
    ) {
        self.route = route
        self.group = group
        self.firing = firing
        self.resolved = resolved
        self.events = events
        self.isReminder = isReminder
        self.at = at
    }

    /// The gravest of what still holds or has happened; nil where all of it is over.
    package var severity: Finding.Severity? { (firing + events).map(\.severity).max() }

    /// Everything, the most pressing first.
    package var notices: [Notice] { firing + events + resolved }

    /// What is told to people: a step that a later notice of the message says as well is said there alone.
    package var withoutRepeatedSteps: NoticeMessage {
        var message = self
        var said: Set<NextStep> = []
        func unsaid(_ notices: [Notice]) -> [Notice] {
            notices.reversed().map { notice in
                guard let step = notice.nextStep, !said.insert(step).inserted else { return notice }
                return notice.with { $0.nextStep = nil }
            }.reversed()
        }
        message.events = unsaid(events)
        message.firing = unsaid(firing)
        return message
    }

    /// One message in place of two of the same group, of which the first did not get there: what it told and is over by
    /// now is told as over.
    package func merged(with later: NoticeMessage) -> NoticeMessage {
        let known = Set(later.notices.map(\.key))
        let ended = firing.filter { !known.contains($0.key) }.map { notice in notice.with { $0.endsAt = later.at } }
        var message = later
        message.resolved += Self.newest((resolved + ended).filter { !known.contains($0.key) })
        message.events = Self.newest(events.filter { !known.contains($0.key) } + later.events)
        message.isReminder = isReminder && later.isReminder
        return message
    }

    /// A receiver that was away for a day is told of so much; the history has the rest.
    private static let most = 200

    private static func newest(_ notices: [Notice]) -> [Notice] { Array(notices.suffix(most)) }
}
