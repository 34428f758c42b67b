import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "List, show, acknowledge and release incidents.",
        subcommands: [IncidentsList.self, IncidentsShow.self, IncidentsAcknowledge.self, IncidentsRelease.self], defaultSubcommand: IncidentsList.self)
}

struct IncidentsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List incidents, the newest first.",
        discussion: """
            An incident begins with the first failure of the run that opened it, and ends when the cluster has been well again for \
            some probes. --since and --until take those that were open at any time between them.

              agentctl incidents list --state open
              agentctl incidents list --since 30d --cause token-not-in-cache -o csv
            """)

    enum State: String, CaseIterable, ExpressibleByArgument { case all, open, acked, closed }

    @Option(name: .long, help: "Which of them.")
    var state = State.all

    @OptionGroup var causes: CauseOptions
    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        var filter = try await history.filter(reader, now: now, zone: output.zone)
        filter.causes = try causes.codes()
        // The limit counts what is shown, not what the state leaves out.
        filter.limit = state == .all ? filter.limit : nil
        let items = try await reader.incidents(filter).map { IncidentItem($0, now: now) }.filter { $0.isIn(state) }
        let shown = Array(items.prefix(history.limit == 0 ? items.count : history.limit))
        try output.show(IncidentItem.report(shown, now: now, zone: output.zone), whenEmpty: "no incident")
        history.noteLimit(shown: shown.count)
        try await history.checkWhole(reader, now: now)
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

    static func report(_ items: [IncidentItem], now: Date, zone: ClockZone) -> Report<IncidentItem> {
        Report(
            "agentctl.incidents.list/v2",
            [
                .init("INCIDENT"), .init("CLUSTER"), .init("CAUSE"), .init("OPENED", expendable: 2), .init("CLOSED"), .init("LASTED", .right),
                .init("REOPENED", .right, expendable: 0), .init("TAKEN ON BY", expendable: 1),
            ], items
        ) { item in
            [
                .init("\(item.incident)"), .init(item.cluster.rawValue),
                .init(item.cause.rawValue, tone: item.closedAt == nil ? .bad : .plain),
                .init(zone.text(item.openedAt), full: item.openedAt.rfc3339),
                item.closedAt.map { .init(zone.text($0), full: $0.rfc3339) } ?? .init("open", full: "", tone: .bad),
                .init(shortDuration(seconds: item.duration), full: String(Int(item.duration))), .init(String(item.reopened)),
                item.acknowledgedBy.map { .init($0) } ?? .none,
            ]
        }
    }
}
