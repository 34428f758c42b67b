import Fleet
import FoundationEssentials
import Reports
import Store

extension TimelineEvent {
    /// Its beginning, and its end where it has one.
    static func of(_ record: IncidentRecord) -> [TimelineEvent] {
        let incident = record.incident
        let again = incident.reopened == 0 ? "" : ", reopened \(incident.reopened == 1 ? "once" : "\(incident.reopened) times")"
        func event(_ at: Date, _ text: String, good: Bool) -> TimelineEvent {
            TimelineEvent(
                .incident, at, incident.cluster, "incident/\(incident.id) \(text)", cause: incident.cause.rawValue, number: incident.id,
                tone: good ? .good : .bad)
        }
        let opened = event(incident.openedAt, "opened: \(incident.cause.rawValue)\(again)", good: false)
        guard let closed = incident.closedAt else { return [opened] }
        let lasted = shortDuration(seconds: closed.timeIntervalSince(incident.openedAt))
        return [opened, event(closed, "closed after \(lasted): \(incident.cause.rawValue)", good: true)]
    }

    init(_ change: ConfigChange) {
        let manager = change.manager.map { " by \($0)" } ?? ""
        let written = change.writtenAt.map { ", written \($0.rfc3339)\(manager)" } ?? ""
        self.init(.config, change.at, change.cluster, "configuration of resourceVersion \(change.resourceVersion) first seen\(written)")
    }

    /// What came of a step. The rows before a step say only what was about to be done: they are for `agentctl journal`.
    init?(_ row: JournalRow) {
        let entry = row.entry
        guard entry.phase != .intended else { return nil }
        self.init(
            .action, entry.at, entry.cluster, "\(entry.step) \(entry.phase.rawValue): \(entry.detail) [\(entry.actor), run \(entry.run)]",
            number: row.sequence,
            tone: entry.phase == .done ? .good : .bad)
    }

    /// Failures by cluster, hour (or day, when they are older) and cause: a line for each minute would drown the rest.
    static func hourly(_ failures: [StoredFailures]) -> [TimelineEvent] {
        struct Key: Hashable {
            let cluster: ClusterID
            let hour: Int
            let isDay: Bool
            let cause: FailureCause
        }
        let groups = Dictionary(grouping: failures) { Key(cluster: $0.cluster, hour: $0.hour, isDay: $0.period == 86_400, cause: $0.cause) }
        return groups.compactMap { key, rows in
            guard let last = rows.map(\.minute).max() else { return nil }
            let count = rows.reduce(0) { $0 + $1.count }
            return TimelineEvent(
                .failures, last, key.cluster, "\(count) failed authentication\(count == 1 ? "" : "s") in that \(key.isDay ? "day" : "hour"): \(key.cause.rawValue)",
                cause: key.cause.rawValue, count: count, tone: .unsure)
        }
    }
}

extension StoredFailures {
    /// Hours since 1970; of a count for a day, the day's first.
    var hour: Int { minute.minute / 60 }
}
