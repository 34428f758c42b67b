import Agent
import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct StorePruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old probes and failure counts. Incidents, configurations and the journal stay.",
        discussion: """
            Works in small steps while the agent goes on writing. What is removed cannot be brought back: make a backup first.

              agentctl store prune --keep 90d --dry-run
              agentctl store prune --keep 90d --yes

            Exit codes: 0 removed, 2 not confirmed, 4 you may not write to the history, 64 nobody can be asked and --yes is missing.
            """)

    @Option(
        name: .long, parsing: .unconditional, help: ArgumentHelp("How much to keep, up to now: 90d, 12w, 2026-10-01.", valueName: "time"),
        transform: HistoryOptions.time)
    var keep: TimeExpression

    @Flag(name: [.customShort("n"), .long], help: "Only say what would go.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var store: StoreOptions

    func run() async throws {
        let now = Date()
        let before = keep.date(now: now, zone: .local)
        guard before < now else { throw CommandFailure(.usage, "--keep \(before.rfc3339) is not in the past: nothing would be left") }
        let due = try await HistoryReader.open(path: store.path).prunable(before: before)
        StandardStream.error.note(
            "before \(before.rfc3339): \(due.probeHours) hours of a cluster's probes, \(due.failureCounts) counts of failures in a minute")
        guard !dryRun, due.probeHours + due.failureCounts > 0 else { return }
        if !yes { try Confirmation.ask("Remove them from \(printable(store.path))?", otherwise: "give --yes, or --dry-run to remove nothing") }
        let writer = try HistoryWriter.open(path: store.path, program: ProgramVersion.current)
        let pruned = try await writer.prune(before: before)
        try writer.close()
        StandardStream.error.note("removed \(pruned.probeHours) hours of probes and \(pruned.failureCounts) counts of failures")
    }
}
