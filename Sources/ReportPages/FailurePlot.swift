import Fleet
import Reports

/// Failed authentications over time, the causes stacked; the most frequent lies at the bottom.
struct FailurePlot {
    let report: FleetReport
    private static let height = 110.0
    /// More colours are not told apart; the rest is one more.
    private static let most = 5

    /// A layer of the stack, and how it is named.
    struct Layer {
        let name: String
        let count: Int
        let pieces: [Int]
        /// Its class in the style sheet.
        let style: String
    }

    var layers: [Layer] {
        let causes = report.failures.causes
        var layers = causes.prefix(Self.most).enumerated().map { rank, line in
            Layer(name: line.cause.rawValue, count: line.count, pieces: line.pieces, style: "c\(rank)")
        }
        let rest = causes.dropFirst(Self.most)
        if !rest.isEmpty {
            let pieces = report.access.indices.map { index in rest.reduce(0) { $0 + $1.pieces[index] } }
            layers.append(
                Layer(
                    name: "\(rest.count) other causes", count: pieces.reduce(0, +), pieces: pieces,
                    style: "c\(Self.most)"))
        }
        return layers
    }

    var markup: Markup {
        let scale = TimeScale(report)
        let layers = layers
        let sums = report.access.indices.map { index in layers.reduce(0) { $0 + $1.pieces[index] } }
        let top = niceCeiling(Double(sums.max() ?? 0))
        var plot = Plot(
            id: "failures", title: "Failed authentications by cause over time", description: description(sums),
            height: Self.height,
            style: "plot tall")
        plot.rules(scale)
        plot.rule(y: Self.height / 2)
        var base = Array(repeating: 0, count: sums.count)
        for layer in layers {
            plot.bars(bars(layer, base, top, scale), style: layer.style)
            for index in base.indices { base[index] += layer.pieces[index] }
        }
        return """
            <div class="scaled"><div class="scale" \
            aria-hidden="true"><span>\(countText(Int(top)))</span><span>0</span></div>\(plot.markup)</div>
            \(scale.axis())
            """
    }

    private func description(_ sums: [Int]) -> String {
        guard let peak = sums.indices.max(by: { sums[$0] < sums[$1] }), sums[peak] > 0 else {
            return "There were none."
        }
        return
            """
            \(countText(report.failures.total)) in all. The most in \(elapsedText(Double(report.grain))): \
            \(countText(sums[peak])), from 
            """
                + "\(report.timeZone.minute(AccessPiece.date(report.access[peak].at))) on."
    }

    private func bars(_ layer: Layer, _ base: [Int], _ top: Double, _ scale: TimeScale) -> [Plot.Bar] {
        layer.pieces.indices.compactMap { index in
            guard layer.pieces[index] > 0 else { return nil }
            let height = max(0.8, Double(layer.pieces[index]) / top * Self.height)
            let bottom = Self.height * (1 - Double(base[index]) / top)
            return Plot.Bar(
                x: scale.x(ofPiece: index), y: max(0, bottom - height), width: scale.pitch * Plot.filled, height: height
            )
        }
    }
}
