package import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports
import Store

package struct StatusCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the health of every cluster, the cause and the next step.",
        discussion: """
            One line a cluster, the worst first; below them, for each that is not healthy, the evidence, what the \
            agent does or what holds it back, and \
            the next step. Reads the history, so it works while the agent is down; what the policy decided is asked of \
            the running agent.

              agentctl status                          the whole fleet
              agentctl status edge-1 'prod-*'          by name or glob
              agentctl status -l region=cn             by label (agent.yaml: contexts)
              agentctl status --cause secret-mismatch --sort-by since
              agentctl status -w                       redrawn every 2 s; in a pipe, a line for each change
              agentctl status --exit-code >/dev/null   10 unless all are healthy
              agentctl status -o json | jq -r '.items[] | select(.health=="failing").cluster'
            """)

    @OptionGroup var selection: StatusSelection

    @Option(name: .long, help: "In which order.")
    var sortBy = StatusOrder.health

    @Flag(name: .shortAndLong, help: "Go on: redrawn on a terminal, a line for each change in a pipe. Ctrl-C ends it.")
    var watch = false

    @Flag(name: .long, help: "Exit with 10 unless every cluster shown is healthy, by a probe of the last 15 minutes.")
    var exitCode = false

    @Flag(
        name: .long, inversion: .prefixedNo,
        help: "Whether to give evidence and next steps below the table (default: on a terminal).")
    var explain: Bool?

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    package func validate() throws {
        guard watch else { return }
        if exitCode { throw ValidationError("--watch goes on and --exit-code ends: give one of them") }
        let isEndless = output.output.isTable || output.output == .jsonl || output.output == .csv
        guard isEndless else {
            throw ValidationError("--watch has no \(output.output.rawValue) form: use -o table, jsonl or csv")
        }
    }

    package func run() async throws {
        let agent = HistoryAgent(store)
        let source = StatusSource(reader: try HistoryReader.open(path: store.path), agent: agent)
        guard !watch else { return try await StatusWatch(source: source, command: self).run() }
        let now = Date()
        let reading = try await source.read(now: now)
        let selected = try selection.of(reading, agent)
        let shown = sortBy.sorted(selected.items)
        noteAbsence(reading, now)
        try show(shown, now)
        selected.noteLeftOut()
        try await note(reading, shown, now)
        guard selected.missing.isEmpty else { throw HistoryReader.unknown(selected.names, status: .partial) }
        if exitCode, reading.statuses.isEmpty || isStale(shown, now) || shown.contains(where: { $0.health != .healthy })
        {
            throw ExitCode(ExitStatus.judgedBad.rawValue)
        }
    }

    private func show(_ items: [StatusItem], _ now: Date) throws {
        try output.show(
            StatusItem.listing(items, now: now, style: output.style),
            whenEmpty: selection.isAll ? "no cluster was probed yet" : "no such cluster")
        guard output.output.isTable, !items.isEmpty, explain ?? (output.terminalWidth != nil) else { return }
        try StandardStream.output.write(explanation(now).text(items))
    }

    func explanation(_ now: Date) -> StatusExplanation {
        StatusExplanation(output: output, now: now, asked: explain == true || !selection.clusters.isEmpty)
    }

    private func note(_ reading: StatusReading, _ shown: [StatusItem], _ now: Date) async throws {
        if case .absent = reading.agent {} else { noteStaleness(shown, now) }
        guard output.output.isTable else { return }
        noteUndelivered(try await HistoryReader.open(path: store.path).routeStandings())
        noteAgent(reading, shown, now)
    }

    /// Before the table: all of it is of the past then, and nobody does anything about it.
    private func noteAbsence(_ reading: StatusReading, _ now: Date) {
        guard case .absent = reading.agent, output.output.isTable, let age = reading.age(now: now) else { return }
        let last = "the newest probe is \(shortDuration(seconds: age)) old, and nothing is watched or repaired"
        StandardStream.error.tell("no agent is running: \(last)", command: "systemctl status ksfleet-agent")
    }

    /// Silence of a team's chat is not peace where the chat takes nothing.
    private func noteUndelivered(_ standings: [RouteStanding]) {
        for standing in standings where standing.error != nil {
            StandardStream.error.tell(
                "\(counted(standing.waiting, "notification")) to \(printable(standing.route)) not delivered",
                command: "\(thisProgram) notify list")
        }
    }

    /// What is shown is older than what the agent knows, or less.
    private func noteAgent(_ reading: StatusReading, _ items: [StatusItem], _ now: Date) {
        if case .silent = reading.agent {
            StandardStream.error.tell(
                "the agent does not answer, so what it decided is not shown",
                command: "\(thisProgram) agent")
        }
        guard let trouble = reading.state?.store?.trouble else { return }
        StandardStream.error.tell(
            """
            this is what was recorded last: since \(output.time(trouble.since)) the agent cannot record its rounds: \
            \(printable(trouble.message))
            """
        )
    }

    /// A history that nobody writes any more would look healthy for ever: what is known of it is old, and old is not
    /// healthy.
    private func isStale(_ items: [StatusItem], _ now: Date) -> Bool {
        items.map(\.lastProbe).max().map { now.timeIntervalSince($0) > Self.longestSilence } ?? false
    }

    /// Seconds.
    private static let longestSilence = 900.0

    private func noteStaleness(_ items: [StatusItem], _ now: Date) {
        guard isStale(items, now), let newest = items.map(\.lastProbe).max() else { return }
        let age = shortDuration(seconds: now.timeIntervalSince(newest))
        StandardStream.error.note("the newest probe is \(age) old: is the agent running? \(thisProgram) agent")
    }

    package init() {}
}
