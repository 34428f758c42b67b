package import Fleet
package import FoundationEssentials

/// What a report is on when it is made by a timer. The words are those of systemd's `OnCalendar=`.
package enum ReportPeriod: String, CaseIterable, Sendable {
    case daily, weekly, monthly

    /// Seconds, of one that ends now.
    package var length: Double {
        switch self {
        case .daily: 86_400
        case .weekly: 604_800
        case .monthly: 2_592_000
        }
    }

    /// The last whole day, week from Monday on, or month of the calendar, that a zone's clock has seen the end of at a
    /// moment.
    package func last(before moment: Date, in zone: ClockZone) -> (since: Date, until: Date) {
        let until = zone.startOfDay(moment, days: -daysInto(moment, zone))
        let since =
            switch self {
            case .daily: zone.startOfDay(until, days: -1)
            case .weekly: zone.startOfDay(until, days: -7)
            case .monthly: zone.startOfDay(until, days: -zone.dayOfMonth(zone.startOfDay(until, days: -1)))
            }
        return (since, until)
    }

    /// Whole days of the period under way that have gone by.
    private func daysInto(_ moment: Date, _ zone: ClockZone) -> Int {
        switch self {
        case .daily: 0
        case .weekly: CivilDay.weekday(ofDay: Int64(zone.day(moment)))
        case .monthly: zone.dayOfMonth(moment) - 1
        }
    }
}

extension ClockZone {
    fileprivate func dayOfMonth(_ date: Date) -> Int { Int(text(date).dropFirst(8).prefix(2)) ?? 1 }
}
