import Fleet
import GRDB

/// Where the reading of logs goes on, for all clusters at once.
enum LogQuery {
    private static let sql = """
        SELECT c.name, g.pod_uid, g.restarts, g.timestamp, NULL AS code, NULL AS count
            FROM log_cursors g JOIN clusters c ON c.id = g.cluster
        UNION ALL
        SELECT c.name, NULL, NULL, NULL, k.code, o.count
            FROM own_failures o JOIN clusters c ON c.id = o.cluster JOIN causes k ON k.id = o.cause
        """

    static func resumptions(_ db: Database) throws -> [ClusterID: LogResumption] {
        let resumptions: [ClusterID: LogResumption] = try db.rows(sql).reduce(into: [:]) { resumptions, row in
            let cluster = ClusterID(row["name"])
            if let pod: String = row["pod_uid"] {
                let cursor = LogCursor(podUID: pod, restarts: row["restarts"], timestamp: row["timestamp"])
                resumptions[cluster, default: LogResumption()].cursors.append(cursor)
            } else if let cause = (row["code"] as String?).flatMap(FailureCause.init(rawValue:)) {
                resumptions[cluster, default: LogResumption()].ownFailures[cause] = row["count"]
            }
        }
        return try sentTokens(db).reduce(into: resumptions) {
            $0[$1.0, default: LogResumption()].sentTokens.append($1.1)
        }
    }

    private static func sentTokens(_ db: Database) throws -> [(ClusterID, SentToken)] {
        let rows = try db.rows(
            """
            SELECT c.name, o.id, o.after, o.until, k.code
            FROM own_claims o JOIN clusters c ON c.id = o.cluster LEFT JOIN causes k ON k.id = o.cause ORDER BY \
            o.after, o.id
            """)
        return rows.map { row in
            let cause = (row["code"] as String?).flatMap(FailureCause.init(rawValue:))
            return (
                ClusterID(row["name"]), SentToken(id: row["id"], after: row["after"], until: row["until"], cause: cause)
            )
        }
    }
}
