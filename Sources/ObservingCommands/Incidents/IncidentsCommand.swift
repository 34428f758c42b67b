package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

package struct IncidentsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "List, show, acknowledge and release incidents.",
        subcommands: [IncidentsList.self, IncidentsShow.self, IncidentsAcknowledge.self, IncidentsRelease.self],
        defaultSubcommand: IncidentsList.self)

    package init() {}
}

struct IncidentsList: AsyncParsableCommand, TakesWords {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List incidents, the newest first.",
        discussion: """
            An incident begins with the first failure of the run that opened it, and ends when the cluster has been \
            well again for \
            some probes. --since and --until take those that were open at any time between them.

              agentctl incidents                      all of the fleet
              agentctl incidents edge-1 'prod-*'      of these clusters
              agentctl incidents incident/12          all about one, as incidents show
              agentctl incidents list --state open
              agentctl incidents list --since 30d --cause token-not-in-cache -o csv
            """)

    enum State: String, CaseIterable, ExpressibleByArgument { case all, open, acked, closed }

    @Argument(
        help: ArgumentHelp(
            "Only of these clusters (names or globs), or one incident (incident/12).", valueName: "name"),
        completion: .clustersAndIncidents)
    var names: [String] = []

    @Option(name: .long, help: "Which of them.")
    var state = State.all

    @OptionGroup var causes: CauseOptions
    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let named = try Named(names)
        guard let incident = named.incident else { return try await list(named.clusters) }
        try await IncidentsShow.show(incident, store, output)
    }

    /// What stands behind the command: one incident, or clusters.
    private struct Named {
        var incident: Int64?
        var clusters: [String] = []

        init(_ words: [String]) throws {
            for word in words {
                switch try NamedArgument.name(word, kinds: [.incident, .plan]) {
                case .incident(let number): incident = number
                case nil: clusters.append(word)
                case .plan, .run, .freeze, .mute: _ = try NamedArgument.incident(word)
                }
            }
            guard incident == nil || words.count == 1 else {
                let near = IncidentsList.near(words)
                throw CommandFailure(
                    .usage, "one incident, or clusters, but not both",
                    hint: near ?? .run("agentctl incidents edge-1 edge-2"))
            }
        }
    }

    /// A slip in a command's name is taken for a cluster's.
    private static func named(_ failure: CommandFailure, _ words: [String]) -> CommandFailure {
        guard let near = near(words), failure.code == "no_such_cluster" else { return failure }
        return CommandFailure(failure.status, failure.message, hint: near, code: failure.code)
    }

    private static func near(_ words: [String]) -> NextStep? {
        let commands = IncidentsCommand.configuration.subcommands.map { $0._commandName }
        return words.first.flatMap { Spelling.nearest(to: $0, among: commands) }.map {
            NextStep("did you mean \(thisProgram) incidents \($0)?")
        }
    }

    private func list(_ clusters: [String]) async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        var filter: HistoryFilter
        do {
            filter = try await history.filter(
                reader, names: clusters, config: store.agent.config, now: now, zone: output.zone)
        } catch let failure
            as CommandFailure
        {
            throw Self.named(failure, clusters)
        }
        filter.causes = try causes.codes()
        // The limit counts what is shown, not what the state leaves out.
        filter.limit = state == .all ? filter.limit : nil
        let items = try await reader.incidents(filter).map { IncidentItem($0, now: now) }.filter { $0.isIn(state) }
        let shown = Array(items.prefix(history.limit == 0 ? items.count : history.limit))
        try output.show(IncidentItem.listing(shown, now: now, zone: output.zone), whenEmpty: "no incident")
        history.noteLimit(shown: shown.count)
        try await history.checkWhole(reader, names: clusters, now: now)
    }
}

/// One incident: `agentctl.incidents.list/v2`.
struct IncidentItem: Encodable {
    let incident: HistoryName
    let cluster: ClusterID
    let cause: Cause
    let openedAt: Date
    let closedAt: Date?
    /// Seconds, up to now where it is still open.
    let duration: Double
    let reopened: Int
    let acknowledgedAt: Date?
    let acknowledgedBy: String?

    init(_ record: IncidentRecord, now: Date) {
        incident = .incident(record.incident.id)
        cluster = record.incident.cluster
        cause = record.incident.cause
        openedAt = record.incident.openedAt
        closedAt = record.incident.closedAt
        duration = (closedAt ?? now).timeIntervalSince(openedAt).rounded()
        reopened = record.incident.reopened
        acknowledgedAt = record.acknowledgedAt
        acknowledgedBy = record.acknowledgedBy
    }

    /// An open incident that somebody took on is both open and acked.
    func isIn(_ state: IncidentsList.State) -> Bool {
        switch state {
        case .all: true
        case .open: closedAt == nil
        case .acked: closedAt == nil && acknowledgedAt != nil
        case .closed: closedAt != nil
        }
    }

    static func listing(_ items: [IncidentItem], now: Date, zone: ClockZone) -> Listing<IncidentItem> {
        Listing(
            "agentctl.incidents.list/v2",
            [
                .init("INCIDENT"), .init("CLUSTER", isName: true), .init("CAUSE"), .init("OPENED"),
                .init("CLOSED", expendable: 1), .init("LASTED", .right),
                .init("REOPENED", .right, expendable: 0), .init("ACKNOWLEDGED BY", isName: true, expendable: 2),
            ], items, name: { "\($0.incident)" }
        ) { item in
            [
                .init("\(item.incident)"), .init(item.cluster.rawValue),
                .init(item.cause.rawValue, tone: item.closedAt == nil ? .bad : .plain),
                .init(zone.text(item.openedAt), full: item.openedAt.rfc3339),
                item.closedAt.map { .init(zone.text($0), full: $0.rfc3339) } ?? .init("open", full: "", tone: .bad),
                .init(shortDuration(seconds: item.duration), full: String(Int(item.duration))),
                .init(String(item.reopened)),
                item.acknowledgedBy.map { .init(personName(ofActor: $0), full: $0) } ?? .none,
            ]
        }
    }
}
