import Console
import Control
import Fleet
import FoundationEssentials
import Reports

/// Which of the agent's events are shown.
struct EventSelection {
    private let kinds: [String]
    private let clusters: [String]
    let hidesRounds: Bool

    /// All that can be asked for; what keeps a stream alive is no event.
    static let kinds = AgentEvent.Kind.allCases.filter { !silent.contains($0) }.map(\.rawValue)
    private static let silent: Set<AgentEvent.Kind> = [.heartbeat, .gap]

    /// - Throws: `usage` for a kind that there is none of.
    init(kinds: [String], clusters: [String], hidesRounds: Bool) throws {
        if let wrong = kinds.first(where: { kind in !Self.kinds.contains { Glob.matches(kind, $0) } }) {
            let near = Spelling.nearest(to: wrong, among: Self.kinds).map { "did you mean \($0)? " } ?? ""
            throw CommandFailure(
                .usage, "invalid kind \"\(printable(wrong, limit: 60))\"",
                hint: "\(near)the kinds: \(Self.kinds.joined(separator: ", "))")
        }
        self.kinds = kinds
        self.clusters = clusters
        self.hidesRounds = hidesRounds && kinds.isEmpty
    }

    func wants(_ event: AgentEvent) -> Bool { selects(event) && !(hidesRounds && event.kind == .round) }

    /// What would be shown, were it no round.
    func hides(_ event: AgentEvent) -> Bool { hidesRounds && event.kind == .round && selects(event) }

    private func selects(_ event: AgentEvent) -> Bool {
        guard !Self.silent.contains(event.kind) else { return false }
        let isOfKind = kinds.isEmpty || kinds.contains { Glob.matches($0, event.kind.rawValue) }
        let isOfCluster =
            clusters.isEmpty || event.cluster.map { cluster in clusters.contains { Glob.matches($0, cluster) } } == true
        return isOfKind && isOfCluster
    }
}

/// An event as a row of a table.
enum EventRow {
    /// Where rows come one by one, each column is as wide as its values usually are.
    static let columns: [Table.Column] = [
        .init("TIME", minimum: 19), .init("KIND", minimum: 16), .init("CLUSTER", isName: true, minimum: 12),
        .init("RUN", expendable: 0, isShownEmpty: false),
        .init("WHAT", isFlexible: true),
    ]

    static func listing(_ events: [AgentEvent], zone: ClockZone) -> Listing<AgentEvent> {
        let columns = columns.map { column in
            var column = column
            column.minimum = 0
            return column
        }
        return Listing("agentctl.events/v1", columns, events, name: name) { cells($0, zone) }
    }

    static func cells(_ event: AgentEvent, _ zone: ClockZone) -> [Table.Cell] {
        [
            .init(zone.text(event.at), full: event.at.rfc3339, tone: .quiet),
            .init(event.kind.rawValue, tone: tone(event)),
            event.cluster.map { .init($0) } ?? .none, event.run.map { .init("\(HistoryName.run($0))") } ?? .none,
            .init(event.message),
        ]
    }

    /// What the event is about; empty where that has no name.
    private static func name(_ event: AgentEvent) -> String {
        if let run = event.run { return "\(HistoryName.run(run))" }
        if let plan = event.plan { return "\(HistoryName.plan(plan))" }
        if let incident = event.incident { return "\(HistoryName.incident(incident))" }
        return event.cluster ?? ""
    }

    /// One that was stopped has not failed.
    private static func tone(_ outcome: RunOutcome?) -> Tone {
        switch outcome {
        case .proved, .rehearsed: .good
        case .stopped: .unsure
        case .rolledBack, .contested, .failed, .unfinished, nil: .bad
        }
    }

    private static func tone(_ event: AgentEvent) -> Tone {
        switch event.kind {
        case .incidentOpened, .incidentReopened, .breakerOpened, .policyInvalid: .bad
        case .incidentClosed, .breakerClosed, .planApproved: .good
        case .runEnded: tone(event.outcome.flatMap(RunOutcome.init))
        case .planProposed, .repairHeld, .refused, .freezeBegan: .unsure
        case .round, .probed, .heartbeat, .gap: .quiet
        default: .plain
        }
    }
}

/// Events as they come: a row for each, below the one before it.
struct EventStreamWriter {
    let output: OutputOptions
    private var isFirst = true

    init(output: OutputOptions) { self.output = output }

    mutating func write(_ event: AgentEvent) throws {
        let listing = EventRow.listing([event], zone: output.zone)
        guard output.output.isTable || output.output == .csv else { return try output.show(listing, whenEmpty: nil) }
        let table = Table(EventRow.columns, rows: [EventRow.cells(event, output.zone)])
        let header = isFirst && !output.noHeaders
        isFirst = false
        try StandardStream.output.write(text(table, header: header))
    }

    private func text(_ table: Table, header: Bool) -> String {
        if output.output == .csv { return table.csv(header: header) }
        guard let width = output.terminalWidth else { return table.tabSeparated(header: header) }
        return output.output == .wide
            ? table.unfitted(style: output.style, header: header)
            : table.fitted(to: width, style: output.style, header: header).text
    }
}
