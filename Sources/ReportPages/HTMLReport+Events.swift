import Fleet
import FoundationEssentials
import Reports

extension HTMLReport {
    var incidents: Markup {
        let listing = report.incidents
        guard !listing.isEmpty else {
            return section("incidents", "Incidents", nothing("None was open in this period."))
        }
        let plot = IncidentPlot(report: report)
        let table = HTMLTable(
            "Open ones first, then the longest",
            [
                .init("Incident"), .init("Cluster", .long), .init("Cause"), .init("Opened"), .init("Closed"),
                .init("Lasted", .number),
                .init("Acknowledged by", .long),
            ],
            rows: listing.items.enumerated().map { number, line in
                [
                    number < plot.shown
                        ? link(line)
                        : """
                        <span \
                        id=\"\(String(describing: line.incident))\">\(String(describing: line.incident))</span>
                        """,
                    link(line.cluster),
                    "\(line.cause.rawValue)\(line.reopened > 0 ? ", reopened \(line.reopened)x" : "")",
                    "\(short(line.openedAt))",
                    "\(line.closedAt.map(short) ?? "open")", "\(elapsedText(line.duration))",
                    "\(line.acknowledgedBy ?? "-")",
                ]
            })
        let all =
            plot.shown < listing.total
            ? "The first \(plot.shown) of \(countText(listing.total)), open ones first, then the longest"
            : "When each was open"
        let rest = table.markup + leftOut(listing.leftOut, "agentctl incidents --state all")
        let content: Markup = """
            <p>\(RecoveryText(report.recovery).sentence)</p>
            <figure>
            <figcaption>\(all)</figcaption>
            \(plot.markup)\(key([("failing", "open at the end"), ("over", "closed")]))</figure>
            \(folded("As a table, with who acknowledged", rest))
            """
        return section("incidents", "Incidents", content)
    }

    var failures: Markup {
        guard report.failures.total > 0 else {
            return section(
                "failures", "Failed authentications",
                nothing("No ks-apiserver logged a failed authentication in this period."))
        }
        let plot = FailurePlot(report: report)
        let causes = HTMLTable(
            "By cause",
            [
                .init("Cause"), .init("What it means", .long), .init("Clusters", .number), .init("Failures", .number),
                .init("Before", .number),
            ],
            rows: report.failures.causes.map { line in
                [
                    "\(line.cause.rawValue)", "\(line.meaning)", "\(countText(line.clusters))",
                    "\(countText(line.count))", "\(countText(line.before))",
                ]
            })
        let content: Markup = """
            <figure>
            <figcaption>From the logs of all replicas, by \(pieceName)</figcaption>
            \(plot.markup)
            \(key(plot.layers.map { ($0.style, "\($0.name) (\(countText($0.count)))") }))\
            \(folded("The same as a table", failureTable(plot.layers)))</figure>
            \(causes.markup)
            """
        return section("failures", "Failed authentications", content)
    }

    private func failureTable(_ layers: [FailurePlot.Layer]) -> Markup {
        let rows: [[Markup]] = report.access.indices.compactMap { index in
            guard layers.contains(where: { $0.pieces[index] > 0 }) else { return nil }
            return ["\(short(AccessPiece.date(report.access[index].at)))"]
                + layers.map { "\(countText($0.pieces[index]))" }
        }
        return HTMLTable(
            "Failures by \(pieceName); those without one are left out",
            [.init("From")] + layers.map { .init($0.name, .number) }, rows: rows
        ).markup
    }

    var expiring: Markup {
        let listing = report.expiring
        guard !listing.isEmpty else {
            return section(
                "expiring", "What expires soon", nothing("Nothing within 30 days, of what the last probes saw."))
        }
        let table = HTMLTable(
            "What expires first stands first",
            [.init("Cluster", .long), .init("Expires"), .init("What", .long), .init("Next", .long)],
            rows: listing.items.map { line in
                [
                    link(line.cluster), "\(line.endsAt.map(report.timeZone.minute) ?? "-")",
                    "\(line.words(report.timeZone.words))",
                    instruction(line.nextStep),
                ]
            })
        return section(
            "expiring", "What expires soon", table.markup + leftOut(listing.leftOut, "agentctl status --explain"))
    }
}
