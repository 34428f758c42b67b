import Fleet

/// When each incident was: one row each, in the order of the table.
struct IncidentPlot {
    let report: FleetReport
    private static let height = 10.0
    /// Rows that still make a picture.
    private static let most = 30

    var shown: Int { min(Self.most, report.incidents.items.count) }

    var markup: Markup {
        let scale = TimeScale(report)
        let rows: [Markup] = report.incidents.items.prefix(Self.most).enumerated().map { number, line in
            """
            <li><span class="who">\(line.cluster.rawValue) <span class="quiet">\(line.cause.rawValue)</span></span>\
            \(bar(line, number, scale))<span class="howlong">\(line.isOpen ? "open, " : "")\(elapsedText(line.duration))</span></li>

            """
        }
        return "<ol class=\"timeline\">\n\(rows)</ol>\n<div class=\"timeline-axis\">\(scale.axis)</div>"
    }

    private func bar(_ line: IncidentLine, _ number: Int, _ scale: TimeScale) -> Markup {
        let end = line.closedAt?.reportMinute ?? "still open"
        var plot = Plot(
            id: "i\(number)", title: "Incident \(line.incident)", description: "\(line.openedAt.reportMinute) to \(end), UTC.", height: Self.height,
            style: "plot bar")
        plot.rule(y: Self.height / 2)
        let start = scale.x(line.openedAt)
        let width = max(4, (line.closedAt.map { scale.x($0) } ?? TimeScale.width) - start)
        let x = min(start, TimeScale.width - width)
        plot.bars([Plot.Bar(x: x, y: 1, width: width, height: Self.height - 2)], style: line.isOpen ? "failing" : "over")
        return plot.markup
    }
}
