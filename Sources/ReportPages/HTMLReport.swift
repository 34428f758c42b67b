import Fleet
import FoundationEssentials
package import Reports

/// A report as one HTML file that needs nothing else: no script, no font, no network, and a policy that allows none.
///
/// The front is for a manager: on paper it is one page. What an operator asks for stands behind it.
package struct HTMLReport {
    let report: FleetReport
    /// The clusters that have a row to link to.
    let rows: Set<ClusterID>

    package init(_ report: FleetReport) {
        self.report = report
        rows = Set(report.clusters.filter { $0.pieces != nil }.map(\.cluster))
    }

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
        <meta name="generator" content="\(report.generator)">
        <title>\(report.verdict.state.sign.word): \(report.title), \(report.timeZone.long(report.until))</title>
        <style>
        \(reportStyleSheet)</style>
        </head>
        <body>
        <div class="front">
        <header>
        \(subject)<h1>\(report.title)</h1>
        <p class="period">\(report.timeZone.long(report.since)) to \(report.timeZone.long(report.until)), \(zone), \
        \(elapsedText(report.length))</p>
        </header>
        \(front)</div>
        \(report.isEmpty ? "" : details)<footer>Made by \(report.generator). Times are \(zone).</footer>
        </body>
        </html>

        """
    }

    private var zone: String { report.timeZone.described(report.until) }

    private var subject: Markup { report.subject.isEmpty ? "" : "<p class=\"subject\">\(report.subject)</p>\n" }

    private var details: Markup {
        """
        <main class="details">
        \(clusters)\(incidents)\(failures)\(expiring)\(appendix)</main>

        """
    }

    func section(_ id: String, _ title: String, _ content: Markup) -> Markup {
        "<section id=\"\(id)\" aria-labelledby=\"\(id)-h\">\n<h2 id=\"\(id)-h\">\(title)</h2>\n\(content)</section>\n"
    }

    /// A paragraph in place of a section's content.
    func nothing(_ text: String) -> Markup { "<p class=\"quiet\">\(text)</p>\n" }

    func leftOut(_ count: Int, _ command: String) -> Markup {
        count > 0 ? "<p class=\"quiet\">\(countText(count)) more: <code>\(command)</code></p>\n" : ""
    }

    /// A cluster's name, and where it has a row a link to it.
    ///
    /// - Parameter shown: in place of the whole name.
    func link(_ cluster: ClusterID, shown: String? = nil) -> Markup {
        let name = shown ?? cluster.rawValue
        return rows.contains(cluster) ? "<a href=\"#\(anchor(cluster))\">\(name)</a>" : "\(name)"
    }

    func link(_ incident: IncidentLine) -> Markup {
        "<a href=\"#\(String(describing: incident.incident))\">\(String(describing: incident.incident))</a>"
    }

    func short(_ date: Date) -> String { report.timeZone.short(date) }
}

/// Where a cluster's row is. A context may be named by any characters: those that mean nothing in a link stay, the
/// others are given by their bytes.
func anchor(_ cluster: ClusterID) -> String {
    cluster.rawValue.utf8.reduce(into: "cluster-") { anchor, byte in
        let isPlain =
            (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == 0x2D || byte == 0x2E || byte == 0x5F
        anchor += isPlain ? String(UnicodeScalar(byte)) : "~" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
