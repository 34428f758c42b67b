package import CivilTime
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
