/// A weekly stretch of local time: `Mon-Fri 09:00-17:00 Asia/Shanghai`. An end before its start lies on the next day.
package struct MaintenanceWindow: Hashable, Sendable {
    /// ISO 8601 week days, 1 for Monday to 7 for Sunday, on which it begins.
    package var days: Set<Int>
    /// Minutes after local midnight.
    package var start: Int
    /// Minutes after local midnight, exclusive; at or before `start` it means the day after. 1440 is midnight at the
    /// day's end.
    package var end: Int
    /// IANA name, such as `Asia/Shanghai`.
    package var zone: String

    package init(days: Set<Int>, start: Int, end: Int, zone: String) {
        self.days = days
        self.start = start
        self.end = end
        self.zone = zone
    }
}
