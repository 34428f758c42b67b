import Fleet
import FoundationEssentials

/// A report as one HTML file that needs nothing else: no script, no font, no network, and a policy that allows none.
package struct HTMLReport {
    let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    package var text: String { page.html }

    private var page: Markup {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>\(report.title), \(report.until.reportMinute) UTC</title>
        <style>
        \(reportStyleSheet)</style>
        </head>
        <body>
        <header>
        <h1>\(report.title)</h1>
        <p class="period">\(report.since.reportMinute) to \(report.until.reportMinute) UTC, \(elapsedText(report.length))</p>
        <p class="lead">\(ReportLead(report).text)</p>
        \(report.isEmpty ? "" : glance)</header>
        <main>
        \(report.isEmpty ? "" : body)\(notes)</main>
        <footer>Times are UTC. The same history and the same end of the period give this file again, byte for byte.</footer>
        </body>
        </html>

        """
    }

    private var body: Markup {
        """
        \(attention)\(access)\(strips)\(otherClusters)\(failures)\(incidents)\(repairs)\(changes)\(expiring)\(comparison)
        """
    }

    func section(_ id: String, _ title: String, _ content: Markup) -> Markup {
        "<section aria-labelledby=\"\(id)-h\">\n<h2 id=\"\(id)-h\">\(title)</h2>\n\(content)</section>\n"
    }

    /// A paragraph in place of a section's content.
    func nothing(_ text: String) -> Markup { "<p class=\"quiet\">\(text)</p>\n" }

    func leftOut(_ count: Int, _ command: String) -> Markup {
        count > 0 ? "<p class=\"quiet\">\(countText(count)) more: <code>\(command)</code></p>\n" : ""
    }

    private var glance: Markup {
        let glance = report.glance
        let tiles = [
            tile("Availability", glance.availability.map(shareText) ?? "unknown", deltas(.availability)),
            tile("Clusters", countText(glance.clusters), "\(glance.healthy) healthy, \(glance.failing) failing, \(glance.unknown) unknown"),
            tile("Incidents", countText(glance.incidentsOpened), "began; \(glance.incidentsOpen) open at the end"),
            tile("Mean recovery", report.recovery.mean.map(elapsedText) ?? "none", report.recovery.longest.map { "longest \(elapsedText($0))" } ?? "nothing recovered"),
            tile("Failures", countText(glance.failures), deltas(.failures)),
            tile("Repairs", countText(glance.repairs), "\(glance.repairsProved) proved, \(countText(glance.changes)) configuration changes"),
        ]
        return "<dl class=\"glance\">\n\(tiles)</dl>\n"
    }

    private func tile(_ name: String, _ value: String, _ below: Markup) -> Markup {
        "<div><dt>\(name)</dt><dd>\(value)</dd><dd>\(below)</dd></div>\n"
    }

    private func tile(_ name: String, _ value: String, _ below: String) -> Markup { tile(name, value, "\(below)" as Markup) }

    private func deltas(_ measure: Comparison.Measure) -> Markup {
        guard let comparison = report.comparison.first(where: { $0.measure == measure }), comparison.before != nil else {
            return "no period before to compare with"
        }
        return "\(measure.text(comparison.before)) before, \(verdict(comparison))"
    }

    func verdict(_ comparison: Comparison) -> Markup {
        switch comparison.verdict {
        case .better: "<span class=\"good\">\(comparison.changeText)</span>"
        case .worse: "<span class=\"bad\">\(comparison.changeText)</span>"
        default: "\(comparison.changeText)"
        }
    }

    private var notes: Markup {
        guard !report.notes.isEmpty else { return "" }
        let items: [Markup] = report.notes.map { "<li>\($0)</li>\n" }
        return section("notes", "How to read this", "<ul class=\"notes\">\n\(items)</ul>\n")
    }
}
