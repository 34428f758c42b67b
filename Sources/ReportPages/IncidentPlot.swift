import Fleet
import Reports

/// When each incident was: one row each, in the order of the table.
struct IncidentPlot {
    let report: FleetReport
    private static let height = 10.0
    /// Rows that still make a picture.
    private static let most = 20

    var shown: Int { min(Self.most, report.incidents.items.count) }

    var markup: Markup {
        let scale = TimeScale(report)
        let rows: [Markup] = report.incidents.items.prefix(Self.most).enumerated().map { number, line in
            """
            <li id="\(String(describing: line.incident))"><span class="who"><span \
            class="strong">\(shortName(line.cluster))</span> \
            <span class="quiet">\(line.cause.rawValue)</span></span>\(bar(line, number, scale))\
            <span class="howlong">\(report.timeZone.short(line.openedAt))<span \
            class="quiet">\(line.isOpen ? ", open " : ", ")</span>\
            \(elapsedText(line.duration))</span></li>

            """
        }
        return "<ol class=\"timeline\">\n\(rows)<li class=\"foot\">\(scale.axis(most: 5))</li></ol>\n"
    }

    private func bar(_ line: IncidentLine, _ number: Int, _ scale: TimeScale) -> Markup {
        let end = line.closedAt.map(report.timeZone.minute) ?? "still open"
        var plot = Plot(
            id: "i\(number)", title: "\(line.incident)",
            description: "\(report.timeZone.minute(line.openedAt)) to \(end).",
            height: Self.height, style: "plot bar")
        plot.rule(y: Self.height / 2)
        let start = scale.x(line.openedAt)
        let width = max(4, (line.closedAt.map { scale.x($0) } ?? TimeScale.width) - start)
        let x = min(start, TimeScale.width - width)
        plot.bars(
            [Plot.Bar(x: x, y: 1, width: width, height: Self.height - 2)], style: line.isOpen ? "failing" : "over")
        return plot.markup
    }
}
