import ArgumentParser
import Control
import Fleet
import FoundationEssentials
import Reports
import Store

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the health of every cluster, the cause and the next step.",
        discussion: """
            One line a cluster, the worst first; below them, for each that is not healthy, the evidence and the next step. \
            Reads the history only, so it works while the agent is down.

              agentctl status                          the whole fleet
              agentctl status edge-1 edge-2            two clusters
              agentctl status --exit-code >/dev/null   10 unless all are healthy
              agentctl status --explain | less         evidence in a pipe, too
              agentctl status -o json | jq -r '.items[] | select(.health=="failing").cluster'
            """)

    @Argument(help: ArgumentHelp("Only these clusters.", valueName: "cluster"), completion: .clusters)
    var clusters: [String] = []

    @Flag(name: .long, help: "Those too that have not been probed for two days while others were: they are not watched any more.")
    var all = false

    @Flag(name: .long, help: "Exit with 10 unless every cluster shown is healthy, by a probe of the last 15 minutes.")
    var exitCode = false

    @Flag(name: .long, inversion: .prefixedNo, help: "Whether to give evidence and next steps below the table (default: on a terminal).")
    var explain: Bool?

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        let known = try await reader.status(now: now)
        let missing = HistoryReader.missing(clusters, in: known)
        let shown = watched(known).map(StatusItem.init).sorted()
        guard missing.isEmpty || !shown.isEmpty else { throw HistoryReader.unknown(missing) }
        try show(shown, now)
        noteStaleness(shown, now)
        if output.output == .table {
            noteUndelivered(try await reader.routeStandings())
            await noteUnrecorded(shown, now)
        }
        guard missing.isEmpty else { throw HistoryReader.unknown(missing, status: .partial) }
        if exitCode, shown.isEmpty || isStale(shown, now) || shown.contains(where: { $0.health != .healthy }) { throw ExitCode(ExitStatus.judgedBad.rawValue) }
    }

    /// What is asked for by name, or what is still watched. A cluster that does not answer is probed once a day at least (backoff.longest); one that is not probed at
    /// all was taken out of the configuration, and what it was then is not how the fleet is.
    private func watched(_ known: [ClusterStatus]) -> [ClusterStatus] {
        guard clusters.isEmpty else { return known.filter { clusters.contains($0.cluster.rawValue) } }
        guard !all, let newest = known.map(\.lastProbe).max() else { return known }
        let left = known.filter { newest.timeIntervalSince($0.lastProbe) > Self.longestRest }
        if !left.isEmpty {
            let names = left.prefix(3).map { printable($0.cluster.rawValue) }.joined(separator: ", ") + (left.count > 3 ? " and \(left.count - 3) more" : "")
            StandardStream.error.note("left out, since they have not been probed for two days while others were: \(names); --all shows them")
        }
        return known.filter { newest.timeIntervalSince($0.lastProbe) <= Self.longestRest }
    }

    /// Seconds.
    private static let longestRest = 172_800.0

    private func show(_ items: [StatusItem], _ now: Date) throws {
        try output.show(StatusItem.report(items, now: now, style: output.style), whenEmpty: "no cluster was probed yet")
        guard output.output == .table, !items.isEmpty, explain ?? (output.terminalWidth != nil) else { return }
        let explanation = StatusExplanation(style: output.style, now: now, width: output.terminalWidth, asked: explain == true || !clusters.isEmpty)
        try StandardStream.output.write(explanation.text(items))
    }

    /// Silence of a team's chat is not peace where the chat takes nothing.
    private func noteUndelivered(_ standings: [RouteStanding]) {
        for standing in standings where standing.error != nil {
            StandardStream.error.note("\(standing.waiting) notifications to \(printable(standing.route)) are not delivered: agentctl notify list")
        }
    }

    /// What is shown is older than what the agent knows. Asked only where the newest probe is old, of the history that an agent here would write.
    private func noteUnrecorded(_ items: [StatusItem], _ now: Date) async {
        guard let newest = items.map(\.lastProbe).max(), now.timeIntervalSince(newest) > Self.fresh, (try? store.path) == StoreFile.defaultPath,
            let socket = try? AgentOptions.parse([]).client.socket, FileManager.default.fileExists(atPath: socket),
            let trouble = try? await ControlClient(socket: socket, timeout: Self.patience).state().store?.trouble
        else { return }
        StandardStream.error.note("this is what was recorded last: since \(output.zone.text(trouble.since)) the agent cannot record its rounds: \(printable(trouble.message))")
    }

    /// Seconds: two rounds at the default interval; and for an agent to answer, which may hang.
    private static let fresh = 60.0
    private static let patience: Int64 = 2

    /// A history that nobody writes any more would look healthy for ever: what is known of it is old, and old is not healthy.
    private func isStale(_ items: [StatusItem], _ now: Date) -> Bool {
        items.map(\.lastProbe).max().map { now.timeIntervalSince($0) > Self.longestSilence } ?? false
    }

    /// Seconds.
    private static let longestSilence = 900.0

    private func noteStaleness(_ items: [StatusItem], _ now: Date) {
        guard isStale(items, now), let newest = items.map(\.lastProbe).max() else { return }
        let age = shortDuration(seconds: now.timeIntervalSince(newest))
        StandardStream.error.note("the newest probe is \(age) old: is the agent running? agentctl agent")
    }
}
