package import FoundationEssentials

/// A period cut into pieces that begin at round times of a zone's clock. Whole seconds since 1970.
///
/// The first and the last piece may be shorter than the others, and so may one in which that zone's clocks change.
package struct TimeBuckets: Hashable, Sendable {
    package let since: Int64
    package let until: Int64
    /// Seconds of a piece.
    package let grain: Int64
    /// The first second of each piece, ascending.
    private let starts: [Int64]

    /// - Parameters:
    ///   - since: The first moment; parts of a second are cut.
    ///   - until: The first moment that is no longer in it.
    ///   - grain: Seconds of a piece, a divisor or a multiple of a day; nil for what makes 24 to 92 pieces.
    ///   - zone: On whose clock the pieces begin at round times.
    package init(since: Date, until: Date, grain: Int64? = nil, zone: ClockZone = .utc) {
        self.since = Int64(saturating: since.timeIntervalSince1970.rounded(.down))
        self.until = max(self.since, Int64(saturating: until.timeIntervalSince1970.rounded(.down)))
        self.grain = max(1, grain ?? Self.grain(for: self.until - self.since))
        starts = Self.starts(self.since, self.until, self.grain, zone)
    }

    /// What people count in. A week is seven days that begin on a Monday.
    private static let grains: [Int64] = [
        60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, day, 2 * day, week, 2 * week, 4 * week,
    ]
    private static let day: Int64 = 86_400
    private static let week: Int64 = 604_800
    /// Fewer pieces make no picture, more are not told apart on a telephone.
    private static let wanted: ClosedRange<Int64> = 24...92

    /// Days where they are neither too few nor too many: people ask what happened on a day.
    private static func grain(for length: Int64) -> Int64 {
        if wanted.contains(length / day) { return day }
        let coarsest = grains.last { length / $0 >= wanted.lowerBound } ?? 60
        return length / coarsest <= wanted.upperBound ? coarsest : (length / wanted.upperBound / week + 1) * week
    }

    /// By the clock on the wall: midnight is midnight on both sides of a change of the clocks.
    private static func starts(_ since: Int64, _ until: Int64, _ grain: Int64, _ zone: ClockZone) -> [Int64] {
        guard until > since else { return [] }
        func date(_ second: Int64) -> Date { Date(timeIntervalSince1970: Double(second)) }
        // The epoch was a Thursday, and its fifth day a Monday.
        let origin = grain % week == 0 ? 4 * day : 0
        let shown = since + Int64(zone.offset(at: date(since))) - origin
        var wall = shown.flooredQuotient(grain) * grain + origin
        var starts = [since]
        while true {
            wall += grain
            let start = Int64(saturating: zone.moment(wall: date(wall)).timeIntervalSince1970.rounded())
            if start >= until { return starts }
            if let last = starts.last, start > last { starts.append(start) }
        }
    }

    package var seconds: Int64 { until - since }
    package var count: Int { starts.count }

    /// The piece that a second lies in; nil outside the period.
    package func index(of second: Int64) -> Int? {
        guard second >= since, second < until else { return nil }
        // Where no clock changed, the guess is the piece or the one after it.
        var index = min(count - 1, Int((second - since) / grain))
        while starts[index] > second { index -= 1 }
        while index + 1 < count, starts[index + 1] <= second { index += 1 }
        return index
    }

    package func start(of index: Int) -> Int64 { starts[index] }
    package func end(of index: Int) -> Int64 { index + 1 < count ? starts[index + 1] : until }
    package func length(of index: Int) -> Double { Double(end(of: index) - start(of: index)) }
    package func date(of index: Int) -> Date { Date(timeIntervalSince1970: Double(start(of: index))) }

    /// The period of the same length that ends where this one begins.
    package var before: TimeBuckets {
        TimeBuckets(
            since: Date(timeIntervalSince1970: Double(since - seconds)),
            until: Date(timeIntervalSince1970: Double(since)), grain: grain)
    }
}
