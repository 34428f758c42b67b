package import Fleet
package import FoundationEssentials

/// How the times of a message are shown to people: on the clock of the route's zone, to the minute.
package struct NoticeClock: Sendable {
    private let zone: ClockZone

    package init(_ zone: ClockZone) { self.zone = zone }

    package static let utc = NoticeClock(.utc)

    /// `2026-09-21 14:13 UTC`, `2026-09-21 22:13 +08:00`.
    package func text(_ date: Date) -> String { "\(zone.text(date).dropLast(3)) \(zone.offsetText(at: date))" }

    /// A line of evidence whose times, which are stored as RFC 3339 in UTC, are shown as all others of the message.
    package func shown(_ line: String) -> String {
        line.replacing(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) { match in
            RFC3339.parse(match.output).map(text) ?? String(match.output)
        }
    }
}
