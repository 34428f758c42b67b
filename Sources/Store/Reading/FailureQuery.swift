import Fleet
import FoundationEssentials
import GRDB

/// Failed authentications. The clusters lead, so that each is a range of the primary key.
enum FailureQuery {
    static let sql = """
        SELECT c.name, f.minute, k.code, f.count
        FROM clusters c CROSS JOIN failures f ON f.cluster = c.id JOIN causes k ON k.id = f.cause
        WHERE (:clusters IS NULL OR c.name IN (SELECT value FROM json_each(:clusters)))
            AND f.minute >= :since AND f.minute < :until
            AND (:causes IS NULL OR k.code IN (SELECT value FROM json_each(:causes)))
        ORDER BY f.minute DESC, c.name, k.code LIMIT :limit
        """

    static func all(_ filter: HistoryFilter, _ db: Database) throws -> [StoredFailures] {
        try db.rows(sql, filter.minuteArguments() + filter.causeArguments()).map { row in
            StoredFailures(
                cluster: ClusterID(row["name"]), minute: Date(wholeSeconds: row["minute"] * 60 as Int64),
                cause: FailureCause(rawValue: row["code"]) ?? .other, count: row["count"])
        }
    }
}
