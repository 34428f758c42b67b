package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import KubeSphere
import Reports

package struct LogsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Analyze saved ks-apiserver logs, without a cluster.",
        subcommands: [LogsAnalyze.self])

    package init() {}
}

struct LogsAnalyze: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Count failed logins in saved ks-apiserver logs, with cause and next step.",
        discussion: """
            Each failed request counts once, however many lines its version writes for it (four in 3.0, one in 3.1). \
            Reads in one pass, in \
            little memory, files of any length; other programs' lines are ignored. UTF-16 of PowerShell, \
            files of a container \
            runtime, kubectl's --prefix, stern, syslog, colours and indentation are taken off; several pods or \
            versions in one file are told apart.
            A log that ends with the words of a start that failed, or that a kubelet's own error stands in, says so.

              agentctl logs analyze ks-apiserver.log
              kubectl -n kubesphere-system logs deploy/ks-apiserver --timestamps | agentctl logs analyze -
              agentctl logs analyze *.log -o json

            Times are those of kubectl's --timestamps; without them the log's own, which are on the node's clock and \
            name neither year nor zone.

            Exit codes: 0 read, 1 a file is no ks-apiserver log, 5 a file does not exist.
            """)

    @Argument(help: "The logs; - is standard input.", completion: .file())
    var files: [String]

    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("name a file, or - for standard input") }
        guard files.count(where: { $0 == "-" }) < 2 else {
            throw ValidationError("standard input can be read once only")
        }
    }

    func run() async throws {
        var triages: [(file: String, triage: LogTriage)] = []
        // One that cannot be read hides nothing of the others.
        var unreadable: [CommandFailure] = []
        for file in files {
            do { triages.append((file, try LogFile.triage(file))) } catch let failure as CommandFailure {
                unreadable.append(failure)
            }
        }
        let items = triages.flatMap { file, triage in LogFinding.all(file, triage) }
        let logs = triages.filter(\.triage.isLog)
        try output.show(
            LogFinding.listing(items, style: output.style), whenEmpty: logs.isEmpty ? nil : "no failed authentication")
        if output.output.isTable, !items.isEmpty || !logs.isEmpty { explain(items, logs.map(\.triage)) }
        for failure in unreadable.dropFirst() {
            StandardStream.error.note("\(ProgramName.current.typed): \(failure.message)")
        }
        if let first = unreadable.first { throw first }
        try refuseStrangers(triages.filter { !$0.triage.isLog })
    }

    private func refuseStrangers(_ strangers: [(file: String, triage: LogTriage)]) throws {
        guard let first = strangers.first else { return }
        if let words = first.triage.unread {
            throw CommandFailure(
                .failed, "\(printable(first.file)) holds no log: a kubelet's own error stands in its place: \(words)",
                hint: LogFinding.unreadAdvice, code: "no_log")
        }
        let files = strangers.map(\.file)
        throw CommandFailure(
            .failed, "no line of a ks-apiserver in \(files.map { printable($0) }.joined(separator: ", "))",
            hint: Self.hint(files), code: "no_log")
    }

    private static func hint(_ files: [String]) -> NextStep {
        if let packed = files.first(where: LogFile.isGzip) {
            return NextStep(
                "it is packed: unpack it on the way", command: "zcat \(shellWord(packed)) | agentctl logs analyze -")
        }
        return NextStep(
            "save one", command: "kubectl --context CONTEXT -n kubesphere-system logs deploy/ks-apiserver --timestamps")
    }

    private func explain(_ items: [LogFinding], _ triages: [LogTriage]) {
        let width = StandardStream.error.terminalWidth
        let each = Dictionary(items.map { ($0.meaning, $0) }, uniquingKeysWith: { first, _ in first }).values
        for item in each.sorted(by: { ($0.cause, $0.meaning) < ($1.cause, $1.meaning) }) {
            StandardStream.error.note(
                hanging("\(item.cause): \(item.meaning)", after: "", width: width).joined(separator: "\n"))
            StandardStream.error.note(item.nextStep.here.lines(indent: "  ", width: width).joined(separator: "\n"))
        }
        guard !triages.isEmpty else { return }
        let megabytes = Double(triages.reduce(0) { $0 + $1.bytes }) / 1e6
        let lines = triages.reduce(0) { $0 + $1.failureLines }
        let failures = items.reduce(0) { $0 + ($1.count ?? 0) }
        // Of a log that could not be read, or of a start that failed, no number of failures says anything.
        let isCounted = failures > 0 || items.isEmpty
        StandardStream.error.note(
            "\((megabytes * 10).rounded() / 10) MB read"
                + (isCounted
                    ? "; \(counted(lines, "line tells", "lines tell")) of \(counted(failures, "failure"))" : ""))
        if triages.contains(where: { $0.isKlog && !$0.isTimestamped }) {
            StandardStream.error.note("times are on the node's own clock: the log has no timestamps of the API")
        }
    }
}

extension LogTriage {
    /// Whether anything of it is a ks-apiserver's: a start may end before the first line of klog.
    fileprivate var isLog: Bool { isKlog || startFault != nil }
}

