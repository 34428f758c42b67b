import GRDB

/// Rows that tell of something that is over. What is still true, or is still pointed at, has no age.
enum RecordRetention: String {
    /// Incidents that closed before the horizon; an open one stays, however old.
    case incidents
    /// Configurations that were replaced before the horizon: the one that was in force then stays, and so does the last
    /// one.
    case configChanges = "config_changes"
    /// Texts that no change names any more.
    case snapshots

    private var condition: String {
        switch self {
        case .incidents: "closed_at < :horizon"
        case .configChanges:
            """
            at < :horizon AND EXISTS (SELECT 1 FROM config_changes n WHERE n.cluster = config_changes.cluster AND n.at \
            <= :horizon
                AND (n.at, n.id) > (config_changes.at, config_changes.id))
            """
        case .snapshots:
            ":horizon IS NOT NULL AND NOT EXISTS (SELECT 1 FROM config_changes c WHERE c.snapshot = snapshots.id)"
        }
    }

    /// Looks at a stretch of the table, `limit` numbers long.
    func step(_ db: Database, before second: Int64, from: Int64, limit: Int) throws -> RetentionTask.Step {
        let end = from + Int64(limit)
        try db.run(
            "DELETE FROM \(rawValue) WHERE id >= :from AND id < :end AND \(condition)",
            ["from": from, "end": end, "horizon": second * 1000])
        let rows = db.changesCount
        let last: Int64 = try db.row("SELECT max(id) AS last FROM \(rawValue)")?["last"] ?? 0
        return .init(rows: rows, next: end > last ? nil : end)
    }
}
