package import Fleet

/// The timestamp that the pods/log endpoint writes before each line with `timestamps=true`: RFC 3339 with nanoseconds,
/// in whatever zone the container runtime uses.
package enum LogTimestamp {
    /// The moment, or nil where the bytes are no such timestamp, or one of a year that no clock of today shows.
    package static func time(_ text: UnsafeRawBufferPointer) -> ForeignTime? {
        moment(text).flatMap { $0.isOfAClock ? ForeignTime(seconds: $0.seconds, fraction: $0.fraction) : nil }
    }

    package static func time(_ text: String) -> ForeignTime? { Array(text.utf8).withUnsafeBytes { time($0) } }

    /// Whether the bytes are such a timestamp and nothing else, of whatever year.
    package static func isTimestamp(_ text: UnsafeRawBufferPointer) -> Bool { moment(text)?.width == text.count }

    private struct Moment {
        /// Since 1970; four digits of a year cannot overflow.
        let seconds: Int64
        /// Nanoseconds.
        let fraction: Int64
        /// How many bytes say so.
        let width: Int
        /// Whether a clock can show it: no 24:00, and no zone further off than a day.
        let isOfAClock: Bool
    }

    private static func moment(_ text: UnsafeRawBufferPointer) -> Moment? {
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T")
        else { return nil }
        guard
            let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2),
            let hour = digits(text, 11, 2),
            let minute = digits(text, 14, 2), let second = digits(text, 17, 2), (1...12).contains(month),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":")
        else { return nil }
        let (fraction, next) = fraction(text)
        guard let zone = zone(text, at: next) else { return nil }
        let days = Int(CivilDay.number(year, month, day))
        let isOfAClock = (1...31).contains(day) && hour < 24 && minute < 60 && second <= 60 && abs(zone.offset) < 86_400
        let local = days * 86_400 + hour * 3600 + minute * 60 + second
        let seconds = Int64(local - zone.offset)  // fits: years of four digits
        return Moment(seconds: seconds, fraction: fraction, width: next + zone.width, isOfAClock: isOfAClock)
    }

    /// Minutes since 1970-01-01T00:00 on the clock that wrote a klog header `Lmmdd hh:mm:ss.uuuuuu`, which names
    /// neither year nor zone.
    ///
    /// - Parameter latest: year and month in which the log ends at the latest; a later month is one of the year before.
    /// - Returns: nil for a day that its year has not, such as 30 February, and for a time that no clock shows.
    package static func klogMinute(_ line: UnsafeRawBufferPointer, latest: (year: Int, month: Int)) -> Int? {
        guard
            line.count > 14, let month = digits(line, 1, 2), let day = digits(line, 3, 2),
            let hour = digits(line, 6, 2),
            let minute = digits(line, 9, 2), (1...12).contains(month), hour < 24, minute < 60
        else { return nil }
        let year = month > latest.month ? latest.year - 1 : latest.year
        guard (1...CivilDay.count(inMonth: month, of: year)).contains(day) else { return nil }
        return Int(CivilDay.number(year, month, day)) * 1440 + hour * 60 + minute
    }

    private static func digits(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<(start + count) {
            let digit = text[index] &- 48
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func fraction(_ text: UnsafeRawBufferPointer) -> (nanoseconds: Int64, next: Int) {
        guard text[19] == UInt8(ascii: ".") else { return (0, 19) }
        var value: Int64 = 0
        var index = 20
        while index < text.count, text[index] &- 48 < 10, index < 29 {
            value = value * 10 + Int64(text[index] &- 48)
            index += 1
        }
        for _ in (index - 20)..<9 { value *= 10 }
        return (value, index)
    }

    /// Seconds east of Greenwich, and how many bytes say so.
    private static func zone(_ text: UnsafeRawBufferPointer, at index: Int) -> (offset: Int, width: Int)? {
        guard index < text.count else { return nil }
        switch text[index] {
        case UInt8(ascii: "Z"): return (0, 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard text.count >= index + 6, text[index + 3] == UInt8(ascii: ":"), let hours = digits(text, index + 1, 2),
                let minutes = digits(text, index + 4, 2)
            else { return nil }
            let seconds = hours * 3600 + minutes * 60
            return (text[index] == UInt8(ascii: "-") ? -seconds : seconds, 6)
        default: return nil
        }
    }
}
