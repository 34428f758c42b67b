import Fleet
import FoundationEssentials

extension HTMLReport {
    var access: Markup {
        let content: Markup = """
            <figure>
            <figcaption>Time without access, as a share of all clusters' time, by \(elapsedText(Double(report.grain))). The scale ends where the worst \
            piece does, not at 100 %.</figcaption>
            \(FleetAccessPlot(report: report).markup)
            \(key([("failing", "failing"), ("unknown", "unknown, above it"), ("unwatched", "for the most part not watched")]))
            \(folded("The same as a table", accessTable))</figure>

            """
        return section("access", "Access over time", content)
    }

    private var accessTable: Markup {
        HTMLTable(
            "The fleet's time by piece, UTC",
            [.init("From"), .init("Healthy", number: true), .init("Failing", number: true), .init("Unknown", number: true), .init("Available", number: true)],
            rows: report.access.map { piece in
                [
                    "\(AccessPiece.date(piece.at).reportShort)", "\(elapsedText(piece.time.healthy))", "\(elapsedText(piece.time.failing))",
                    "\(elapsedText(piece.time.unknown))", "\(piece.time.availability.map(shareText) ?? "-")",
                ]
            }, becomesBlocks: false
        ).markup
    }

    func key(_ entries: [(style: String, name: String)]) -> Markup {
        let items: [Markup] = entries.map { entry in
            "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><path class=\"\(entry.style)\" d=\"M0 0h10v10h-10z\"/></svg>\(entry.name)</li>"
        }
        return "<ul class=\"key\">\(items)</ul>\n"
    }

    /// The clusters that are plotted.
    private var plotted: [ClusterLine] { report.clusters.filter { $0.pieces != nil } }

    var strips: Markup {
        let plotted = plotted
        let all = plotted.count == report.clusters.count
        let items: [Markup] = plotted.enumerated().map { strip($1, $0) }
        let content: Markup = """
            <figure>
            <figcaption>\(all ? "Every cluster" : "The \(plotted.count) worst of \(countText(report.clusters.count)) clusters"), those that failed \
            longest first. Failing hangs from the top, unknown rises from the bottom, a blank is time that nobody watched.</figcaption>
            \(key([("healthy", "healthy"), ("failing", "failing, from the top"), ("unknown", "unknown, from the bottom"), ("unwatched", "not watched")]))
            <ul class="strips">
            \(items)</ul>
            <div class="strips-axis">\(TimeScale(report).axis)</div>
            \(folded("When they were not healthy, as a table", disturbances))</figure>

            """
        return section("clusters", "Clusters", content)
    }

    private func strip(_ line: ClusterLine, _ number: Int) -> Markup {
        let state = line.health.map { "\(Style.bare.mark($0))\(line.cause.map { ", \($0.rawValue)" } ?? "")" } ?? "? not probed"
        let lost = line.time.failing > 0 ? "\(elapsedText(line.time.failing)) failing" : line.time.unknown > 0 ? "\(elapsedText(line.time.unknown)) unknown" : "never seen failing"
        return """
            <li><span class="who"><span class="strong">\(line.cluster.rawValue)</span><br><span class="quiet">\(state)</span></span>\
            \(StripPlot(line: line, report: report, number: number).markup)\
            <span class="figures"><span class="strong">\(line.availability.map(shareText) ?? "unknown")</span><br><span class="quiet">\(lost)</span></span></li>

            """
    }

    /// Neighbouring pieces of the plotted clusters that were not healthy throughout.
    private var disturbances: Markup {
        let most = 300
        let rows = plotted.flatMap { line in Disturbance.all(line, report.access.map(\.at)).map { (line, $0) } }
        let table = HTMLTable(
            "Pieces in which a cluster was not healthy throughout, neighbouring ones together, UTC",
            [.init("Cluster"), .init("From"), .init("To"), .init("Failing", number: true), .init("Unknown", number: true), .init("Not watched", number: true)],
            rows: rows.prefix(most).map { line, span in
                [
                    "\(line.cluster.rawValue)", "\(AccessPiece.date(span.from).reportShort)",
                    "\(span.to.map { AccessPiece.date($0).reportShort } ?? report.until.reportShort)",
                    "\(elapsedText(span.time.failing))", "\(elapsedText(span.time.unknown))", "\(elapsedText(span.time.unwatched))",
                ]
            })
        return rows.isEmpty ? nothing("There was no such time.") : table.markup + leftOut(rows.count - most, "agentctl history --kind incidents")
    }

    /// The clusters that are not plotted: their sums.
    var otherClusters: Markup {
        let others = report.clusters.filter { $0.pieces == nil }
        guard !others.isEmpty else { return "" }
        let table = HTMLTable(
            "The others, in the same order",
            [.init("Cluster"), .init("Available", number: true), .init("Failing", number: true), .init("Unknown", number: true)],
            rows: others.map { line in
                [
                    "\(line.cluster.rawValue)", "\(line.availability.map(shareText) ?? "unknown")", "\(line.time.failing > 0 ? elapsedText(line.time.failing) : "-")",
                    "\(line.time.unknown > 0 ? elapsedText(line.time.unknown) : "-")",
                ]
            }, becomesBlocks: false)
        return folded("The \(countText(others.count)) other clusters", table.markup)
    }
}

/// A stretch in which a cluster was not healthy throughout.
struct Disturbance {
    let from: Int64
    /// nil where it lasts to the period's end.
    let to: Int64?
    let time: WatchedTime

    static func all(_ line: ClusterLine, _ starts: [Int64]) -> [Disturbance] {
        let pieces = line.pieces ?? []
        var result: [Disturbance] = []
        var open: (from: Int64, time: WatchedTime)?
        for (piece, start) in zip(pieces, starts) {
            let isWhole = piece.healthy == piece.total
            if isWhole, let stretch = open { result.append(Disturbance(from: stretch.from, to: start, time: stretch.time)) }
            open = isWhole ? nil : (open?.from ?? start, (open?.time ?? WatchedTime()) + piece)
        }
        if let stretch = open { result.append(Disturbance(from: stretch.from, to: nil, time: stretch.time)) }
        return result
    }
}
