/// A moment on somebody else's clock, as a log line or a header says it: nanoseconds since 1970, in the years that a
/// clock of today may show.
///
/// Go writes a time that was never set as year 1, and a board without a battery begins in 1970; what lies far off says
/// nothing about when.
package struct ForeignTime: Hashable, Comparable, Sendable {
    package let nanoseconds: Int64

    /// 2000-01-01 and 2200-01-01, seconds since 1970.
    private static let seconds: Range<Int64> = 946_684_800..<7_258_118_400
    private static let perSecond: Int64 = 1_000_000_000

    /// nil outside of the years 2000 to 2199.
    ///
    /// - Parameter fraction: nanoseconds of the second; less than one second.
    package init?(seconds: Int64, fraction: Int64) {
        guard Self.seconds.contains(seconds), (0..<Self.perSecond).contains(fraction) else { return nil }
        nanoseconds = seconds &* Self.perSecond &+ fraction
    }

    /// nil outside of the years 2000 to 2199.
    package init?(secondsSince1970 seconds: Double) {
        let whole = Int64(saturating: seconds.rounded(.down))
        self.init(seconds: whole, fraction: min(Int64(saturating: (seconds - Double(whole)) * 1e9), Self.perSecond - 1))
    }

    /// nil where a number of nanoseconds lies outside of the years 2000 to 2199.
    package init?(nanoseconds: Int64) {
        guard Self.seconds.contains(nanoseconds / Self.perSecond) else { return nil }
        self.nanoseconds = nanoseconds
    }

    /// Minutes since 1970.
    package var minute: Int { Int(nanoseconds / (60 * Self.perSecond)) }

    package static func < (a: ForeignTime, b: ForeignTime) -> Bool { a.nanoseconds < b.nanoseconds }
}

extension Int64 {
    /// Nanoseconds since 1970 of a moment in seconds; the nearest that there is, where it does not fit.
    package init(nanosecondsOf seconds: Double) { self.init(saturating: seconds * 1e9) }
}
