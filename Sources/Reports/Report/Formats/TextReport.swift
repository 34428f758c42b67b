import Documents
import Fleet
import FoundationEssentials

/// A report for a terminal or a plain mail: 80 columns where nothing says how many, and ASCII alone where that is all
/// that can be shown.
package struct TextReport {
    let report: FleetReport
    let style: Style
    let width: Int
    /// Rows of a list: who wants all of them reads the HTML.
    private static let most = 15
    /// Signs of a strip.
    private static let bars = 24

    /// - Parameter width: in columns. Wider lines than 120 are not read.
    package init(_ report: FleetReport, style: Style = .bare, width: Int = 80) {
        self.width = min(120, max(40, width))
        self.report = report
        self.style = style
    }

    package var text: String {
        let zone = report.timeZone
        let period =
            """
            \(zone.minute(report.since)) to \(zone.minute(report.until)) \(zone.described(report.until)), \
            \(elapsedText(report.length))
            """
        let head =
            paragraph(report.title, .strong) + (report.subject.isEmpty ? "" : paragraph(report.subject))
            + paragraph(period, .quiet) + "\n"
            + verdict + paragraph(ReportLead(report).text)
        let body =
            report.isEmpty
            ? "" : [measures, attention, groups, clusters, incidents, failures, repairs, changes, expiring].joined()
        return readable(head + body + notes + "\n" + paragraph("Made by \(report.generator).", .quiet))
    }

    private var verdict: String {
        let sign = report.verdict.state.sign
        let mark = style.unicode ? sign.symbol : sign.ascii
        return paragraph("\(mark) \(sign.word): \(report.verdict.headline)", report.verdict.state.tone)
    }

    private var measures: String {
        guard !report.comparison.isEmpty else { return "" }
        return section(
            "Compared with the period before",
            table(
                [.init("MEASURE"), .init("BEFORE", .right), .init("NOW", .right), .init("CHANGE", isFlexible: true)],
                report.comparison.map { line in
                    [
                        .init(line.measure.name), .init(line.measure.text(line.before)),
                        .init(line.measure.text(line.now)), .init(line.changeText, tone: line.verdict.tone),
                    ]
                }))
    }

    /// Reasons that are told; who wants all of them asks for them.
    private static let topics = 5

    private var attention: String {
        let items = report.attentionTopics.prefix(Self.topics).map { topic in
            let head = "\(topic.severity == .critical ? "!" : "-") \(topic.title) (\(topic.severity.rawValue))"
            let (first, step) = topic.next
            let next = step.lines(first.map { "begin with \($0)" } ?? "next", indent: "    ", width: width)
            return paragraph(head, topic.severity == .critical ? .bad : .unsure, hanging: 2)
                + topic.why.map { paragraph("- \(report.timeZone.words.text($0))", indent: 4, hanging: 2) }.joined()
                + next.map { $0 + "\n" }.joined()
        }
        guard !items.isEmpty else { return "" }
        return section(
            "What needs attention",
            items.joined() + more(report.attentionTopics.count - Self.topics, "agentctl status --explain"))
    }

    private var groups: String {
        guard let groups = report.groups, let label = report.groupBy else { return "" }
        let rows = groups.map { group -> [Table.Cell] in
            [.init(group.name ?? "without \(label)"), .init(group.summary)]
        }
        return section("By \(label)", table([.init(label.uppercased()), .init("CLUSTERS", isFlexible: true)], rows))
    }

    private var clusters: String {
        let shown = report.clusters.prefix(Self.most)
        let rows = shown.map { line -> [Table.Cell] in
            [
                .init(line.cluster.rawValue), .init(line.availability.map(shareText) ?? "unknown"),
                .init(line.time.failing > 0 ? elapsedText(line.time.failing) : "-"),
                .init(strip(line)),
                line.health.map { .init(style.mark($0), tone: $0.tone) } ?? .init("? not probed", tone: .unsure),
            ]
        }
        let columns: [Table.Column] = [
            .init("CLUSTER", isName: true), .init("AVAILABLE", .right), .init("FAILING", .right, expendable: 1),
            .init("OVER TIME", expendable: 0), .init("AT THE END"),
        ]
        let signs = [CellState.healthy, .brief, .partly, .failing].map { String(sign($0)) }
        let key =
            """
            \(signs[0]) healthy  \(signs[1]) failing < 10 %  \(signs[2]) < 50 %  \(signs[3]) more  ? unknown  blank: \
            not monitored
            """
        let table = Table(columns, rows: rows).fitted(to: width, style: style)
        // Without its column, the key explains signs that are not there.
        let hasStrips = !table.omitted.contains("OVER TIME")
        return section(
            "Clusters, the worst first",
            table.text + (hasStrips ? paragraph(key, .quiet) : "")
                + more(report.clusters.count - Self.most, "agentctl report -o json"))
    }

    /// The worst of what each slice saw, so that a short outage is not lost between two signs; by share, as the cells
    /// of the HTML.
    private func strip(_ line: ClusterLine) -> String {
        guard let pieces = line.pieces, !pieces.isEmpty else { return "" }
        return String(
            (0..<min(Self.bars, pieces.count)).map { bar -> Character in
                let count = min(Self.bars, pieces.count)
                let time = pieces[
                    bar * pieces.count / count..<max(bar * pieces.count / count + 1, (bar + 1) * pieces.count / count)
                ].reduce(WatchedTime(), +)
                return sign(CellState(time))
            })
    }

    private func sign(_ state: CellState) -> Character {
        switch state {
        case .healthy: style.unicode ? "·" : "."
        case .brief: style.unicode ? "▂" : "-"
        case .partly: style.unicode ? "▄" : "="
        case .failing: style.unicode ? "█" : "#"
        case .unknown: "?"
        case .unwatched: " "
        }
    }

    private var incidents: String {
        guard !report.incidents.isEmpty else { return "" }
        let rows = report.incidents.items.prefix(Self.most).map { line -> [Table.Cell] in
            [
                .init("\(line.incident)"), .init(line.cluster.rawValue), .init(line.cause.rawValue),
                .init(report.timeZone.short(line.openedAt)),
                .init(elapsedText(line.duration)),
                line.isOpen ? .init("open", tone: .bad) : .init("closed", tone: .good),
            ]
        }
        return section(
            "Incidents",
            paragraph(RecoveryText(report.recovery).sentence) + "\n"
                + table(
                    [
                        .init("INCIDENT"), .init("CLUSTER", isName: true), .init("CAUSE"),
                        .init("OPENED", expendable: 0),
                        .init("LASTED", .right), .init("NOW"),
                    ], rows)
                + more(report.incidents.total - Self.most, "agentctl incidents --state all"))
    }

    private var failures: String {
        guard report.failures.total > 0 else { return "" }
        let rows = report.failures.causes.map { line -> [Table.Cell] in
            let counts = line.pieces.enumerated().map { (at: Double($0.offset), count: $0.element) }
            let bins = binned(counts, over: 0..<Double(max(1, line.pieces.count)), width: Self.bars)
            return [
                .init(line.cause.rawValue), .init(countText(line.count)), .init(countText(line.before)),
                .init(countText(line.clusters)),
                .init(sparkline(bins, style: style), tone: .unsure),
            ]
        }
        return section(
            "Failed authentications",
            table(
                [
                    .init("CAUSE"), .init("FAILURES", .right), .init("BEFORE", .right), .init("CLUSTERS", .right),
                    .init("OVER TIME", expendable: 0),
                ], rows))
    }

    private var repairs: String {
        list("Repairs", report.repairs, "agentctl remediate list") {
            """
            \(report.timeZone.short($0.startedAt)) \($0.cluster.rawValue): \($0.what), \($0.outcome.rawValue); by \
            \($0.by): \($0.reason)
            """
        }
    }

    private var changes: String {
        list("Configuration changes", report.changes, "agentctl history --kind config") { line in
            let what =
                line.edits.isEmpty ? "resourceVersion \(line.resourceVersion)" : line.edits.joined(separator: "; ")
            return "\(report.timeZone.short(line.at)) \(line.cluster.rawValue), by \(line.writer ?? "unknown"): \(what)"
        }
    }

    private var expiring: String {
        list("What expires soon", report.expiring, "agentctl status --explain") { line in
            """
            \(line.endsAt.map(report.timeZone.minute) ?? "soon") \(line.cluster.rawValue): \
            \(line.words(report.timeZone.words))
            """
        }
    }

    private var notes: String {
        report.notes.isEmpty
            ? "" : section("How to read this", report.notes.map { paragraph("- \($0)", hanging: 2) }.joined())
    }

    private func list<Item>(_ title: String, _ listing: Excerpt<Item>, _ command: String, _ line: (Item) -> String)
        -> String
    {
        guard !listing.isEmpty else { return "" }
        return section(
            title,
            listing.items.prefix(Self.most).map { paragraph(line($0), hanging: 2) }.joined()
                + more(listing.total - Self.most, command))
    }
}

