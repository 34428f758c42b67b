import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Linux
import ReportPages
import Reports
import Store

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report on a period as text, HTML, Markdown, CSV or JSON.",
        discussion: """
            Reads the history only, so it works while the agent is down. Days begin, and times are told, in the zone \
            of --tz, of agent.yaml's \
            report.timeZone, or of this machine. A report holds no time but the history's: the same history, end and \
            zone give the same bytes.

              agentctl report                                          the last 7 days, as text
              agentctl report --since 30d --to fleet.html              one HTML file that needs nothing else
              agentctl report --since yesterday --until today --tz Asia/Shanghai -o markdown
              agentctl report --period weekly --objective 99.9% --group-by region --to /var/lib/ksfleet/reports
              agentctl report --since 2026-10-01 --until 2026-11-01 -o json | jq '.items[0].verdict'

            --to DIR writes ksfleet-report-<end>.html (or .md, .json, .csv, .txt) there, mode 0640. A file appears \
            whole or not at all.
            Without -o, the format is that of the file's name: .html, .md, .json, .csv, .txt; HTML for a folder, text \
            for standard output.

            Exit codes: 0 written (also where the period holds nothing), 4 may not read or write, 5 no such history or \
            folder, 64 wrong arguments.
            """)

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            "From this time on (default: 7d): 2h or 7d before --until, 2026-10-01, …", valueName: "time"),
        transform: HistoryOptions.time)
    var since: TimeExpression?

    @Option(name: .long, help: "The last whole day, week from Monday on, or month before --until, in place of --since.")
    var period: ReportPeriod?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("Up to, and without, this time (default: now).", valueName: "time"),
        transform: HistoryOptions.time)
    var until: TimeExpression?

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "How to write.")
    var output: ReportFormat?

    @Option(
        name: .long, help: ArgumentHelp("Where to: a file, a folder, or - for standard output.", valueName: "path"),
        completion: .file())
    var to = "-"

    @Option(name: .long, help: ArgumentHelp("What stands at its head.", valueName: "text"))
    var title = "KubeSphere fleet report"

    @OptionGroup var report: ReportOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions

    private static let week = 604_800.0

    func validate() throws {
        if since != nil, period != nil { throw ValidationError("--since and --period exclude each other") }
        if title.allSatisfy(\.isWhitespace) { throw ValidationError("--title is empty") }
        if to.isEmpty { throw ValidationError("--to is empty; - is standard output") }
    }

    func run() async throws {
        let settings = try report.settings(try store.reportConfiguration())
        let destination = try ReportDestination(to)
        let format = output ?? destination.format
        let reader = try HistoryReader.open(path: store.path)
        let buckets = try await buckets(now: Date(), reader, settings.zone)
        var source = try await ReportCollector(reader: reader, buckets: buckets, zone: settings.zone).source(
            title: printable(title, limit: 200))
        source.fleet = settings.fleet
        source.objective = settings.objective
        source.grouping = settings.grouping
        source.generator = "ksfleet \(ProgramVersion.current)"
        let width = destination.isStandardOutput ? StandardStream.output.terminalWidth : nil
        let text = try format.text(FleetReport(source), style: style(destination), width: width ?? 80)
        // On a terminal somebody types what they read; a file is read elsewhere.
        let page = width != nil && format == .text ? ProgramName.current.named(onLinesOf: text) : text
        try destination.write(page, end: settings.zone.clock.stamp(source.until), format: format)
    }

    /// Whole seconds. `--since 7d` is 7 days before the end, not before now: the same arguments name the same period
    /// tomorrow. Nothing of the future is in a report, since nobody has watched it yet.
    private func buckets(now: Date, _ reader: HistoryReader, _ zone: ReportZone) async throws -> TimeBuckets {
        let end = until.map { $0.date(now: now, zone: zone.clock) } ?? now
        if end > now { StandardStream.error.note("--until \(end.rfc3339) is in the future: the report ends now") }
        let last = min(end, now)
        let (first, until) = try await span(last, reader, zone.clock)
        let buckets = TimeBuckets(since: max(first, Date(timeIntervalSince1970: 0)), until: until, zone: zone.clock)
        guard buckets.seconds > 0 else {
            throw CommandFailure(
                .usage, "--since (\(first.rfc3339)) is not before --until (\(until.rfc3339)): nothing lies between them"
            )
        }
        return buckets
    }

    /// A period is whole, so that a timer that fires late makes the same report; but the first day of a history is told
    /// as it is.
    private func span(_ last: Date, _ reader: HistoryReader, _ zone: ClockZone) async throws -> (
        since: Date, until: Date
    ) {
        guard let period else {
            return (since?.date(now: last, zone: zone) ?? last.addingTimeInterval(-Self.week), last)
        }
        let whole = period.last(before: last, in: zone)
        let isKnown = try await reader.knowsClusters(before: whole.until)
        return isKnown ? whole : (last.addingTimeInterval(-period.length), last)
    }

    private func style(_ destination: ReportDestination) -> Style {
        let output = OutputOptions.style(isWanted: nil)
        return destination.isStandardOutput ? output : Style(colour: false, unicode: output.unicode)
    }
}

extension ReportPeriod: ExpressibleByArgument {}

extension ClockZone {
    /// `2026-11-24T000000Z`, `2026-11-24T000000+0800`: a moment in a file's name.
    fileprivate func stamp(_ date: Date) -> String {
        let minutes = offset(at: date) / 60
        let digits = String(10_000 + abs(minutes) / 60 * 100 + abs(minutes) % 60).dropFirst()
        let wall = text(date).filter { $0 != ":" }.map { $0 == " " ? "T" : $0 }
        return String(wall) + (minutes == 0 ? "Z" : "\(minutes < 0 ? "-" : "+")\(digits)")
    }
}

/// The formats of a report.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case html, markdown, json, csv, text

    /// Of a file's name.
    var ending: String {
        switch self {
        case .html: "html"
        case .markdown: "md"
        case .json: "json"
        case .csv: "csv"
        case .text: "txt"
        }
    }

    func text(_ report: FleetReport, style: Style, width: Int) throws -> String {
        switch self {
        case .html: HTMLReport(report).text
        case .markdown: MarkdownReport(report).text
        case .json: try JSONDocument(schema: "agentctl.report/v1", items: [report]).text()
        case .csv: CSVReport(report).text
        case .text: TextReport(report, style: style, width: width).text
        }
    }
}
