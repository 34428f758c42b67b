import Documents
import Fleet
import FoundationEssentials
import Reports

/// Every cluster in a row of cells: the worst first, by group, the healthy ones of a large fleet folded.
extension HTMLReport {
    var clusters: Markup {
        let plotted = report.clusters.filter { $0.pieces != nil }
        let numbered = Dictionary(uniqueKeysWithValues: plotted.enumerated().map { ($1.cluster, $0) })
        let blocks: [Markup] = sets(plotted).map { set in block(set.title, set.lines, numbered) }
        let content: Markup = """
            <p class="quiet">A cell is \
            \(report.grain == 86_400 ? "a day" : report.grain == 3600 ? "an hour" : pieceName), the worst clusters \
            first.</p>
            \(cellKey)\(blocks)\(otherClusters)\
            \(folded("When they were not healthy, as a table", disturbances(plotted)))
            """
        return section("clusters", "Clusters", content)
    }

    /// A fleet of more is told in two columns, and its healthy clusters are folded.
    private var isLarge: Bool { report.clusters.count > 20 }

    private func sets(_ lines: [ClusterLine]) -> [(title: Markup, lines: [ClusterLine])] {
        guard let groups = report.groups, let label = report.groupBy else { return [("", lines)] }
        return groups.map { group in
            let name = group.name ?? "without \(label)"
            return (
                "<h3>\(name) <span class=\"quiet\">\(group.summary)</span></h3>\n",
                lines.filter { $0.group == group.name }
            )
        }
    }

    private func block(_ title: Markup, _ lines: [ClusterLine], _ numbers: [ClusterID: Int]) -> Markup {
        guard isLarge else { return "\(title)\(columns(lines, numbers))" }
        let quiet = lines.filter(\.isHealthyThroughout)
        let others = lines.filter { !$0.isHealthyThroughout }
        let summary = "\(countText(quiet.count)) \(quiet.count == 1 ? "cluster" : "clusters") healthy throughout"
        let fold: Markup =
            quiet.isEmpty
            ? ""
            : "<details class=\"healthy-ones\"><summary>\(summary)</summary>\n\(columns(quiet, numbers))</details>\n"
        return "\(title)\(others.isEmpty ? "" : columns(others, numbers))\(fold)"
    }

    /// In two halves, the left one first, where the fleet is large.
    private func columns(_ lines: [ClusterLine], _ numbers: [ClusterID: Int]) -> Markup {
        guard isLarge, lines.count > 3 else {
            return "<div class=\"columns\(isLarge ? " two" : "")\">\(list(lines, numbers))</div>\n"
        }
        let half = (lines.count + 1) / 2
        return """
            <div class="columns \
            two">\(list(Array(lines.prefix(half)), numbers))\(list(Array(lines.dropFirst(half)), numbers))</div>

            """
    }

    private func list(_ lines: [ClusterLine], _ numbers: [ClusterID: Int]) -> Markup {
        let items: [Markup] = lines.map { row($0, numbers[$0.cluster] ?? 0) }
        return "<ul class=\"rows-of-cells\">\n\(items)<li class=\"foot\">\(TimeScale(report).axis(most: 5))</li></ul>"
    }

    /// In two pieces, of which the browser cuts the first: what tells long names apart stands mostly at their ends.
    private func name(_ cluster: ClusterID) -> Markup {
        let text = cluster.rawValue
        let tail = String(text.suffix(displayWidth(text) > Self.tail * 2 ? Self.tail : 0))
        return "<span>\(String(text.dropLast(tail.count)))</span>\(tail)"
    }

    private static let tail = 10

    private func row(_ line: ClusterLine, _ number: Int) -> Markup {
        let mark = line.health.map { String(Style.bare.mark($0).prefix(1)) } ?? "?"
        let state = (line.health?.rawValue ?? "not probed") + (line.cause.map { ", \($0.rawValue)" } ?? "")
        return """
            <li id="\(anchor(line.cluster))"><span class="mark \(line.health?.rawValue ?? "unknown")" \
            title="\(state)">\(mark)<span class="sr">\(state)</span></span>\
            <span class="name" title="\(line.cluster.rawValue)">\(name(line.cluster))</span>\
            \(CellRow(line: line, report: report, number: number).markup)\
            <span \
            class="share\(isBelow(line) ? " bad" : "")">\(line.availability.map(shareText) ?? "unknown")</span></li>

            """
    }

