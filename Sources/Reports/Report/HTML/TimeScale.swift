import Fleet
import FoundationEssentials

/// Where moments of the period lie in a plot that is 1000 wide, and which of them are labelled.
struct TimeScale {
    static let width = 1000.0

    let since: Int64
    let until: Int64

    init(_ report: FleetReport) {
        since = Int64(saturating: report.since.timeIntervalSince1970)
        until = max(since + 1, Int64(saturating: report.until.timeIntervalSince1970))
    }

    /// Outside the period: at its nearer end.
    func x(_ second: Int64) -> Double {
        Double(min(max(second, since), until) - since) / Double(until - since) * Self.width
    }

    func x(_ date: Date) -> Double { x(Int64(saturating: date.timeIntervalSince1970.rounded())) }

    private static let steps: [Int64] = [
        300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_419_200, 7_257_600,
    ]

    /// At most seven round moments in UTC, none at the very edge, where a label would be cut.
    var ticks: [Int64] {
        let step = Self.steps.first { (until - since) / $0 <= 6 } ?? (until - since) / 6
        // Weeks begin on a Monday; the epoch was a Thursday.
        let offset: Int64 = step % 604_800 == 0 ? 345_600 : 0
        let first = ((since - offset) / step + 1) * step + offset
        return stride(from: first, to: until, by: Int64.Stride(step)).filter { x($0) >= 30 && x($0) <= 970 }
    }

    /// `14:00` within a day, else `24 Nov`.
    func label(_ second: Int64) -> String {
        let text = AccessPiece.date(second).reportMinute
        return second % 86_400 == 0 ? dayText(text) : String(text.suffix(5))
    }
}

/// `24 Nov` of `2026-11-24 …`.
func dayText(_ text: String) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard let month = Int(text.dropFirst(5).prefix(2)), let day = Int(text.dropFirst(8).prefix(2)), (1...12).contains(month) else { return text }
    return "\(day) \(months[month - 1])"
}

/// A length in a plot with one decimal, and none where it is zero.
func coordinate(_ value: Double) -> String {
    let tenths = Int(saturating: (value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths < 0 && tenths > -10 ? "-" : "")\(tenths / 10).\(abs(tenths % 10))"
}
