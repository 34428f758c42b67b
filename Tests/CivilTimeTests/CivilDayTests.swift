import CivilTime
import Testing

@Suite("Days of the calendar")
struct CivilDayTests {
    @Test(
        "A day has its number and its weekday, before 1970 too",
        arguments: [
            (1970, 1, 1, 0, "Thu"), (1969, 12, 31, -1, "Wed"), (2000, 2, 29, 11_016, "Tue"),
            (2026, 11, 30, 20_787, "Mon"), (1, 1, 1, -719_162, "Mon"), (9999, 12, 31, 2_932_896, "Fri"),
        ] as [(Int, Int, Int, Int64, String)])
    func day(year: Int, month: Int, day: Int, number: Int64, weekday: String) {
        #expect(CivilDay.number(year, month, day) == number)
        #expect(CalendarNames.weekdays[CivilDay.weekday(ofDay: number)] == weekday)
    }

    @Test("Each month ends where the next begins", arguments: [1900, 1970, 2000, 2024, 2026])
    func months(year: Int) {
        for month in 1...12 {
            let next = month == 12 ? CivilDay.number(year + 1, 1, 1) : CivilDay.number(year, month + 1, 1)
            #expect(CivilDay.number(year, month, 1) + Int64(CivilDay.count(inMonth: month, of: year)) == next)
        }
    }

    @Test("No number ends the process", arguments: [Int64.min, .min + 1, -1, 0, .max])
    func ends(day: Int64) {
        #expect((0...6).contains(CivilDay.weekday(ofDay: day)))
        _ = day.flooredQuotient(7)
    }
}
