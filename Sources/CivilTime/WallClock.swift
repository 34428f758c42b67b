/// What a clock on the wall shows.
package struct WallClock: Hashable, Sendable {
    /// ISO 8601: 1 for Monday to 7 for Sunday.
    package let weekday: Int
    /// Minutes after midnight.
    package let minute: Int

    init(localSeconds: Int64) {
        let day = localSeconds.flooredQuotient(86_400)
        minute = Int(localSeconds - day * 86_400) / 60
        weekday = CivilDay.weekday(ofDay: day) + 1
    }

    /// `Tue 22:15`.
    package var text: String { "\(CalendarNames.weekdays[weekday - 1]) \(Self.text(minute: minute))" }

    /// `09:05` for 545 minutes after midnight.
    package static func text(minute: Int) -> String { "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))" }
}
