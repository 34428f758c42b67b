import Fleet
import FoundationEssentials

extension HTMLReport {
    var attention: Markup {
        let listing = report.attention
        guard !listing.isEmpty else {
            return section("todo", "What needs a person", nothing("Nothing that the last probes, the incidents and the journal know of."))
        }
        let items: [Markup] = listing.items.map { line in
            let why: [Markup] = line.why.map { "<li>\($0)</li>" }
            return """
                <li class="\(line.severity == .critical ? "critical" : "warning")"><p><span class="strong">\(line.cluster?.rawValue ?? "the fleet")</span>, \
                \(line.severity.rawValue): \(line.what)</p>
                <ul>\(why)</ul>
                <p class="next">Next: <code>\(line.nextStep)</code></p></li>

                """
        }
        return section("todo", "What needs a person", "<ul class=\"todo\">\n\(items)</ul>\n\(leftOut(listing.leftOut, "agentctl status --explain"))")
    }

    var failures: Markup {
        guard report.failures.total > 0 else {
            return section("failures", "Failed authentications", nothing("No ks-apiserver logged a failed authentication in this period."))
        }
        let plot = FailurePlot(report: report)
        let causes = HTMLTable(
            "By cause", [.init("Cause"), .init("What it means"), .init("Clusters", number: true), .init("Failures", number: true), .init("Before", number: true)],
            rows: report.failures.causes.map { line in
                ["\(line.cause.rawValue)", "\(line.meaning)", "\(countText(line.clusters))", "\(countText(line.count))", "\(countText(line.before))"]
            })
        let content: Markup = """
            <figure>
            <figcaption>As the logs of all replicas count them, each once, by \(elapsedText(Double(report.grain))); the causes stacked in the order of the key, \
            the first at the bottom.</figcaption>
            \(plot.markup)
            \(key(plot.layers.map { ($0.style, "\($0.name) (\(countText($0.count)))") }))
            \(folded("The same as a table", failureTable(plot.layers)))</figure>
            \(causes.markup)
            """
        return section("failures", "Failed authentications", content)
    }

    private func failureTable(_ layers: [FailurePlot.Layer]) -> Markup {
        let rows: [[Markup]] = report.access.indices.compactMap { index in
            guard layers.contains(where: { $0.pieces[index] > 0 }) else { return nil }
            return ["\(AccessPiece.date(report.access[index].at).reportShort)"] + layers.map { "\(countText($0.pieces[index]))" }
        }
        return HTMLTable("Failures by piece, UTC; pieces without one are left out", [.init("From")] + layers.map { .init($0.name, number: true) }, rows: rows).markup
    }

    var incidents: Markup {
        let listing = report.incidents
        guard !listing.isEmpty else { return section("incidents", "Incidents", nothing("None began, ended or lasted in this period.")) }
        let plot = IncidentPlot(report: report)
        let table = HTMLTable(
            "Open ones first, then the longest; UTC",
            [.init("Cluster"), .init("Cause"), .init("Began"), .init("Ended"), .init("Lasted", number: true), .init("Taken on by"), .init("Incident")],
            rows: listing.items.map { line in
                [
                    "\(line.cluster.rawValue)", "\(line.cause.rawValue)\(line.reopened > 0 ? ", reopened \(line.reopened)x" : "")",
                    "\(line.openedAt.reportShort)", "\(line.closedAt?.reportShort ?? "open")", "\(elapsedText(line.duration))",
                    "\(line.acknowledgedBy.map(personName(ofActor:)) ?? "-")", "incident/\(String(line.incident))",
                ]
            })
        let content: Markup = """
            <p>\(RecoveryText(report.recovery).sentence)</p>
            <figure>
            <figcaption>\(plot.shown < listing.total ? "The first \(plot.shown) of \(countText(listing.total))" : "When each lasted"), in the order of the table.</figcaption>
            \(plot.markup)
            \(key([("failing", "open at the end"), ("over", "over")]))</figure>
            \(folded("\(listing.total == 1 ? "The incident" : "The \(countText(listing.items.count)) incidents") as a table", table.markup + leftOut(listing.leftOut, "agentctl incidents --state all")))
            """
        return section("incidents", "Incidents", content)
    }

    var repairs: Markup {
        let listing = report.repairs
        guard !listing.isEmpty else { return section("repairs", "Repairs", nothing("None was begun in this period.")) }
        let table = HTMLTable(
            "The newest first; UTC", [.init("Cluster"), .init("Began"), .init("Took", number: true), .init("Outcome"), .init("By"), .init("Reason"), .init("What")],
            rows: listing.items.map { line in
                [
                    "\(line.cluster.rawValue)", "\(line.startedAt.reportShort)",
                    "\(line.endedAt.map { elapsedText($0.timeIntervalSince(line.startedAt)) } ?? "-")", "\(line.outcome.rawValue)", "\(line.by)",
                    "\(line.reason)", "\(line.what)\(line.outcome == .proved ? "" : line.summary.map { ": \($0)" } ?? "") (<code>\(line.run)</code>)",
                ]
            })
        return section("repairs", "Repairs", table.markup + leftOut(listing.leftOut, "agentctl remediate list"))
    }

    var changes: Markup {
        let listing = report.changes
        guard !listing.isEmpty else { return section("changes", "Configuration changes", nothing("No kubesphere-config changed in this period.")) }
        let table = HTMLTable(
            "The newest first; when a probe first saw it, UTC; secrets are fingerprints",
            [.init("Cluster"), .init("Seen"), .init("Written by"), .init("What changed")],
            rows: listing.items.map { line in
                let written = line.writtenAt.map { ", \($0.reportShort)" } ?? ""
                let edits: [Markup] = line.edits.map { "<code>\($0)</code>" }
                let more: Markup = line.moreEdits > 0 ? "<br>and \(line.moreEdits) more" : ""
                let what: Markup = edits.isEmpty ? "resourceVersion \(line.resourceVersion)" : "\(edits.joined(by: "<br>"))\(more)"
                return ["\(line.cluster.rawValue)", "\(line.at.reportShort)", "\(line.writer ?? "unknown")\(written)", what]
            })
        return section("changes", "Configuration changes", table.markup + leftOut(listing.leftOut, "agentctl history --kind config"))
    }

    var expiring: Markup {
        let listing = report.expiring
        guard !listing.isEmpty else { return section("expiring", "What ends soon", nothing("Nothing within 30 days, of what the last probes saw.")) }
        let table = HTMLTable(
            "What ends first stands first", [.init("Cluster"), .init("Ends"), .init("What"), .init("Next")],
            rows: listing.items.map { line in
                ["\(line.cluster.rawValue)", "\(line.endsAt?.reportMinute ?? "-")", "\(line.what)", "\(line.nextStep)"]
            })
        return section("expiring", "What ends soon", table.markup + leftOut(listing.leftOut, "agentctl status --explain"))
    }

    var comparison: Markup {
        guard !report.comparison.isEmpty else { return "" }
        let table = HTMLTable(
            "This period beside the \(elapsedText(report.length)) before it",
            [.init("Measure"), .init("Before", number: true), .init("Now", number: true), .init("Change", number: true)],
            rows: report.comparison.map { line in
                ["\(line.measure.name)", "\(line.measure.text(line.before))", "\(line.measure.text(line.now))", verdict(line)]
            }, becomesBlocks: false)
        return section("comparison", "Compared with the period before", table.markup)
    }
}
