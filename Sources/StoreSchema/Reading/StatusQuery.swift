import Fleet
package import FoundationEssentials
package import GRDB

/// The latest state of every cluster, from the small tables: no probe is scanned.
package enum StatusQuery {
    package static let sql = """
        SELECT c.name, c.uid, c.role, c.version, c.last_seen, l.at, l.health, k.code AS cause, l.since, f.json,
            (SELECT ifnull(sum(count), 0) FROM failures
             WHERE cluster = c.id AND minute >= :since AND minute <= :until) AS failures
        FROM clusters c JOIN latest l ON l.cluster = c.id LEFT JOIN causes k ON k.id = l.cause LEFT JOIN findings f ON \
        f.cluster = c.id
        ORDER BY c.name
        """

    package static func all(_ db: Database, now: Date) throws -> [ClusterStatus] {
        let minute = Int64(saturating: (now.timeIntervalSince1970 / 60).rounded(.down))
        let incidents = Dictionary(grouping: try IncidentQuery.open(db), by: \.incident.cluster)
        return try db.rows(sql, ["since": minute - 59, "until": minute]).map { row in
            try status(row, incidents: incidents[ClusterID(row["name"])] ?? [])
        }
    }

    private static func status(_ row: Row, incidents: [IncidentRecord]) throws -> ClusterStatus {
        let cause = (row["cause"] as String?).flatMap(Cause.init(rawValue:))
        // A probe that saw nothing does not end what it could not see: while its incident is open, it has lasted that
        // long.
        let opened = incidents.first { $0.incident.cause == cause }?.incident.openedAt
        let since = Date(milliseconds: row["since"])
        return ClusterStatus(
            cluster: ClusterID(row["name"]), uid: row["uid"],
            role: (row["role"] as String?).flatMap(ClusterRole.init(rawValue:)),
            version: row["version"], health: Health(stored: UInt64(clamping: row["health"] as Int64)),
            cause: cause, since: opened.map { min(since, $0) } ?? since,
            lastProbe: Date(milliseconds: row["at"]),
            lastAnswer: row.date("last_seen"),
            failuresInLastHour: row["failures"], openIncidents: incidents,
            // A later program may have written a cause that this one does not know: the rest of the status still
            // stands.
            diagnosis: (row["json"] as String?).flatMap {
                try? JSONDecoder().decode(Diagnosis.self, from: Data($0.utf8))
            })
    }
}