extension TextReport {
    private func section(_ title: String, _ content: String) -> String {
        "\n" + style.paint(title, .strong) + "\n" + content
    }

    private func table(_ columns: [Table.Column], _ rows: [[Table.Cell]]) -> String {
        Table(columns, rows: rows).fitted(to: width, style: style).text
    }

    private func more(_ count: Int, _ command: String) -> String {
        count > 0 ? "\(countText(count)) more: \(command)\n" : ""
    }

    /// A text in lines that fit; a word that is longer has a line of its own and is cut there.
    private func paragraph(_ text: String, _ tone: Tone = .plain, indent: Int = 0, hanging: Int = 0) -> String {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in printable(text, limit: 2000).split(separator: " ") {
            let needed = displayWidth(line) + (isEmpty ? 0 : 1) + displayWidth(String(word))
            if needed > width, !isEmpty {
                lines.append(line)
                line = String(repeating: " ", count: indent + hanging)
                isEmpty = true
            }
            let room = width - displayWidth(line) - (isEmpty ? 0 : 1)
            line += (isEmpty ? "" : " ") + fitted(String(word), width: room, ellipsis: style.ellipsis)
            isEmpty = false
        }
        lines.append(line)
        return lines.map { style.paint($0, tone) + "\n" }.joined()
    }

    /// Where only ASCII can be shown, every other character becomes a question mark, and an ellipsis two dots.
    private func readable(_ text: String) -> String {
        guard !style.unicode else { return text }
        return text.reduce(into: "") { result, character in
            result +=
                character.isASCII
                ? String(character)
                : character == "…" ? ".." : String(repeating: "?", count: max(1, displayWidth(String(character))))
        }
    }
}

extension Verdict.State {
    fileprivate var tone: Tone {
        switch self {
        case .healthy: .good
        case .failing: .bad
        case .degraded, .unknown: .unsure
        }
    }
}

extension Comparison.Verdict {
    fileprivate var tone: Tone {
        switch self {
        case .better: .good
        case .worse: .bad
        default: .plain
        }
    }
}
