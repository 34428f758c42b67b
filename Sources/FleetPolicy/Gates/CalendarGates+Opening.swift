import CivilTime
import FleetWords
import FoundationEssentials

extension CalendarGates {
    /// The first minute from now on at which a repair may be made; nil where the next days have none, or where a zone's
    /// rules are not known.
    ///
    /// It opens where a window begins, a blackout ends, or the clocks are changed, so only those moments are looked at.
    var opening: Date? {
        let minute = Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 60).rounded(.up) * 60)
        let windows = Array(standing.windows.joined())
        let begin =
            windows.flatMap { edges(of: $0, isEnd: false, after: minute) }
            + standing.blackouts.flatMap { edges(of: $0, isEnd: true, after: minute) }
        let changes = Set((windows + standing.blackouts).map(\.zone)).flatMap { clockChanges(in: $0, after: minute) }
        return (begin + changes).sorted().first(where: isOpen)
    }

    private func isOpen(at moment: Date) -> Bool {
        CalendarGates(
            policy: policy, standing: standing, cluster: cluster, labels: labels, ledger: ledger, now: moment,
            zones: zones
        )
        .windowNow.passed
    }

    /// The moments of the next eight days at which a clock on the wall shows the window's start, or its end. Where the
    /// clocks are changed on the way, it is an hour to either side.
    private func edges(of window: MaintenanceWindow, isEnd: Bool, after minute: Date) -> [Date] {
        guard let clock = zones[window.zone]?.wallClock(at: minute) else { return [] }
        let length = window.end > window.start ? window.end : window.end + Self.day
        return window.days.flatMap { day in
            let edge = (day - clock.weekday) * Self.day + (isEnd ? length : window.start) - clock.minute
            let ahead = ((edge % Self.week) + Self.week) % Self.week
            return [ahead - 60, ahead, ahead + 60, ahead + Self.week].filter { $0 >= 0 }.map {
                minute.addingTimeInterval(Double($0) * 60)
            }
        }
    }

    /// Zones change their clocks at full or half hours of UTC.
    private func clockChanges(in zone: String, after minute: Date) -> [Date] {
        guard let rules = zones[zone] else { return [] }
        let first = (minute.timeIntervalSince1970 / Self.halfHour).rounded(.up)
        let moments = (0..<8 * 48).map { Date(timeIntervalSince1970: (first + Double($0)) * Self.halfHour) }
        return moments.filter { rules.offset(at: $0) != rules.offset(at: $0.addingTimeInterval(-1)) }
    }

    /// Minutes.
    private static let day = 1440
    private static let week = 10_080
    /// Seconds.
    private static let halfHour = 1800.0
}
