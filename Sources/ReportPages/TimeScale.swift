import Documents
import Fleet
import FoundationEssentials
import Reports

/// Where moments of the period lie in a plot that is 1000 wide, and which of them are labelled.
///
/// Every piece has the same width, also the first and the last, which may be shorter: cells and plots stand above each
/// other.
struct TimeScale {
    static let width = 1000.0

    /// The first second of each piece, and the end of the last.
    private let edges: [Int64]
    private let zone: ReportZone

    init(_ report: FleetReport) {
        edges = report.access.map(\.at) + [Int64(saturating: report.until.timeIntervalSince1970)]
        zone = report.timeZone
    }

    var count: Int { edges.count - 1 }
    /// Of a piece.
    var pitch: Double { Self.width / Double(max(1, count)) }

    func x(ofPiece index: Int) -> Double { Double(index) * pitch }

    /// Outside the period: at its nearer end.
    func x(_ second: Int64) -> Double {
        guard let first = edges.first, let last = edges.last, second > first else { return 0 }
        guard second < last else { return Self.width }
        let index = edges.lastIndex { $0 <= second } ?? 0
        return (Double(index) + Double(second - edges[index]) / Double(max(1, edges[index + 1] - edges[index]))) * pitch
    }

    func x(_ date: Date) -> Double { x(Int64(saturating: date.timeIntervalSince1970.rounded())) }

    private static let steps: [Int64] = [
        300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_419_200, 7_257_600,
    ]

    /// The pieces that begin at round times of the zone's clock, no more than `most`, and none where its label would be
    /// cut.
    func ticks(most: Int = 7) -> [Int] {
        guard let first = edges.first, let last = edges.last else { return [] }
        let step = Self.steps.first { (last - first) / $0 <= Int64(most) } ?? (last - first) / Int64(most)
        // Weeks begin on a Monday; the epoch was a Thursday.
        let origin: Int64 = step % 604_800 == 0 ? 345_600 : 0
        return (0..<count).filter { index in
            let wall = edges[index] + Int64(zone.clock.offset(at: AccessPiece.date(edges[index])))
            return (wall - origin) % max(1, step) == 0 && x(ofPiece: index) <= 940
        }
    }

    /// `14:00`, and `24 Nov` at midnight.
    func label(_ index: Int) -> String {
        let text = zone.minute(AccessPiece.date(edges[index]))
        return text.hasSuffix(" 00:00") ? dayText(text) : String(text.suffix(5))
    }

    /// The labels below a plot, each at the beginning of its piece.
    func axis(most: Int = 7) -> Markup {
        let labels: [Markup] = ticks(most: most).map {
            "<span style=\"left:\(coordinate(x(ofPiece: $0) / 10))%\">\(label($0))</span>"
        }
        return "<div class=\"axis\" aria-hidden=\"true\">\(labels)</div>"
    }
}

/// A length in a plot with one decimal, and none where it is zero.
func coordinate(_ value: Double) -> String {
    let tenths = Int(saturating: (value * 10).rounded())
    return tenths % 10 == 0
        ? String(tenths / 10) : "\(tenths < 0 && tenths > -10 ? "-" : "")\(tenths / 10).\(abs(tenths % 10))"
}
