import Fleet
import FoundationEssentials

/// A report for a chat or a ticket: short, in tables that GitHub, GitLab and most chats render.
///
/// Every text that comes from a cluster stands in a code span, where nothing in it is a link, a mention or markup
/// (CommonMark, 6.1).
package struct MarkdownReport {
    let report: FleetReport
    /// Rows of a list: who wants all of them reads the HTML.
    private static let most = 10

    package init(_ report: FleetReport) { self.report = report }

    package var text: String {
        let zone = report.timeZone
        let period =
            """
            \(zone.minute(report.since)) to \(zone.minute(report.until)) \(zone.described(report.until)), \
            \(elapsedText(report.length))
            """
        let sign = report.verdict.state.sign
        let head = [
            "# \(escaped(report.title))", report.subject.isEmpty ? nil : escaped(report.subject), escaped(period),
            "\(sign.symbol) **\(sign.word): \(report.verdict.headline)**", ReportLead(report).text,
        ].compactMap(\.self).joined(separator: "\n\n")
        let body =
            report.isEmpty
            ? "" : [measures, attention, groups, clusters, incidents, failures, repairs, changes, expiring].joined()
        return "\(head)\n\(body)\(notes)\nMade by \(escaped(report.generator)).\n"
    }

    private var measures: String {
        guard !report.comparison.isEmpty else {
            let glance = report.glance
            return table(
                ["Measure", "Value"],
                [
                    ["Availability", glance.availability.map(shareText) ?? "unknown"],
                    ["Time failing", elapsedText(glance.time.failing)],
                    ["Failed authentications", countText(glance.failures)],
                    ["Incidents opened", countText(glance.incidentsOpened)],
                    ["Mean time to recovery", report.recovery.mean.map(elapsedText) ?? "none"],
                ])
        }
        return table(
            ["Measure", "Before", "Now", "Change"],
            report.comparison.map {
                [$0.measure.name, $0.measure.text($0.before), $0.measure.text($0.now), $0.changeText]
            })
    }

    /// Reasons that are told; who wants all of them asks for them.
    private static let topics = 5

    private var attention: String {
        let topics = report.attentionTopics
        guard !topics.isEmpty else { return "" }
        let items = topics.prefix(Self.topics).map { topic in
            let (first, step) = topic.next
            let names = topic.total > 1 ? " (\(span(topic.names)))" : ""
            return "- **\(topic.severity.rawValue)** \(span(topic.title))\(names). "
                + "\(first.map { "Begin with \(span($0))" } ?? "Next"): \(steps(step))\n"
        }
        return "\n## What needs attention\n\n" + items.joined()
            + more(topics.count - Self.topics, "agentctl status --explain")
    }

    private var groups: String {
        guard let groups = report.groups, let label = report.groupBy else { return "" }
        let rows = groups.map { group in [group.name.map(span) ?? "without \(escaped(label))", group.summary] }
        return "\n## By \(escaped(label))\n" + table([escaped(label), "Clusters"], rows)
    }

    private var clusters: String {
        let worst = report.clusters.filter { $0.time.failing > 0 || $0.health != .healthy }
        guard !worst.isEmpty else { return "" }
        return "\n## Clusters\n"
            + table(
                ["Cluster", "Available", "Failing", "Unknown", "At the end"],
                worst.prefix(Self.most).map { line in
                    [
                        span(line.cluster.rawValue), line.availability.map(shareText) ?? "unknown",
                        elapsedText(line.time.failing), elapsedText(line.time.unknown),
                        (line.health?.rawValue ?? "not probed") + (line.cause.map { ", \($0.rawValue)" } ?? ""),
                    ]
                }) + more(worst.count - Self.most, "agentctl status")
    }

    private var incidents: String {
        guard !report.incidents.isEmpty else { return "" }
        return "\n## Incidents\n\n\(RecoveryText(report.recovery).sentence)\n"
            + table(
                ["Incident", "Cluster", "Cause", "Opened", "Lasted"],
                report.incidents.items.prefix(Self.most).map { line in
                    [
                        "\(line.incident)", span(line.cluster.rawValue), line.cause.rawValue,
                        report.timeZone.short(line.openedAt),
                        elapsedText(line.duration) + (line.isOpen ? ", open" : ""),
                    ]
                }) + more(report.incidents.total - Self.most, "agentctl incidents --state all")
    }

    private var failures: String {
        guard report.failures.total > 0 else { return "" }
        return "\n## Failed authentications\n"
            + table(
                ["Cause", "Failures", "Before", "Clusters"],
                report.failures.causes.map {
                    [$0.cause.rawValue, countText($0.count), countText($0.before), countText($0.clusters)]
                })
    }

    private var repairs: String {
        list("Repairs", report.repairs, otherwise: "agentctl remediate list") { line in
            """
            - \(report.timeZone.short(line.startedAt)) \(span(line.cluster.rawValue)), \(span(line.what)): \
            **\(line.outcome.rawValue)**, by \(span(line.by)): \(span(line.reason))\n
            """
        }
    }

    private var changes: String {
        list("Configuration changes", report.changes, otherwise: "agentctl history --kind config") { line in
            let what =
                line.edits.isEmpty
                ? "resourceVersion \(span(line.resourceVersion))" : line.edits.map(span).joined(separator: ", ")
            return
                """
                - \(report.timeZone.short(line.at)) \(span(line.cluster.rawValue)), by \
                \(line.writer.map(span) ?? "unknown"): \(what)\n
                """
        }
    }

    private var expiring: String {
        list("What expires soon", report.expiring, otherwise: "agentctl status --explain") { line in
            """
            - \(line.endsAt.map(report.timeZone.minute) ?? "soon") \(span(line.cluster.rawValue)): \
            \(span(line.words(report.timeZone.words)))\n
            """
        }
    }

    private var notes: String {
        report.notes.isEmpty ? "" : "\n" + report.notes.map { "> \(escaped($0))\n" }.joined(separator: ">\n")
    }

    private func list<Item>(
        _ title: String, _ listing: Excerpt<Item>, otherwise command: String, _ line: (Item) -> String
    ) -> String {
        guard !listing.isEmpty else { return "" }
        return "\n## \(title)\n\n" + listing.items.prefix(Self.most).map(line).joined()
            + more(listing.total - Self.most, command)
    }

    private func more(_ count: Int, _ command: String) -> String {
        count > 0 ? "\n\(countText(count)) more: `\(command)`\n" : ""
    }

    private func table(_ columns: [String], _ rows: [[String]]) -> String {
        let lines = [columns, columns.map { _ in "---" }] + rows
        return "\n" + lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }

    /// GFM, 4.10: a bar in a table's cell is escaped even in a code span.
    private func span(_ text: String) -> String {
        let clean = String(printable(text, limit: 300).map { $0 == "`" ? "'" : $0 })
        return "`" + clean.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") + "`"
    }

    /// Words as words, and what is run in a code span.
    private func steps(_ next: NextStep) -> String {
        next.all.map { step in
            let words = step.text.isEmpty ? nil : linkless(step.text) + (step.command == nil ? "" : ":")
            return [words, step.command.map(span)].compactMap(\.self).joined(separator: " ")
        }.joined(separator: "; then ")
    }

    /// Words in which nothing becomes a link by itself either (GFM, 6.9).
    private func linkless(_ text: String) -> String {
        escaped(text).replacing("://", with: "\\://").replacing("www.", with: "www\\.")
    }

    /// Our own words about names: what Markdown reads as a sign is escaped (CommonMark, 2.4).
    private func escaped(_ text: String) -> String {
        String(printable(text, limit: 1000).flatMap { "\\`*_[]<>#|~!&@".contains($0) ? ["\\", $0] : [$0] })
    }
}
