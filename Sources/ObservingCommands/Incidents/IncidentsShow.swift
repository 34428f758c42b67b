import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

struct IncidentsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one incident: its course, its evidence, who acknowledged it.",
        discussion: """
              agentctl incidents show incident/12
              agentctl incidents show incident/12 -o json

            Exit codes: 0 shown, 5 no such incident.
            """)

    @Argument(
        help: ArgumentHelp(
            "An incident, as `agentctl incidents` and `agentctl status` show it: incident/12.", valueName: "incident"),
        completion: .incidents)
    var incident: String

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    /// What led to an incident began before its first failed probe.
    private static let before = 3600.0
    private static let mostEvents = 50

    func run() async throws {
        try await Self.show(try NamedArgument.incident(incident), store, output)
    }

    static func show(_ incident: Int64, _ store: StoreOptions, _ output: OutputOptions) async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        guard let record = try await reader.incident(incident) else {
            throw CommandFailure(
                .noSuchObject, "there is no incident/\(incident)",
                hint: NextStep("list them", command: "agentctl incidents"), code: "no_such_incident")
        }
        let isRead = output.output.isTable && output.terminalWidth != nil
        let found = try await findings(record.incident, reader, now)
        let muted = try await reader.mutes().muted(found, of: record.incident.cluster, at: now).map(MutedItem.init)
        let detail = IncidentDetail(
            incident: IncidentItem(record, now: now),
            events: try await events(record.incident, reader, now, isFolded: isRead), findings: found, muted: muted)
        switch output.output {
        case .table, .wide, .csv: try showTable(detail, output, now)
        case .json, .jsonl, .yaml, .name:
            let listing = Listing("agentctl.incidents.show/v2", [], [detail], name: { "\($0.incident.incident)" }) {
                _ in
                []
            }
            try output.show(listing, whenEmpty: "")
        }
    }

    /// - Parameter isFolded: as in `agentctl history`: a person reads of a repair, a program of its steps.
    private static func events(
        _ incident: Incident, _ reader: HistoryReader, _ now: Date, isFolded: Bool
    ) async throws -> [TimelineEvent] {
        let filter = HistoryFilter(
            clusters: [incident.cluster], since: incident.openedAt.addingTimeInterval(-before),
            until: (incident.closedAt ?? now).addingTimeInterval(1), limit: mostEvents)
        return try await Timeline(
            kinds: [.incidents, .config, .actions, .failures], filter: filter, isFolded: isFolded
        ).events(
            reader)
    }

    /// What the last probe found; of an incident that is over it would speak of another time.
    private static func findings(_ incident: Incident, _ reader: HistoryReader, _ now: Date) async throws -> [Finding] {
        guard incident.closedAt == nil else { return [] }
        return try await reader.status(of: [incident.cluster.rawValue], now: now).first?.diagnosis?.findings ?? []
    }

    private static func showTable(_ detail: IncidentDetail, _ output: OutputOptions, _ now: Date) throws {
        try output.show(IncidentItem.listing([detail.incident], now: now, zone: output.zone), whenEmpty: "")
        guard output.output.isTable else { return }
        for finding in detail.findings {
            let mute = detail.muted.mute(of: finding)
            try StandardStream.output.write(
                "\n"
                    + (mute?.text(output)
                        ?? finding.text(indent: "", output: output)))
        }
        try StandardStream.output.write("\n")
        try output.show(
            TimelineEvent.listing(detail.events, zone: output.zone), whenEmpty: "nothing else happened meanwhile")
    }
}

/// The fields of `agentctl.incidents.list/v2`, and what stands around it: `agentctl.incidents.show/v2`.
private struct IncidentDetail: Encodable {
    let incident: IncidentItem
    /// The newest first, from an hour before it opened.
    let events: [TimelineEvent]
    /// The last probe's, while it is open.
    let findings: [Finding]
    /// Those of the findings that somebody has muted.
    let muted: [MutedItem]

    private enum CodingKeys: CodingKey { case events, findings }

    func encode(to encoder: any Encoder) throws {
        try incident.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(events, forKey: .events)
        try fields.encode(findings, forKey: .findings)
    }
}
