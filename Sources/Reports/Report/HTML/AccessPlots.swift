import Fleet
import FoundationEssentials

/// The fleet's time without access, piece by piece: failing from the bottom, unknown above it.
struct FleetAccessPlot {
    let report: FleetReport
    private static let height = 120.0

    /// The share of time at the plot's top.
    private var top: Double {
        let shares = report.access.map { $0.time.total > 0 ? ($0.time.failing + $0.time.unknown) / $0.time.total : 0 }
        return min(1, niceCeiling((shares.max() ?? 0) * 100) / 100)
    }

    var markup: Markup {
        let scale = TimeScale(report)
        let top = top
        var plot = Plot(
            id: "access", title: "The fleet's time without access", description: description, height: Self.height, style: "plot tall")
        for tick in scale.ticks { plot.rule(x: scale.x(tick)) }
        plot.rule(y: Self.height / 2)
        plot.bars(bars(scale) { ($0.unwatched > $0.total / 2 ? 1 : 0, 0) }, style: "unwatched")
        plot.bars(bars(scale) { ($0.failing / $0.total / top, 0) }, style: "failing")
        plot.bars(bars(scale) { ($0.unknown / $0.total / top, $0.failing / $0.total / top) }, style: "unknown")
        return """
            <div class="scaled"><div class="scale" aria-hidden="true"><span>\(shareText(top))</span><span>0</span></div>\(plot.markup)</div>
            \(scale.axis)
            """
    }

    private var description: String {
        let worst = report.access.max { $0.time.failing < $1.time.failing }
        guard let worst, worst.time.failing > 0 else { return "No cluster was seen failing." }
        return "The worst piece began \(AccessPiece.date(worst.at).reportMinute) UTC: \(elapsedText(worst.time.failing)) of cluster time failing."
    }

    /// - Parameter share: height and distance from the bottom, as shares of the plot. A fourth of a unit shows what would round to nothing.
    private func bars(_ scale: TimeScale, _ share: (WatchedTime) -> (height: Double, base: Double)) -> [Plot.Bar] {
        report.access.indices.compactMap { index in
            let piece = report.access[index]
            guard piece.time.total > 0 else { return nil }
            let end = index + 1 < report.access.count ? report.access[index + 1].at : scale.until
            let (height, base) = share(piece.time)
            guard height > 0 else { return nil }
            let x = scale.x(piece.at)
            let drawn = min(Self.height, max(1, height * Self.height))
            return Plot.Bar(
                x: x, y: max(0, Self.height * (1 - base) - drawn), width: max(1, scale.x(end) - x - 1), height: drawn)
        }
    }
}

/// One cluster's access over the period: failing hangs from the top, unknown rises from the bottom, what nobody watched is blank.
struct StripPlot {
    let line: ClusterLine
    let report: FleetReport
    let number: Int
    private static let height = 24.0

    var markup: Markup {
        let pieces = line.pieces ?? []
        let scale = TimeScale(report)
        var plot = Plot(
            id: "s\(number)", title: "\(line.cluster.rawValue): access over the period", description: description, height: Self.height, style: "plot strip")
        plot.bars(runs(pieces, scale) { $0.watched > 0 ? (0, 1) : nil }, style: "healthy")
        plot.bars(runs(pieces, scale) { time in Self.visible(time.unknown / time.total).map { (1 - $0, $0) } }, style: "unknown")
        plot.bars(runs(pieces, scale) { time in Self.visible(time.failing / time.total).map { (0, $0) } }, style: "failing")
        return plot.markup
    }

    private var description: String {
        let time = line.time
        return "Healthy \(elapsedText(time.healthy)), failing \(elapsedText(time.failing)), unknown \(elapsedText(time.unknown)), "
            + "not watched \(elapsedText(time.unwatched))."
    }

    /// In eighths, so that pieces that look alike are drawn as one, and at least a quarter, so that a minute in a day is seen.
    private static func visible(_ share: Double) -> Double? { share > 0 ? max(0.25, (share * 8).rounded() / 8) : nil }

    /// - Parameter place: from the top and how high, as shares; equal neighbours become one bar.
    private func runs(_ pieces: [WatchedTime], _ scale: TimeScale, _ place: (WatchedTime) -> (top: Double, height: Double)?) -> [Plot.Bar] {
        var bars: [Plot.Bar] = []
        var open: (x: Double, top: Double, height: Double)?
        func close(at x: Double) {
            guard let bar = open else { return }
            bars.append(Plot.Bar(x: bar.x, y: bar.top * Self.height, width: x - bar.x, height: bar.height * Self.height))
            open = nil
        }
        for (index, piece) in pieces.enumerated() {
            let x = scale.x(report.access[index].at)
            let new = piece.total > 0 ? place(piece) : nil
            if let open, let new, open.top == new.top, open.height == new.height { continue }
            close(at: x)
            open = new.map { (x, $0.top, $0.height) }
        }
        close(at: TimeScale.width)
        return bars
    }
}
