package import Fleet
package import FoundationEssentials

/// The zone that a report tells days and times in, by its name.
package struct ReportZone: Encodable, Sendable {
    /// `Asia/Shanghai`, `UTC`, or `UTC+08:00` where the machine's zone has no name.
    package let name: String
    package let clock: ClockZone

    package init(name: String, clock: ClockZone) {
        self.name = name
        self.clock = clock
    }

    package static let utc = ReportZone(name: "UTC", clock: .utc)

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }

    /// Statements with the times of a report.
    package var words: Words { Words { minute($0) } }

    /// `2026-11-24 14:05`.
    package func minute(_ date: Date) -> String { String(clock.text(date).prefix(16)) }
    /// `11-24 14:05`: within a report whose head names the year.
    package func short(_ date: Date) -> String { String(minute(date).dropFirst(5)) }
    /// `24 Nov`.
    package func day(_ date: Date) -> String { dayText(minute(date)) }
    /// `24 Nov 2026 14:05`, and no time of day where it is midnight.
    package func long(_ date: Date) -> String {
        let text = minute(date)
        return "\(dayText(text)) \(text.prefix(4))" + (text.hasSuffix(" 00:00") ? "" : text.suffix(6))
    }

    /// `UTC+8`, as the clock stands at a moment: the name alone does not tell everybody.
    func offsetText(_ date: Date) -> String {
        let minutes = clock.offset(at: date) / 60
        guard minutes != 0 else { return "UTC" }
        let rest = abs(minutes) % 60
        return "UTC\(minutes < 0 ? "-" : "+")\(abs(minutes) / 60)" + (rest == 0 ? "" : ":\(twoDigits(rest))")
    }

    /// `Asia/Shanghai (UTC+8)`; once where both are one.
    package func described(_ date: Date) -> String {
        let offset = offsetText(date)
        return name == offset || name == "UTC" || name == "Etc/UTC" ? offset : "\(name) (\(offset))"
    }
}

/// `24 Nov` of `2026-11-24 …`.
package func dayText(_ text: String) -> String {
    let numbers = (Int(text.dropFirst(5).prefix(2)), Int(text.dropFirst(8).prefix(2)))
    guard case (let month?, let day?) = numbers, (1...12).contains(month) else { return text }
    return "\(day) \(CalendarNames.months[month - 1])"
}
