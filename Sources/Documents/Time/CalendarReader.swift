/// Takes a calendar date, a time of day and an offset off the front of a text. Seconds throughout.
struct CalendarReader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// `2026-10-01`, as seconds since 1970-01-01.
    mutating func date() -> Double? {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2) else { return nil }
        guard (1970...9999).contains(year), (1...12).contains(month), (1...Self.days(of: month, year)).contains(day)
        else { return nil }
        return Double(Self.dayNumber(year, month, day) * 86_400)
    }

    /// ` 14:00`, `T14:00:05`, `T14:00:05.25`.
    mutating func time() -> Double? {
        guard take(" ") || take("T") || take("t") else { return nil }
        guard let hour = digits(2), hour < 24, take(":"), let minute = digits(2), minute < 60 else { return nil }
        guard take(":") else { return Double(hour * 3600 + minute * 60) }
        // RFC 3339 allows second 60, a leap second; it reads as the next minute's first.
        guard let second = digits(2), second <= 60, let fraction = fraction() else { return nil }
        return Double(hour * 3600 + minute * 60 + second) + fraction
    }

    /// `Z` or `+08:00`.
    mutating func offset() -> Double? {
        if take("Z") || take("z") { return 0 }
        let sign: Double = if take("+") { 1 } else if take("-") { -1 } else { 0 }
        guard sign != 0, let hours = digits(2), hours < 24, take(":"), let minutes = digits(2), minutes < 60 else {
            return nil
        }
        return sign * Double(hours * 3600 + minutes * 60)
    }

    /// Zero where there is none; nil where a dot has no digit after it.
    private mutating func fraction() -> Double? {
        guard take(".") else { return 0 }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits.isEmpty ? nil : Double("0.\(digits)")
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func digits(_ count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        rest = rest.dropFirst(count)
        return Int(digits)
    }

    private static func days(of month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 of a date of the Gregorian calendar; the year is counted from March, so that February is
    /// its last month.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468
    }
}
