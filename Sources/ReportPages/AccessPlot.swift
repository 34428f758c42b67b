import Fleet
import FoundationEssentials
import Reports

/// The fleet's time without access, piece by piece: failing from the bottom, unknown above it.
struct AccessPlot {
    let report: FleetReport
    private static let height = 90.0

    /// The share of time at the plot's top.
    var top: Double {
        let shares = report.access.map { $0.time.total > 0 ? ($0.time.failing + $0.time.unknown) / $0.time.total : 0 }
        return min(1, niceCeiling((shares.max() ?? 0) * 100) / 100)
    }

    var markup: Markup {
        let scale = TimeScale(report)
        let top = top
        var plot = Plot(
            id: "access", title: "The fleet's time without access", description: description, height: Self.height,
            style: "plot trend")
        plot.rules(scale)
        plot.rule(y: Self.height / 2)
        plot.bars(bars(scale) { ($0.unwatched > $0.total / 2 ? 1 : 0, 0) }, style: "unwatched")
        plot.bars(bars(scale, least: 1) { ($0.failing / $0.total / top, 0) }, style: "failing")
        plot.bars(bars(scale) { ($0.unknown / $0.total / top, $0.failing / $0.total / top) }, style: "unknown")
        return """
            <div class="scaled"><div class="scale" \
            aria-hidden="true"><span>\(Objective.text(top))</span><span>0</span></div>\(plot.markup)</div>
            \(scale.axis())
            """
    }

    private var description: String {
        let worst = report.access.max { $0.time.failing < $1.time.failing }
        guard let worst, worst.time.failing > 0 else { return "No cluster was seen failing." }
        return
            """
            The worst piece began \(report.timeZone.minute(AccessPiece.date(worst.at))): \
            \(elapsedText(worst.time.failing)) of cluster time failing.
            """
    }

    /// - Parameters:
    ///   - least: the height at which failing is drawn that would round to nothing; of the rest, half a unit and less
    ///     is not drawn.
    ///   - share: height and distance from the bottom, as shares of the plot.
    private func bars(_ scale: TimeScale, least: Double = 0, _ share: (WatchedTime) -> (height: Double, base: Double))
        -> [Plot.Bar]
    {
        report.access.enumerated().compactMap { index, piece in
            guard piece.time.total > 0 else { return nil }
            let (height, base) = share(piece.time)
            guard height > 0, least > 0 || height * Self.height > 0.5 else { return nil }
            let drawn = min(Self.height, max(least, height * Self.height))
            return Plot.Bar(
                x: scale.x(ofPiece: index), y: max(0, Self.height * (1 - base) - drawn),
                width: scale.pitch * Plot.filled, height: drawn)
        }
    }
}
