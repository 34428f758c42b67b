package import FoundationEssentials

extension MaintenanceWindow {
    /// Whether a moment lies in it, as a clock on the wall of its zone tells. So an hour that is skipped in spring is
    /// no part of it, and an hour that comes twice in autumn is in it both times. nil where the zone's rules do not
    /// reach that far.
    package func contains(_ time: Date, in zone: ZoneRules) -> Bool? {
        zone.wallClock(at: time).map { contains($0) }
    }

    private func contains(_ clock: WallClock) -> Bool {
        let end = end > start ? end : end + 1440
        if days.contains(clock.weekday), clock.minute >= start, clock.minute < end { return true }
        let yesterday = clock.weekday == 1 ? 7 : clock.weekday - 1
        return days.contains(yesterday) && clock.minute + 1440 < end
    }
}

/// What a clock on the wall shows.
package struct WallClock: Hashable, Sendable {
    /// ISO 8601: 1 for Monday to 7 for Sunday.
    package let weekday: Int
    /// Minutes after midnight.
    package let minute: Int

    init(localSeconds: Int64) {
        let day = localSeconds.flooredQuotient(86_400)
        minute = Int(localSeconds - day * 86_400) / 60
        // 1970-01-01 was a Thursday.
        weekday = Int((day + 3) - (day + 3).flooredQuotient(7) * 7) + 1
    }

    /// `Tue 22:15`.
    package var text: String {
        "\(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday - 1]) \(MaintenanceWindow.clock(minute))"
    }
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 { self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor) }
}
