package import FoundationEssentials

/// `Tue, 24 Nov 2026 00:52:20 GMT` (RFC 9110, 5.6.7; the obsolete forms are not read).
package enum HTTPDate {
    package static func parse(_ text: String) -> Date? {
        var scanner = TimeScanner(text)
        guard scanner.word(of: CalendarNames.weekdays) != nil, scanner.take(", "),
            let day = scanner.number(digits: 2), scanner.take(" "),
            let month = scanner.word(of: CalendarNames.months), scanner.take(" "),
            let year = scanner.number(digits: 4), scanner.take(" "),
            let date = TimeScanner.seconds(year, month + 1, day),
            let time = scanner.timeOfDay(needsSeconds: true), scanner.take(" GMT"), scanner.isAtEnd
        else { return nil }
        return Date(timeIntervalSince1970: date + time)
    }
}

extension Date {
    /// As the header of a mail has it (RFC 5322, 3.3): `Tue, 24 Nov 2026 23:04:05 +0000`.
    package var mailDate: String {
        let text = rfc3339
        let parts = text.split(whereSeparator: { "-T:Z".contains($0) })
        guard parts.count == 6, let month = Int(parts[1]), (1...12).contains(month) else { return text }
        let day = Int64(saturating: (withinYears.timeIntervalSince1970 / 86_400).rounded(.down))
        let weekday = CalendarNames.weekdays[CivilDay.weekday(ofDay: day)]
        let clock = parts[3...].joined(separator: ":")
        return "\(weekday), \(parts[2]) \(CalendarNames.months[month - 1]) \(parts[0]) \(clock) +0000"
    }
}
