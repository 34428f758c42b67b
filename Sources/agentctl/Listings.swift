import Fleet
import FoundationEssentials
import Reports
import Store

/// The columns of the plain listings.
enum Listings {
    static func probes(_ rows: [StoredProbe]) -> Listing<StoredProbe> {
        Listing(
            schema: "agentctl.history.probes/v1",
            columns: [
                Column("at") { $0.at.rfc3339 }, Column("cluster") { $0.cluster.rawValue },
                Column("health", tint: { HealthMark.tint($0.health) }) { $0.health.rawValue }, Column("cause") { $0.cause?.rawValue ?? "-" },
                Column("seconds", alignsRight: true) { String($0.elapsed) },
            ], rows: rows)
    }

    static func failures(_ rows: [StoredFailures]) -> Listing<StoredFailures> {
        Listing(
            schema: "agentctl.history.failures/v1",
            columns: [
                Column("minute") { $0.minute.rfc3339 }, Column("cluster") { $0.cluster.rawValue }, Column("cause") { $0.cause.rawValue },
                Column("count", alignsRight: true) { String($0.count) },
            ], rows: rows)
    }

    static func incidents(_ rows: [IncidentRecord]) -> Listing<IncidentRecord> {
        Listing(
            schema: "agentctl.incidents/v1",
            columns: [
                Column("incident", alignsRight: true) { String($0.incident.id) }, Column("cluster") { $0.incident.cluster.rawValue },
                Column("cause") { $0.incident.cause.rawValue }, Column("opened") { $0.incident.openedAt.rfc3339 },
                Column("closed") { $0.incident.closedAt?.rfc3339 ?? "-" }, Column("reopened", alignsRight: true) { String($0.incident.reopened) },
            ], rows: rows)
    }

    static func journal(_ rows: [JournalRow]) -> Listing<JournalRow> {
        Listing(
            schema: "agentctl.journal/v1",
            columns: [
                Column("row", alignsRight: true) { String($0.sequence) }, Column("at") { $0.entry.at.rfc3339 }, Column("run") { $0.entry.run },
                Column("cluster") { $0.entry.cluster.rawValue }, Column("step") { $0.entry.step }, Column("phase") { $0.entry.phase.rawValue },
                Column("actor") { $0.entry.actor }, Column("detail") { $0.entry.detail },
            ], rows: rows)
    }
}

/// Failures over time, one row of bars for each cause.
enum FailurePlot {
    private static let width = 48

    static func text(_ failures: [StoredFailures], unicode: Bool) -> String {
        let times = failures.map(\.minute.timeIntervalSince1970)
        guard let first = times.min(), let last = times.max() else { return "" }
        let step = max(60, ((last - first) / Double(width)).rounded(.up))
        let rows = Dictionary(grouping: failures, by: \.cause).sorted { $0.key < $1.key }.map { cause, rows in
            var bins = [Int](repeating: 0, count: Int((last - first) / step) + 1)
            for row in rows { bins[Int((row.minute.timeIntervalSince1970 - first) / step)] += row.count }
            return "\(Sparkline.text(bins, unicode: unicode))  \(cause.rawValue): \(rows.reduce(0) { $0 + $1.count }), at most \(bins.max() ?? 0) in \(shortDuration(seconds: step))"
        }
        return "\n" + rows.joined(separator: "\n")
    }
}
