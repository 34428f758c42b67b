import Fleet
import FoundationEssentials
import Reports
import Store

/// One line of the timeline: `agentctl.history/v1`.
struct HistoryEvent: Encodable {
    let at: Date
    let cluster: ClusterID
    /// `incident`, `config`, `failures` or `action`.
    let kind: String
    let what: String
    /// Orders what happened in the same millisecond.
    let order: Int64

    private enum CodingKeys: String, CodingKey { case at, cluster, kind, what }

    private init(_ at: Date, _ cluster: ClusterID, _ kind: String, _ what: String, order: Int64 = 0) {
        self.at = at
        self.cluster = cluster
        self.kind = kind
        self.what = what
        self.order = order
    }

    init(_ change: ConfigChange) {
        let writer = change.manager.map { " by \($0)" } ?? ""
        let written = change.writtenAt.map { ", written \($0.rfc3339)\(writer)" } ?? ""
        self.init(change.at, change.cluster, "config", "configuration seen at resourceVersion \(change.resourceVersion)\(written)")
    }

    /// The rows before a step say only what was about to be done: they are for `agentctl journal`.
    init?(_ row: JournalRow) {
        guard row.entry.phase != .intended else { return nil }
        self.init(
            row.entry.at, row.entry.cluster, "action", "\(row.entry.step) \(row.entry.phase.rawValue): \(row.entry.detail) [\(row.entry.actor)]",
            order: row.sequence)
    }

    static func of(_ record: IncidentRecord) -> [HistoryEvent] {
        let incident = record.incident
        let opened = HistoryEvent(
            incident.openedAt, incident.cluster, "incident",
            "incident \(incident.id) opened: \(incident.cause.rawValue)\(incident.reopened > 0 ? ", reopened \(incident.reopened) times" : "")")
        guard let closed = incident.closedAt else { return [opened] }
        let lasted = shortDuration(seconds: closed.timeIntervalSince(incident.openedAt))
        return [opened, HistoryEvent(closed, incident.cluster, "incident", "incident \(incident.id) closed after \(lasted): \(incident.cause.rawValue)")]
    }

    /// Failures by cluster, hour and cause: a minute of each would drown the rest.
    static func hourly(_ failures: [StoredFailures]) -> [HistoryEvent] {
        struct Key: Hashable {
            let cluster: ClusterID
            let hour: Int
            let cause: FailureCause
        }
        let groups = Dictionary(grouping: failures) { Key(cluster: $0.cluster, hour: Int($0.minute.timeIntervalSince1970) / 3600, cause: $0.cause) }
        return groups.map { key, rows in
            let count = rows.reduce(0) { $0 + $1.count }
            let last = rows.map(\.minute).max() ?? .distantPast
            return HistoryEvent(last, key.cluster, "failures", "\(count) failed authentication\(count == 1 ? "" : "s") in this hour: \(key.cause.rawValue)")
        }
    }

    static func listing(_ events: [HistoryEvent], terminal: Terminal) -> Listing<HistoryEvent> {
        Listing(
            schema: "agentctl.history/v1",
            columns: [
                Column("at") { $0.at.rfc3339 }, Column("cluster") { $0.cluster.rawValue }, Column("kind") { $0.kind }, Column("what") { $0.what },
            ], rows: events)
    }
}
