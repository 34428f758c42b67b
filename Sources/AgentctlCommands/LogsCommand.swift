import ArgumentParser
import Fleet
import FoundationEssentials
import KubeSphere
import Reports

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Read logs of ks-apiserver without a cluster.", subcommands: [LogsAnalyze.self])
}

struct LogsAnalyze: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "What a saved ks-apiserver log says of failed authentications: how many, since when, why, and what to do.",
        discussion: """
            Each failed request counts once, however many lines its version writes for it (four in 3.0, one in 3.1). Reads in one pass, in \
            little memory, files of any length; lines that are no ks-apiserver's do no harm. UTF-16 of PowerShell, files of a container \
            runtime, kubectl's --prefix, stern, syslog, colours and indentation are taken off; several pods or versions in one file are told apart.

              agentctl logs analyze ks-apiserver.log
              kubectl -n kubesphere-system logs deploy/ks-apiserver --timestamps | agentctl logs analyze -
              agentctl logs analyze *.log -o json

            Times are those of kubectl's --timestamps; without them the log's own, which are on the node's clock and name neither year nor zone.

            Exit codes: 0 read, 1 a file is no ks-apiserver log, 5 a file does not exist.
            """)

    @Argument(help: "The logs; - is standard input.", completion: .file())
    var files: [String]

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("name a file, or - for standard input") }
        guard files.count(where: { $0 == "-" }) < 2 else { throw ValidationError("standard input can be read once only") }
    }

    func run() async throws {
        var triages: [(file: String, triage: LogTriage)] = []
        // One that cannot be read hides nothing of the others.
        var unreadable: [CommandFailure] = []
        for file in files {
            do { triages.append((file, try LogFile.triage(file))) } catch let failure as CommandFailure { unreadable.append(failure) }
        }
        let items = triages.flatMap { file, triage in LogFinding.all(file, triage) }
        let logs = triages.filter(\.triage.isKlog)
        try output.show(LogFinding.report(items, style: output.style), whenEmpty: logs.isEmpty ? nil : "no failed authentication")
        if output.output == .table, !logs.isEmpty { explain(items, logs.map(\.triage)) }
        for failure in unreadable.dropFirst() { StandardStream.error.note("agentctl: \(failure.message)") }
        if let first = unreadable.first { throw first }
        let strangers = triages.filter { !$0.triage.isKlog }.map(\.file)
        guard strangers.isEmpty else {
            throw CommandFailure(
                .failed, "no line of a ks-apiserver in \(strangers.map { printable($0) }.joined(separator: ", "))", hint: Self.hint(strangers),
                code: "no_log")
        }
    }

    private static func hint(_ files: [String]) -> String {
        if let packed = files.first(where: LogFile.isGzip) { return "it is packed: zcat \(printable(packed)) | agentctl logs analyze -" }
        return "save one with: kubectl -n kubesphere-system logs deploy/ks-apiserver --timestamps"
    }

    private func explain(_ items: [LogFinding], _ triages: [LogTriage]) {
        let width = StandardStream.error.terminalWidth
        for cause in Set(items.map(\.cause)).sorted() {
            StandardStream.error.note(hanging("\(cause.rawValue): \(cause.meaning)", after: "", width: width).joined(separator: "\n"))
            StandardStream.error.note("  next: \(cause.advice)")
        }
        let megabytes = Double(triages.reduce(0) { $0 + $1.bytes }) / 1e6
        let lines = triages.reduce(0) { $0 + $1.failureLines }
        let failures = items.reduce(0) { $0 + $1.count }
        StandardStream.error.note("\((megabytes * 10).rounded() / 10) MB read; \(lines) lines tell of \(failures) failures")
        if triages.contains(where: { $0.isKlog && !$0.isTimestamped }) {
            StandardStream.error.note("times are on the node's own clock: the log has no timestamps of the API")
        }
    }
}

/// Failures of one cause in one log: `agentctl.logs.analyze/v1`.
private struct LogFinding: Encodable {
    let file: String
    /// The versions that write such a log.
    let version: String?
    let cause: FailureCause
    let count: Int
    let first: String
    let last: String
    /// `utc`, or `node` where only klog's own times are there.
    let clock: String
    let minutes: [Minute]
    let meaning: String
    let nextStep: String

    struct Minute: Encodable {
        let at: String
        let count: Int
    }

    static func all(_ file: String, _ triage: LogTriage) -> [LogFinding] {
        Dictionary(grouping: triage.failures, by: \.cause).map { LogFinding(file, triage, $0.key, $0.value) }
            .sorted { ($1.count, $0.cause) < ($0.count, $1.cause) }
    }

    private init(_ file: String, _ triage: LogTriage, _ cause: FailureCause, _ counts: [FailureCount]) {
        func time(_ minute: Int) -> String {
            let text = Date(timeIntervalSince1970: Double(minute) * 60).rfc3339
            return triage.isTimestamped ? text : String(text.dropLast())
        }
        let counts = counts.sorted { $0.minute < $1.minute }
        self.file = file
        version = triage.versions.isEmpty ? nil : triage.versions.map(\.rawValue).joined(separator: ", ")
        self.cause = cause
        count = counts.reduce(0) { $0 + $1.count }
        // Lines whose time no clock shows are counted, and say nothing of when.
        let timed = counts.filter { $0.minute > 0 }
        first = timed.first.map { time($0.minute) } ?? ""
        last = timed.last.map { time($0.minute) } ?? ""
        clock = triage.isTimestamped ? "utc" : "node"
        minutes = timed.map { Minute(at: time($0.minute), count: $0.count) }
        meaning = cause.meaning
        nextStep = cause.advice
        trend = Self.trend(counts, within: triage.failures)
    }

    /// Over the time between the first and the last failure of the log, of whatever cause.
    private static func trend(_ counts: [FailureCount], within all: [FailureCount]) -> [Int] {
        let minutes = all.map(\.minute).filter { $0 > 0 }
        guard let first = minutes.min(), let last = minutes.max() else { return [] }
        return binned(counts.filter { $0.minute > 0 }.map { (at: Double($0.minute), count: $0.count) }, over: Double(first)..<Double(last + 1), width: min(24, last - first + 1))
    }

    private let trend: [Int]

    private enum CodingKeys: String, CodingKey { case file, version, cause, count, first, last, clock, minutes, meaning, nextStep }

    static func report(_ items: [LogFinding], style: Style) -> Report<LogFinding> {
        Report(
            "agentctl.logs.analyze/v1",
            [
                .init("FILE", isFlexible: true), .init("VERSION", expendable: 0), .init("CAUSE"), .init("COUNT", .right), .init("TREND"),
                .init("FIRST", expendable: 1), .init("LAST", expendable: 2),
            ], items
        ) { item in
            [
                .init(item.file), item.version.map { .init($0) } ?? .none, .init(item.cause.rawValue), .init(String(item.count)),
                .init(sparkline(item.trend, style: style), full: item.trend.map(String.init).joined(separator: " "), tone: .unsure),
                .init(item.first), .init(item.last),
            ]
        }
    }
}
