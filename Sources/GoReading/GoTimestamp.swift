/// Whether yaml.v3 makes a `time.Time` of a text without quotes: `parseTimestamp` of its `resolve.go`, and Go's
/// `time.Parse`.
///
/// `2006-1-2`, `2006-1-2 15:4:5.999`, and `2006-1-2T15:4:5.999Z07:00` with a `T` of either case.
struct GoTimestamp {
    private var rest: Substring.UTF8View

    static func reads(_ text: String) -> Bool {
        let digits = text.utf8.prefix { isDigit($0) }.count
        guard digits == 4, text.utf8.dropFirst(4).first == UInt8(ascii: "-") else { return false }
        var reader = GoTimestamp(rest: text[...].utf8)
        return reader.takeAll()
    }

    private mutating func takeAll() -> Bool {
        guard let year = takeNumber(4...4), take("-"), let month = takeNumber(1...2), (1...12).contains(month),
            take("-"),
            let day = takeNumber(1...2), (1...Self.days(of: month, in: year)).contains(day)
        else { return false }
        if rest.isEmpty { return true }
        if take(" ") { return takeClock() && rest.isEmpty }
        guard take("T") || take("t") else { return false }
        return takeClock() && takeZone() && rest.isEmpty
    }

    private mutating func takeClock() -> Bool {
        guard let hour = takeNumber(1...2), hour < 24, take(":"), let minute = takeNumber(1...2), minute < 60,
            take(":"),
            let second = takeNumber(1...2), second < 60
        else { return false }
        takeFraction()
        return true
    }

    /// A point or a comma, where a digit follows; any number of digits.
    private mutating func takeFraction() {
        guard let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","),
            let next = rest.dropFirst().first,
            Self.isDigit(next)
        else { return }
        rest = rest.dropFirst().drop { Self.isDigit($0) }
    }

    private mutating func takeZone() -> Bool {
        if take("Z") { return true }
        guard take("+") || take("-"), let hours = takeNumber(2...2), hours <= 24, take(":"),
            let minutes = takeNumber(2...2)
        else {
            return false
        }
        return minutes <= 60
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func takeNumber(_ width: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(width.upperBound).prefix { Self.isDigit($0) }
        guard width.contains(digits.count), let number = Int(String(Substring(digits))) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        switch month {
        case 2: return isLeap ? 29 : 28
        case 4, 6, 9, 11: return 30
        default: return 31
        }
    }
}
