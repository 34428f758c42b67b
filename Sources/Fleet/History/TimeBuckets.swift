package import FoundationEssentials

/// A period cut into equal pieces of UTC time; the first and the last may be shorter than the others. Whole seconds since 1970.
package struct TimeBuckets: Hashable, Sendable {
    package let since: Int64
    package let until: Int64
    /// Seconds of a piece.
    package let grain: Int64

    /// - Parameters:
    ///   - since: The first moment; parts of a second are cut.
    ///   - until: The first moment that is no longer in it.
    ///   - grain: Seconds of a piece, a divisor or a multiple of a day; where none is given, the smallest that makes no more than 120 pieces.
    package init(since: Date, until: Date, grain: Int64? = nil) {
        self.since = Int64(saturating: since.timeIntervalSince1970.rounded(.down))
        self.until = max(self.since, Int64(saturating: until.timeIntervalSince1970.rounded(.down)))
        self.grain = max(1, grain ?? Self.grain(for: self.until - self.since))
    }

    /// What people count in, so that the pieces begin at round times.
    private static let grains: [Int64] = [
        60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800, 1_209_600, 2_419_200,
    ]
    /// More pieces than this are no longer told apart on a telephone.
    private static let most: Int64 = 120

    private static func grain(for length: Int64) -> Int64 {
        grains.first { length <= $0 * most } ?? (length / most / 86_400 + 1) * 86_400
    }

    /// Where the first piece would begin if it were whole.
    package var origin: Int64 { since - ((since % grain) + grain) % grain }

    package var seconds: Int64 { until - since }
    package var count: Int { Int((until - origin + grain - 1) / grain) }

    /// The piece that a second lies in; nil outside the period.
    package func index(of second: Int64) -> Int? {
        second >= since && second < until ? Int((second - origin) / grain) : nil
    }

    package func start(of index: Int) -> Int64 { max(since, origin + Int64(index) * grain) }
    package func end(of index: Int) -> Int64 { min(until, origin + Int64(index + 1) * grain) }
    package func length(of index: Int) -> Double { Double(end(of: index) - start(of: index)) }
    package func date(of index: Int) -> Date { Date(timeIntervalSince1970: Double(start(of: index))) }

    /// The period of the same length that ends where this one begins.
    package var before: TimeBuckets {
        TimeBuckets(
            since: Date(timeIntervalSince1970: Double(since - seconds)), until: Date(timeIntervalSince1970: Double(since)), grain: grain)
    }
}
