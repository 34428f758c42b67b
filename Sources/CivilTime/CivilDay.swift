/// Days of the proleptic Gregorian calendar, counted from 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms").
package enum CivilDay {
    @inlinable
    package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// How many days a month of 1 to 12 has.
    @inlinable
    package static func count(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The number of a day; a year of four digits cannot overflow it. The year is taken to begin in March, so that the
    /// leap day is its last.
    @inlinable
    package static func number(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = shifted.flooredQuotient(400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func year(ofDay day: Int64) -> Int {
        // A year is 365.2425 days on average: the guess is off by one at most.
        let guess = 1970 + Int(Double(day) / 365.2425)
        return (guess - 1...guess + 1).last { number($0, 1, 1) <= day } ?? guess
    }

    /// 0 for Monday to 6 for Sunday.
    package static func weekday(ofDay day: Int64) -> Int {
        // 1970-01-01 was a Thursday, 3; and a remainder may be as low as -6.
        Int((day % 7 + 3 + 7) % 7)
    }
}

/// As English mail, HTTP and our own texts write them.
package enum CalendarNames {
    package static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension Int64 {
    @inlinable
    package func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// `05` for 5: a part of a date or of a time of day.
package func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
