import FoundationEssentials

/// `2026-11-24T00:41:41Z`, with a fraction and an offset where they are given.
enum RFC3339 {
    static func parse(_ text: String) -> Date? {
        var scanner = TimeScanner(text)
        guard let year = scanner.number(digits: 4), scanner.take("-"), let month = scanner.number(digits: 2),
            scanner.take("-"),
            let day = scanner.number(digits: 2), scanner.take("T") || scanner.take("t"),
            let hour = scanner.number(digits: 2),
            scanner.take(":"), let minute = scanner.number(digits: 2), scanner.take(":"),
            let second = scanner.number(digits: 2)
        else { return nil }
        var fraction = 0.0
        if scanner.take(".") {
            guard let read = scanner.fraction() else { return nil }
            fraction = read
        }
        guard let offset = offset(&scanner), scanner.isAtEnd else { return nil }
        let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return time.date?.addingTimeInterval(fraction - Double(offset))
    }

    /// Seconds east of Greenwich.
    private static func offset(_ scanner: inout TimeScanner) -> Int? {
        if scanner.take("Z") || scanner.take("z") { return 0 }
        let sign = scanner.take("+") ? 1 : scanner.take("-") ? -1 : 0
        guard sign != 0, let hours = scanner.number(digits: 2), scanner.take(":"),
            let minutes = scanner.number(digits: 2)
        else {
            return nil
        }
        return sign * (hours * 3_600 + minutes * 60)
    }
}

/// `Tue, 24 Nov 2026 00:52:20 GMT` (RFC 9110, 5.6.7; the obsolete forms are not read).
enum HTTPDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func parse(_ text: String) -> Date? {
        var scanner = TimeScanner(text)
        guard scanner.word(weekdays) != nil, scanner.take(text: ", "), let day = scanner.number(digits: 2),
            scanner.take(" "),
            let month = scanner.word(months), scanner.take(" "), let year = scanner.number(digits: 4),
            scanner.take(" "),
            let hour = scanner.number(digits: 2), scanner.take(":"), let minute = scanner.number(digits: 2),
            scanner.take(":"),
            let second = scanner.number(digits: 2), scanner.take(text: " GMT"), scanner.isAtEnd
        else { return nil }
        return CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second).date
    }
}
