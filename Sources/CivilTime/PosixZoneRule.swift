/// The rule of a TZif file's footer, in the notation of POSIX's TZ variable: `CET-1CEST,M3.5.0,M10.5.0/3`.
package struct PosixZoneRule: Hashable, Sendable {
    /// Seconds east of UTC.
    let standard: Int
    let daylight: Daylight?

    struct Daylight: Hashable, Sendable {
        let offset: Int
        let begins: Change
        let ends: Change
    }

    /// A day of each year, and seconds after its local midnight: less than nothing and more than a day are possible.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Jn`, 1 to 365: 29 February is never counted.
            case julian(Int)
            /// `n`, 0 to 365.
            case ordinal(Int)
            /// `Mm.w.d`: of the weeks 1 to 5, 5 is the last; day 0 is Sunday.
            case month(Int, week: Int, weekday: Int)
        }

        let day: Day
        let time: Int
    }

    init(standard: Int, daylight: Daylight? = nil) {
        self.standard = standard
        self.daylight = daylight
    }

    /// Seconds east of UTC at a time given in seconds since 1970.
    func offset(at time: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilDay.year(ofDay: (time + Int64(standard)).flooredQuotient(86_400))
        // The changes of the years around decide too: a change may lie days away from its day, and in the south summer
        // begins the year before.
        var changes: [(at: Int64, offset: Int)] = []
        for year in year - 1...year + 1 {
            let ends = daylight.ends.moment(in: year) - Int64(daylight.offset)  // fits: a year of four digits
            changes.append((ends, standard))
            changes.append((daylight.begins.moment(in: year) - Int64(standard), daylight.offset))
        }
        // Of an end and a beginning at one moment the beginning holds: that is how a zone has summer time all year (RFC
        // 9636, 3.3.1).
        let past = changes.enumerated().filter { $0.element.at <= time }
        return past.max { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }?.element.offset ?? standard
    }
}

extension PosixZoneRule.Change {
    /// Seconds since 1970 on a clock that ignores offsets.
    func moment(in year: Int) -> Int64 { day.number(in: year) * 86_400 + Int64(time) }
}

extension PosixZoneRule.Change.Day {
    /// Days since 1970-01-01.
    func number(in year: Int) -> Int64 {
        let newYear = CivilDay.number(year, 1, 1)
        switch self {
        case .ordinal(let day): return newYear + Int64(day)
        case .julian(let day): return newYear + Int64(day - 1) + (CivilDay.isLeap(year) && day >= 60 ? 1 : 0)
        case .month(let month, let week, let weekday):
            let first = CivilDay.number(year, month, 1)
            let firstWeekday = (CivilDay.weekday(ofDay: first) + 1) % 7  // Sunday is 0
            let day = first + Int64((weekday - firstWeekday + 7) % 7) + Int64(week - 1) * 7
            return day < CivilDay.number(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) ? day : day - 7
        }
    }
}