/// Failures of one cause in one log, why the process that wrote it ended, or why it could not be read:
/// `agentctl.logs.analyze/v1`.
private struct LogFinding: Encodable {
    let file: String
    /// The versions that write such a log.
    let version: String?
    /// Of failed authentications the code in the log; else the diagnosis's: `ks-apiserver-down`, `redis-down`,
    /// `redis-refused`, `log-unread`.
    let cause: String
    /// nil where nothing was counted.
    let count: Int?
    /// nil where no line says when.
    let firstAt: String?
    let lastAt: String?
    /// `utc`, or `node` where only klog's own times are there.
    let clock: String
    let minutes: [Minute]
    let meaning: String
    let nextStep: NextStep

    struct Minute: Encodable {
        let at: String
        let count: Int
    }

    static func all(_ file: String, _ triage: LogTriage) -> [LogFinding] {
        let failures = Dictionary(grouping: triage.failures, by: \.cause).map {
            LogFinding(file, triage, $0.key, $0.value)
        }
        .sorted { ($1.count ?? 0, $0.cause) < ($0.count ?? 0, $1.cause) }
        let end = triage.startFault.map {
            LogFinding(file, triage, $0.cause, "ks-apiserver ended at its start: \($0.text)", $0.advice)
        }
        let unread = triage.unread.map { complaint in
            let words =
                """
                a kubelet's own error stands in the log's place, or in a part of it: \(complaint); what it hides is \
                not counted
                """
            return LogFinding(file, triage, .logUnread, words, unreadAdvice)
        }
        return [unread, end].compactMap(\.self) + failures
    }

    static let unreadAdvice: NextStep =
        "save it again once the kubelet can read it: look at its certificate and at the container runtime of that node"

    private init(_ file: String, _ triage: LogTriage, _ cause: Cause, _ meaning: String, _ advice: NextStep) {
        (self.file, self.cause, self.meaning, nextStep) = (file, cause.rawValue, meaning, advice)
        version = Self.version(triage)
        clock = triage.isTimestamped ? "utc" : "node"
        (count, firstAt, lastAt, minutes, trend) = (nil, nil, nil, [], [])
    }

    private static func version(_ triage: LogTriage) -> String? {
        triage.versions.isEmpty ? nil : triage.versions.map(\.rawValue).joined(separator: ", ")
    }

    private init(_ file: String, _ triage: LogTriage, _ cause: FailureCause, _ counts: [FailureCount]) {
        func time(_ minute: Int) -> String {
            let text = Date(timeIntervalSince1970: Double(minute) * 60).rfc3339
            return triage.isTimestamped ? text : String(text.dropLast())
        }
        let counts = counts.sorted { $0.minute < $1.minute }
        self.file = file
        version = Self.version(triage)
        self.cause = cause.rawValue
        count = counts.reduce(0) { $0 + $1.count }
        // Lines whose time no clock shows are counted, and say nothing of when.
        let timed = counts.filter { $0.minute > 0 }
        firstAt = timed.first.map { time($0.minute) }
        lastAt = timed.last.map { time($0.minute) }
        clock = triage.isTimestamped ? "utc" : "node"
        minutes = timed.map { Minute(at: time($0.minute), count: $0.count) }
        meaning = cause.meaning.plain
        nextStep = cause.advice
        trend = Self.trend(counts, within: triage.failures)
    }

    /// Over the time between the first and the last failure of the log, of whatever cause.
    private static func trend(_ counts: [FailureCount], within all: [FailureCount]) -> [Int] {
        let minutes = all.map(\.minute).filter { $0 > 0 }
        guard let first = minutes.min(), let last = minutes.max() else { return [] }
        return binned(
            counts.filter { $0.minute > 0 }.map { (at: Double($0.minute), count: $0.count) },
            over: Double(first)..<Double(last + 1), width: min(24, last - first + 1))
    }

    private let trend: [Int]

    /// How many there were in a log that could not be read, nobody knows.
    private var countCell: Table.Cell {
        if let count { return .init(String(count)) }
        return cause == Cause.logUnread.rawValue ? .init("?") : .none
    }

    private enum CodingKeys: String, CodingKey {
        case file, version, cause, count, firstAt, lastAt, clock, minutes, meaning, nextStep
    }

    static func listing(_ items: [LogFinding], style: Style) -> Listing<LogFinding> {
        Listing(
            "agentctl.logs.analyze/v2",
            [
                .init("FILE", isFlexible: true), .init("VERSION", expendable: 0), .init("CAUSE"),
                .init("COUNT", .right), .init("TREND"),
                .init("FIRST", expendable: 1), .init("LAST", expendable: 2),
            ], items
        ) { item in
            [
                .init(item.file), item.version.map { .init($0) } ?? .none, .init(item.cause), item.countCell,
                .init(
                    sparkline(item.trend, style: style), full: item.trend.map(String.init).joined(separator: " "),
                    tone: .unsure),
                item.firstAt.map { .init($0) } ?? .none, item.lastAt.map { .init($0) } ?? .none,
            ]
        }
    }
}
