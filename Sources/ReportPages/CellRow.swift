import Documents
import Fleet
import FoundationEssentials
import Reports

/// One cluster's pieces as cells. Each has its words as a tooltip; states differ in shape as well as in colour.
struct CellRow {
    let line: ClusterLine
    let report: FleetReport
    let number: Int
    private static let height = 16.0

    var markup: Markup {
        let scale = TimeScale(report)
        let cells: [Markup] = zip(line.states ?? [], line.pieces ?? []).enumerated().map { index, piece in
            cell(
                piece.0, x: scale.x(ofPiece: index), width: scale.pitch * Plot.filled,
                words: words(index, piece.0, piece.1))
        }
        return """
            <svg class="cells" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" \
            aria-labelledby="s\(number)"><desc id="s\(number)">\
            \(description)</desc>\(cells)</svg>
            """
    }

    private func cell(_ state: CellState, x: Double, width: Double, words: String) -> Markup {
        guard let top = state.top else { return "<g><title>\(words)</title>\(shape("h", x, width, 0))</g>" }
        let ground: Markup = state.isOnHealthy ? shape("h", x, width, 0) : ""
        return "<g><title>\(words)</title>\(ground)\(shape(state.style, x, width, top))</g>"
    }

    private func shape(_ style: String, _ x: Double, _ width: Double, _ top: Double) -> Markup {
        """
        <path class=\"\(style)\" d=\"M\(coordinate(x)) \
        \(coordinate(top))h\(coordinate(width))V16h-\(coordinate(width))z\"/>
        """
    }

    /// `3 Nov: failing 2 h 5 min, 91.31 % available`.
    private func words(_ index: Int, _ state: CellState, _ time: WatchedTime) -> String {
        let start = AccessPiece.date(report.access[index].at)
        let when = report.grain % 86_400 == 0 ? report.timeZone.day(start) : report.timeZone.cell(start)
        return "\(when): \(state.words(time))"
    }

    private var description: String {
        let time = line.time
        let parts = [
            ("healthy", time.healthy), ("failing", time.failing), ("unknown", time.unknown),
            ("not monitored", time.unwatched),
        ]
        let told = parts.filter { $0.1 > 0 }.map { "\($0.0) \(elapsedText($0.1))" }.joined(separator: ", ")
        return "\(line.cluster.rawValue): \(told)."
    }
}

extension CellState {
    /// The class in the style sheet; one letter, since there are thousands.
    var style: String {
        switch self {
        case .healthy: "h"
        case .brief, .partly, .failing: "f"
        case .unknown: "u"
        case .unwatched: "w"
        }
    }

    /// Where the shape begins, of 16; nil for the ground alone.
    var top: Double? {
        switch self {
        case .healthy: nil
        case .brief: 11
        case .partly: 6
        case .failing: 0
        case .unknown: 6
        case .unwatched: 14
        }
    }

    /// Whether the time that is left was healthy, and is drawn.
    var isOnHealthy: Bool { self == .brief || self == .partly }

    fileprivate func words(_ time: WatchedTime) -> String {
        switch self {
        case .healthy: "healthy"
        case .brief, .partly, .failing:
            "failing \(elapsedText(time.failing))\(time.availability.map { ", \(shareText($0)) available" } ?? "")"
        case .unknown: "unknown \(elapsedText(time.unknown))"
        case .unwatched: "not monitored"
        }
    }
}

extension ReportZone {
    /// `3 Nov 06:00`: the beginning of a piece of less than a day.
    fileprivate func cell(_ date: Date) -> String { "\(day(date)) \(minute(date).suffix(5))" }
}

/// A long name with its middle left out: what tells names apart stands at both ends.
func shortName(_ cluster: ClusterID, most: Int = 30) -> String {
    let name = cluster.rawValue
    guard displayWidth(name) > most else { return name }
    let half = (most - 1) / 2
    let tail = String(fitted(String(name.reversed()), width: half, ellipsis: "").reversed())
    return fitted(name, width: most - 1 - half, ellipsis: "") + "…" + tail
}