    private func isBelow(_ line: ClusterLine) -> Bool {
        guard let objective = report.objective, let availability = line.availability else { return false }
        return !Objective.isMet(availability, objective.target)
    }

    private var cellKey: Markup {
        let entries: [(CellState, String)] = [
            (.healthy, "healthy"), (.brief, "failing for less than 10 %"), (.partly, "10 to 50 %"),
            (.failing, "50 % and more"),
            (.unknown, "unknown for 10 % and more"), (.unwatched, "not monitored for 50 % and more"),
        ]
        let items: [Markup] = entries.map { state, name in "<li>\(swatch(state))\(name)</li>" }
        return "<ul class=\"key\">\(items)</ul>\n"
    }

    private func swatch(_ state: CellState) -> Markup {
        let ground: Markup = state.top == nil || state.isOnHealthy ? "<path class=\"h\" d=\"M0 0h12V16h-12z\"/>" : ""
        let shape: Markup =
            state.top.map { "<path class=\"\(state.style)\" d=\"M0 \(coordinate($0))h12V16h-12z\"/>" } ?? ""
        return "<svg viewBox=\"0 0 12 16\" aria-hidden=\"true\">\(ground)\(shape)</svg>"
    }

    /// Neighbouring pieces of the plotted clusters that were not healthy throughout.
    private func disturbances(_ plotted: [ClusterLine]) -> Markup {
        let most = 300
        let rows = plotted.flatMap { line in Disturbance.all(line, report.access.map(\.at)).map { (line, $0) } }
        let table = HTMLTable(
            "Cells that say anything but healthy, neighbouring ones together",
            [
                .init("Cluster", .long), .init("From"), .init("To"), .init("Failing", .number),
                .init("Unknown", .number),
                .init("Not monitored", .number),
            ],
            rows: rows.prefix(most).map { line, span in
                [
                    "\(line.cluster.rawValue)", "\(short(AccessPiece.date(span.from)))",
                    "\(short(span.to.map(AccessPiece.date) ?? report.until))",
                    "\(elapsedText(span.time.failing))", "\(elapsedText(span.time.unknown))",
                    "\(elapsedText(span.time.unwatched))",
                ]
            })
        return rows.isEmpty
            ? nothing("There was no such time.")
            : table.markup + leftOut(rows.count - most, "agentctl history --kind incidents")
    }

    /// The clusters that are not plotted: their sums.
    private var otherClusters: Markup {
        let others = report.clusters.filter { $0.pieces == nil }
        guard !others.isEmpty else { return "" }
        let table = HTMLTable(
            "The others, in the same order",
            [
                .init("Cluster", .long), .init("Available", .number), .init("Failing", .number),
                .init("Unknown", .number),
            ],
            rows: others.map { line in
                [
                    "\(line.cluster.rawValue)", "\(line.availability.map(shareText) ?? "unknown")",
                    "\(line.time.failing > 0 ? elapsedText(line.time.failing) : "-")",
                    "\(line.time.unknown > 0 ? elapsedText(line.time.unknown) : "-")",
                ]
            }, becomesBlocks: false)
        return folded("The \(countText(others.count)) other clusters", table.markup)
    }
}

/// A stretch of cells in which a cluster was not healthy.
struct Disturbance {
    let from: Int64
    /// nil where it lasts to the period's end.
    let to: Int64?
    let time: WatchedTime

    static func all(_ line: ClusterLine, _ starts: [Int64]) -> [Disturbance] {
        var result: [Disturbance] = []
        var open: (from: Int64, time: WatchedTime)?
        for (cell, start) in zip(zip(line.states ?? [], line.pieces ?? []), starts) {
            let isHealthy = cell.0 == .healthy
            if isHealthy, let stretch = open {
                result.append(Disturbance(from: stretch.from, to: start, time: stretch.time))
            }
            open = isHealthy ? nil : (open?.from ?? start, (open?.time ?? WatchedTime()) + cell.1)
        }
        if let stretch = open { result.append(Disturbance(from: stretch.from, to: nil, time: stretch.time)) }
        return result
    }
}
