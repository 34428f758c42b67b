import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

struct PolicyReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run the recorded history through a policy: what it would have done.",
        discussion: """
            Every recorded round is decided again, under the policy named. What a repair would have changed cannot be \
            known: it is taken \
            to succeed within a minute, and the rest of that stretch of failure for well. Freezes and repairs by hand \
            are as they were. \
            What is old enough to have been rolled up (agent.yaml: retention) cannot be decided again, and a note says \
            from when on it is.

              agentctl policy replay --since 30d
              agentctl policy replay --since 30d --policy new-policy.yaml --action act
              agentctl policy replay --since 365d --cluster edge-1 -o json

            Exit codes: 0 done, 5 no such cluster, 78 the policy is not valid.
            """)

    @Option(
        name: .long, help: ArgumentHelp("Only rows of this action; may be given more than once.", valueName: "action"))
    var action: [Decision.Action] = []

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreFile
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    private static let defaultSince = 30 * 86_400.0

    func run() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path(config: policy.agent.config))
        let filter = try await history.filter(
            reader, config: policy.agent.config, now: now, zone: output.zone, defaultSince: Self.defaultSince)
        let configuration = try policy.configuration()
        let (path, document) = try policy.document(configuration)
        let since = filter.since ?? now - Self.defaultSince
        if let kept = try await reader.probesRolledUpBefore(), since < kept {
            StandardStream.error.tell(
                """
                before \(kept == .distantFuture ? "now" : kept.rfc3339) only hours and days are kept: what would have \
                been done then is not known
                """
            )
        }
        let entries = try await replay(reader, document, configuration, since: since, until: filter.until ?? now)
        let wanted = entries.filter { entry in
            (filter.clusters?.contains(entry.cluster) ?? true) && (action.isEmpty || action.contains(entry.action))
        }
        let shown = Array(wanted.reversed().prefix(filter.limit ?? wanted.count))
        try output.show(
            ReplayEntry.listing(shown, zone: output.zone),
            whenEmpty: "nothing failed in that time, so nothing was decided")
        if output.output.isTable { StandardStream.error.tell(Self.summary(entries, path)) }
        history.noteLimit(shown: shown.count)
    }

    /// The whole fleet is replayed whatever is shown of it: ceiling, waves and concurrency are all of theirs.
    private func replay(
        _ reader: HistoryReader, _ document: PolicyDocument, _ configuration: AgentConfiguration, since: Date,
        until: Date
    ) async throws -> [ReplayEntry] {
        let fleet = PolicyFleet(try await reader.status(now: until), configuration)
        let setting = PolicyReplay.Setting(
            zones: document.zones, labels: fleet.labels, roles: fleet.roles, ledger: try await reader.ledger())
        var replay = try await reader.foldProbes(
            since: since, until: until, into: PolicyReplay(policy: document.policy, setting: setting)
        ) { replay, probes in
            replay.take(probes.lazy.map { .init(cluster: $0.cluster, at: $0.at, health: $0.health, cause: $0.cause) })
        }
        replay.endRound()
        return replay.entries
    }

    private static func summary(_ entries: [ReplayEntry], _ path: String?) -> String {
        let counts = Decision.Action.allCases.dropFirst().map { action in
            (action, entries.filter { $0.action == action }.count)
        }.filter { $0.1 > 0 }
        let done = counts.isEmpty ? "nothing" : counts.map { "\($0.1) × \($0.0.rawValue)" }.joined(separator: ", ")
        let held = Dictionary(
            entries.filter { $0.action == .nothing }.flatMap(\.refusals).map { ($0.name, 1) }, uniquingKeysWith: +)
        let reasons = held.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
        return "under \(path.map { printable($0) } ?? "no policy"): \(done)"
            + (reasons.isEmpty ? "" : "; held back by: \(reasons)")
    }
}

extension Decision.Action: ExpressibleByArgument {}

extension ReplayEntry {
    /// `agentctl.policy.replay/v2`.
    static func listing(_ entries: [ReplayEntry], zone: ClockZone) -> Listing<ReplayEntry> {
        Listing(
            "agentctl.policy.replay/v2",
            [
                .init("FROM"), .init("LASTED", .right, expendable: 1), .init("CLUSTER", isName: true),
                .init("CAUSE", expendable: 2), .init("MODE", expendable: 0), .init("ACTION"),
                .init("HELD BACK BY", isFlexible: true),
            ], entries, name: \.cluster.rawValue
        ) { entry in
            [
                .init(zone.text(entry.from), full: entry.from.rfc3339),
                .init(shortDuration(seconds: entry.lasted), full: String(Int(entry.lasted))),
                .init(entry.cluster.rawValue), entry.cause.map { .init($0.rawValue) } ?? .none,
                .init(entry.mode.rawValue),
                .init(entry.action.rawValue, tone: entry.action == .act ? .good : .plain),
                heldBack(entry.refusals, Words(zone: zone)),
            ]
        }
    }

    /// A terminal has room for the names of several gates, not for what each compared: `policy explain --at` says it.
    private static func heldBack(_ refusals: [GateVerdict], _ words: Words) -> Table.Cell {
        guard !refusals.isEmpty else { return .none }
        let full = refusals.map(\.statement.plain).joined(separator: "; ")
        let shown =
            refusals.count > 1
            ? refusals.map(\.name).joined(separator: ", ")
            : refusals.map { words.text($0.statement) }.joined()
        return .init(shown, full: full)
    }

    private var lasted: Double { until.timeIntervalSince(from) }
}
