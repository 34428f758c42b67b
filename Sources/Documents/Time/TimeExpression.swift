package import Fleet
package import FoundationEssentials

/// A moment as `--since` and `--until` take it; what is said relative to now, or in local time, is resolved later.
package enum TimeExpression: Hashable, Sendable {
    /// Seconds before now: `2h`, `90m`, `7d`, `2w`, `1h30m`, `-2h`, `3 days ago`.
    case ago(Double)
    /// Midnight of a day counted from today: 0 is today, -1 yesterday.
    case day(Int)
    /// What a clock on the wall shows, as seconds since 1970-01-01 00:00 there.
    case wall(Double)
    /// A moment that needs no zone: RFC 3339, `@epoch`.
    case moment(Date)

    /// - Throws: `TimeExpressionError`, which lists the forms.
    package init(_ text: String) throws(TimeExpressionError) {
        let trimmed = text.trimmingSpaces()
        guard let value = Self.word(trimmed) ?? Self.epoch(trimmed) ?? Self.ago(trimmed) ?? Self.calendar(trimmed)
        else {
            throw TimeExpressionError(text: text)
        }
        self = value
    }

    package func date(now: Date, zone: ClockZone) -> Date {
        switch self {
        case .ago(let seconds): now.addingTimeInterval(-seconds)
        case .day(let days): zone.startOfDay(now, days: days)
        case .wall(let seconds): zone.moment(wall: Date(timeIntervalSince1970: seconds))
        case .moment(let date): date
        }
    }
}

/// A text that is no time; its description lists what would be.
package struct TimeExpressionError: Error, Equatable, CustomStringConvertible {
    package let text: String

    package var description: String {
        """
        invalid time "\(printable(text, limit: 60))"; use 90m, 2h, 7d or 2w (that long ago), now, today, yesterday, \
        2026-10-01, "2026-10-01 14:00", 2026-10-01T14:00:05Z or @1790000000
        """
    }
}

extension TimeExpression {
    private static func word(_ text: String) -> Self? {
        switch text {
        case "now": .ago(0)
        case "today": .day(0)
        case "yesterday": .day(-1)
        default: nil
        }
    }

    private static func epoch(_ text: String) -> Self? {
        guard text.hasPrefix("@"), let seconds = Double(text.dropFirst()), abs(seconds) < 1e11 else { return nil }
        return .moment(Date(timeIntervalSince1970: seconds))
    }

    /// `1h30m`, and as systemd and git have it: `1hour`, `90 min`, `3 days ago`.
    private static func ago(_ text: String) -> Self? {
        var rest = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if rest.hasSuffix(" ago") { rest = rest.dropLast(" ago".count) }
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let count = take(from: &rest, while: { $0.isASCII && $0.isNumber }).flatMap(Double.init),
                let unit = take(from: &rest, while: { $0.isASCII && $0.isLetter }),
                let seconds = units.first(where: { $0.names.contains(unit) })?.seconds
            else { return nil }
            total += count * seconds
        }
        return .ago(total)
    }

    /// - Returns: what there is of it, at most nine characters, with the blanks behind it taken off; nil for none.
    private static func take(from rest: inout Substring, while belongs: (Character) -> Bool) -> String? {
        let part = rest.prefix(while: belongs)
        rest = rest.dropFirst(part.count).drop { $0 == " " }
        return part.isEmpty || part.count > 9 ? nil : String(part)
    }

    private static let units: [(names: Set<String>, seconds: Double)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
        (["h", "hour", "hours"], 3600), (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800),
    ]

    /// `2026-10-01`, then perhaps ` 14:00[:05[.6]]`, then perhaps `Z` or `+08:00`.
    private static func calendar(_ text: String) -> Self? {
        var scanner = TimeScanner(text)
        // Nothing that is asked about is older than 1970.
        guard let date = scanner.date(), date >= 0 else { return nil }
        if scanner.isAtEnd { return .wall(date) }
        guard scanner.take(" ") || scanner.take("T") || scanner.take("t"), let time = scanner.timeOfDay() else {
            return nil
        }
        if scanner.isAtEnd { return .wall(date + time) }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        return .moment(Date(timeIntervalSince1970: date + time - offset))
    }
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        let start = drop { $0 == " " }
        return String(start.prefix(start.count - start.reversed().prefix { $0 == " " }.count))
    }
}
