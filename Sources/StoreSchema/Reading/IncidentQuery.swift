package import Fleet
import FoundationEssentials
package import GRDB

/// Incidents and the trackers that lead to them.
package enum IncidentQuery {
    private static let columns = """
        SELECT i.id, c.name, k.code, i.opened_at, i.closed_at, i.reopened, i.acked_at, i.acked_by
        FROM incidents i JOIN clusters c ON c.id = i.cluster JOIN causes k ON k.id = i.cause
        """

    package static let filtered =
        columns + """
             WHERE (:clusters IS NULL OR c.name IN (SELECT value FROM json_each(:clusters)))
                AND (:causes IS NULL OR k.code IN (SELECT value FROM json_each(:causes)))
                AND i.opened_at < :until AND (i.closed_at IS NULL OR i.closed_at >= :since)
            ORDER BY i.opened_at DESC, i.id DESC LIMIT :limit
            """

    package static func all(_ filter: HistoryFilter, _ db: Database) throws -> [IncidentRecord] {
        try db.rows(filtered, filter.millisecondArguments() + filter.causeArguments()).map(IncidentRecord.init)
    }

    package static func open(_ db: Database) throws -> [IncidentRecord] {
        try db.rows(columns + " WHERE i.closed_at IS NULL ORDER BY i.opened_at, i.id").map(IncidentRecord.init)
    }

    package static func one(_ id: Int64, _ db: Database) throws -> IncidentRecord? {
        try db.row(columns + " WHERE i.id = ?", [id]).map(IncidentRecord.init)
    }

    package static func trackers(_ db: Database) throws -> [ClusterID: [Cause: IncidentTracker]] {
        let rows = try db.rows(
            """
            SELECT c.name, k.code, t.failures, t.successes, t.is_open, t.failing_since
            FROM trackers t JOIN clusters c ON c.id = t.cluster JOIN causes k ON k.id = t.cause
            """)
        return rows.reduce(into: [:]) { trackers, row in
            if let cause = Cause(rawValue: row["code"]) {
                trackers[ClusterID(row["name"]), default: [:]][cause] = IncidentTracker(row)
            }
        }
    }
}

extension IncidentRecord {
    /// A cause that a later program wrote reads as unexplained.
    fileprivate init(_ row: Row) {
        self.init(
            incident: Incident(
                id: row["id"], cluster: ClusterID(row["name"]), cause: Cause(rawValue: row["code"]) ?? .unexplained,
                openedAt: Date(milliseconds: row["opened_at"]),
                closedAt: row.date("closed_at"),
                reopened: row["reopened"]),
            acknowledgedAt: row.date("acked_at"), acknowledgedBy: row["acked_by"])
    }
}
