package import FoundationEssentials

/// The offset from UTC that a reader's clock has at each moment.
///
/// A closure, because FoundationEssentials knows no zone but UTC: the caller asks the C library for the local one, or
/// reads a TZif file.
package struct ClockZone: Sendable {
    private let offset: @Sendable (Date) -> Int

    /// - Parameter offset: Seconds east of UTC at a moment.
    package init(offset: @escaping @Sendable (Date) -> Int) { self.offset = offset }

    package static let utc = ClockZone { _ in 0 }

    package func offset(at date: Date) -> Int { offset(date) }

    /// The moment at which a clock of this zone shows what a UTC clock shows at `wall`: the first of two, and where the
    /// clock is put forward over it, the one that it would be without.
    package func moment(wall: Date) -> Date {
        // A day before and a day after stand the offsets on both sides of a change of the clocks.
        let moments = [-86_400.0, 86_400].map { wall.addingTimeInterval(-Double(offset(wall.addingTimeInterval($0)))) }
        return moments.filter { $0.addingTimeInterval(Double(offset($0))) == wall }.min() ?? moments[0]
    }

    /// Midnight of the day that this zone's clock shows, or of one `days` away from it.
    package func startOfDay(_ date: Date, days: Int = 0) -> Date {
        let wall = date.timeIntervalSince1970 + Double(offset(date))
        return moment(wall: Date(timeIntervalSince1970: ((wall / 86_400).rounded(.down) + Double(days)) * 86_400))
    }

    /// `2026-10-01 14:00:05`, as this zone's clock shows it.
    package func text(_ date: Date) -> String {
        let shown = date.addingTimeInterval(Double(offset(date))).rfc3339.dropLast()
        return String(shown.map { $0 == "T" ? " " : $0 })
    }

    /// Days since 1970-01-01 of the day that this zone's clock shows.
    package func day(_ date: Date) -> Int {
        Int(saturating: ((date.timeIntervalSince1970 + Double(offset(date))) / 86_400).rounded(.down))
    }

    /// `+08:00`, or `UTC` where nothing is between the two, at a moment.
    package func offsetText(at date: Date) -> String {
        let minutes = offset(date) / 60
        guard minutes != 0 else { return "UTC" }
        let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
        return "\(minutes < 0 ? "-" : "+")\(twoDigits(hours)):\(twoDigits(rest))"
    }
}
