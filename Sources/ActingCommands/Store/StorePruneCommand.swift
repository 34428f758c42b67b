import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Linux
import Reports
import Store

struct StorePruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Roll up and remove old rows now, as the agent does once an hour.",
        discussion: """
            Without --keep, what agent.yaml says under retention is done now. With it, probes and failure counts \
            before that time are removed, \
            and incidents, configurations and the journal stay. Works in small steps while the agent goes on writing. \
            What is removed cannot \
            be brought back: make a backup first.

              agentctl store prune --yes
              agentctl store prune --keep 90d --dry-run
              agentctl store prune --keep 90d --yes

            Exit codes: 0 done, 2 not confirmed, 4 no permission to write to the history, 64 no terminal to \
            ask on and no --yes, 78 invalid agent.yaml.
            """)

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("How much to keep, up to now: 90d, 12w, 2026-10-01.", valueName: "time"),
        transform: HistoryOptions.time)
    var keep: TimeExpression?

    @Flag(name: .long, help: "Only say what would go.")
    var dryRun = false

    @OptionGroup var confirmation: ConfirmationOptions

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions

    func run() async throws {
        try await CommandFailure.reporting {
            if let keep { try await remove(before: keep) } else { try await retain() }
        }
    }

    private func retain() async throws {
        let rules = try store.agent.load().retention
        let bound = rules.maxBytes.map { ", at most \($0 >> 20) MiB" } ?? ""
        StandardStream.error.note(
            """
            kept are single probes and minutes of failures for \(rules.rawDays) days, hours for \(rules.hourlyDays), \
            all for \(rules.totalDays)\(bound)
            """
        )
        _ = try HistoryReader.open(path: store.path)
        guard !dryRun else { return }
        try confirmation.ask(
            "Apply that to \(printable(store.path))?", otherwise: "give --yes, or --dry-run to change nothing")
        try await work { try await $0.retain(rules, now: Date()) }
    }

    private func remove(before keep: TimeExpression) async throws {
        let now = Date()
        let before = keep.date(now: now, zone: .local)
        guard before < now else {
            throw CommandFailure(.usage, "--keep \(before.rfc3339) is not in the past: nothing would be left")
        }
        let due = try await HistoryReader.open(path: store.path).prunable(before: before)
        StandardStream.error.note(
            """
            before \(before.rfc3339): \(due.probeHours) rows of probes (an hour of one cluster each), \
            \(due.failureCounts) counts of failures
            """
        )
        guard !dryRun, due.probeHours + due.failureCounts > 0 else { return }
        try confirmation.ask(
            "Remove them from \(printable(store.path))?", otherwise: "give --yes, or --dry-run to remove nothing")
        try await work { try await $0.prune(before: before) }
    }

    private func work(_ body: (HistoryWriter) async throws -> RetentionReport) async throws {
        let writer = try HistoryWriter.open(path: store.path, program: ProgramVersion.current)
        let report = try await body(writer)
        try writer.close()
        StandardStream.error.note(
            """
            \(counted(report.rolledUp, "row")) rolled up, \(report.removed) removed, \
            \(counted(report.freedPages, "page")) given back, in \(counted(report.steps, "step"))
            """
        )
        if report.isOverBound {
            StandardStream.error.note("the history exceeds retention.maxBytes, and nothing more can be pruned")
        }
    }
}
