import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write a report on a period as text, HTML, Markdown or JSON.",
        discussion: """
            Reads the history only, so it works while the agent is down. Times in a report are UTC. It ends at --until, to the second, and holds no \
            other time of its own: the same history and the same --until give the same bytes.

              agentctl report                                          the last 7 days, as text
              agentctl report --since 30d --to fleet.html              one HTML file that needs nothing else
              agentctl report --since 1d -o markdown                   for a chat or a ticket
              agentctl report --period weekly --to /var/lib/ksfleet/reports
              agentctl report --since 2026-10-01 --until 2026-11-01 -o json | jq '.items[0].glance'

            --to DIR writes ksfleet-report-<end>.html (or .md, .json, .txt) there, mode 0640. A file appears whole or not at all.
            Without -o, the format is that of the file's name: .html, .md, .json, .txt; HTML for a folder, text for standard output.

            Exit codes: 0 written (also where the period holds nothing), 4 may not read or write, 5 no such history or folder, 64 wrong arguments.
            """)

    enum Period: String, CaseIterable, ExpressibleByArgument {
        case daily, weekly, monthly

        /// Seconds.
        var length: Double {
            switch self {
            case .daily: 86_400
            case .weekly: 604_800
            case .monthly: 2_592_000
            }
        }
    }

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("From this time on (default: 7d): 2h or 7d before --until, 2026-10-01, …", valueName: "time"), transform: HistoryOptions.time)
    var since: TimeExpression?

    @Option(name: .long, help: "The 1, 7 or 30 days before --until, in place of --since. The words are those of systemd's timers.")
    var period: Period?

    @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("Up to, and without, this time (default: now).", valueName: "time"), transform: HistoryOptions.time)
    var until: TimeExpression?

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "How to write.")
    var output: ReportFormat?

    @Option(name: .long, help: ArgumentHelp("Where to: a file, a folder, or - for standard output.", valueName: "path"), completion: .file())
    var to = "-"

    @Option(name: .long, help: ArgumentHelp("What stands at its head.", valueName: "text"))
    var title = "KubeSphere fleet report"

    @Flag(name: .long, help: "Read days and times without a zone in UTC instead of local time.")
    var utc = false

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions

    private static let week = 604_800.0

    func validate() throws {
        if since != nil, period != nil { throw ValidationError("--since and --period exclude each other") }
        if title.allSatisfy(\.isWhitespace) { throw ValidationError("--title is empty") }
        if to.isEmpty { throw ValidationError("--to is empty; - is standard output") }
    }

    func run() async throws {
        let buckets = try buckets(now: Date())
        let destination = try ReportDestination(to)
        let format = output ?? destination.format
        let reader = try HistoryReader.open(path: store.path)
        let source = try await ReportCollector(reader: reader, buckets: buckets).source(title: printable(title, limit: 200))
        let text = try format.text(FleetReport(source), style: style(destination))
        try destination.write(text, end: source.until, format: format)
    }

    /// Whole seconds. `--since 7d` is 7 days before the end, not before now: the same arguments name the same period tomorrow.
    /// Nothing of the future is in a report, since nobody has watched it yet.
    private func buckets(now: Date) throws -> TimeBuckets {
        let zone: ClockZone = utc ? .utc : .local
        let end = until.map { $0.date(now: now, zone: zone) } ?? now
        if end > now { StandardStream.error.note("--until \(end.rfc3339) is in the future: the report ends now") }
        let last = min(end, now)
        let first = since.map { $0.date(now: last, zone: zone) } ?? last.addingTimeInterval(-(period?.length ?? Self.week))
        let buckets = TimeBuckets(since: max(first, Date(timeIntervalSince1970: 0)), until: last)
        guard buckets.seconds > 0 else {
            throw CommandFailure(.usage, "--since (\(first.rfc3339)) is not before --until (\(last.rfc3339)): nothing lies between them")
        }
        return buckets
    }

    private func style(_ destination: ReportDestination) -> Style {
        let output = OutputOptions.style(isWanted: nil)
        return destination.isStandardOutput ? output : Style(colour: false, unicode: output.unicode)
    }
}

/// The formats of a report.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case html, markdown, json, text

    /// Of a file's name.
    var ending: String {
        switch self {
        case .html: "html"
        case .markdown: "md"
        case .json: "json"
        case .text: "txt"
        }
    }

    func text(_ report: FleetReport, style: Style) throws -> String {
        switch self {
        case .html: HTMLReport(report).text
        case .markdown: MarkdownReport(report).text
        case .json: try JSONDocument(schema: "agentctl.report/v1", items: [report]).text()
        case .text: TextReport(report, style: style).text
        }
    }
}
