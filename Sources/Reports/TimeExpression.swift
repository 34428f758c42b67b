package import FoundationEssentials

/// The times that `--since` and `--until` take.
package enum TimeExpression {
    /// Said whenever a time is not understood.
    package static let forms = "use 2h, 90m, 7d or 2w (ago), now, today, yesterday, 2026-10-01, 2026-10-01 14:00, 2026-10-01T14:00:00Z or @1790000000"

    /// - Parameter calendar: its time zone is the one in which days and times without a zone are read.
    /// - Returns: nil where the text is none of the forms.
    package static func parse(_ text: String, now: Date, calendar: Calendar) -> Date? {
        switch text {
        case "now": return now
        case "today": return calendar.startOfDay(for: now)
        case "yesterday": return calendar.date(byAdding: .day, value: -1, to: calendar.startOfDay(for: now))
        default: break
        }
        if text.hasPrefix("@") { return TimeInterval(text.dropFirst()).map { Date(timeIntervalSince1970: $0) } }
        return ago(text).map { now.addingTimeInterval(-$0) } ?? instant(text) ?? local(text, calendar)
    }

    private static func ago(_ text: String) -> TimeInterval? {
        let bare = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let scales: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = bare.last, let scale = scales[unit], let count = Int(bare.dropLast()), count >= 0 else { return nil }
        return Double(count) * scale
    }

    /// RFC 3339: a date, a time and a zone.
    private static func instant(_ text: String) -> Date? {
        guard text.count > 16, text.contains("T") else { return nil }
        return (try? Date.ISO8601FormatStyle(includingFractionalSeconds: false).parse(text))
            ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }

    private static func local(_ text: String, _ calendar: Calendar) -> Date? {
        let parts = text.split(separator: text.contains("T") ? "T" : " ")
        guard let day = parts.first?.split(separator: "-").map({ Int($0) }), day.count == 3, parts.count <= 2 else { return nil }
        let time = parts.count == 2 ? parts[1].split(separator: ":").map { Int($0) } : [0, 0]
        guard (2...3).contains(time.count), !(day + time).contains(nil) else { return nil }
        let components = DateComponents(
            year: day[0], month: day[1], day: day[2], hour: time[0], minute: time[1], second: time.count == 3 ? time[2] : 0)
        guard (1...12).contains(day[1] ?? 0), (1...31).contains(day[2] ?? 0), (0..<24).contains(time[0] ?? -1), (0..<60).contains(time[1] ?? -1) else { return nil }
        return calendar.date(from: components)
    }
}
