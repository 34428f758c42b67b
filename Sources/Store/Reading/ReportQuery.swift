package import Fleet
package import FoundationEssentials
import GRDB

/// What one cluster's access was over a period.
package struct WatchHistory: Hashable, Sendable {
    package var cluster: ClusterID
    package var role: ClusterRole?
    package var version: String?
    package var firstSeen: Date
    /// One for each piece of the period.
    package var times: [WatchedTime]
    /// The last probe of the period; nil where it was not probed.
    package var last: StoredProbe?
}

/// Failed authentications of one cluster and cause in one piece of a period.
package struct FailureSum: Hashable, Sendable {
    package var cluster: ClusterID
    package var bucket: Int
    package var cause: FailureCause
    package var count: Int
}

/// A configuration that replaced another one in a cluster.
package struct ConfigEdit: Hashable, Sendable {
    package var change: ConfigChange
    /// The two texts, secrets as fingerprints; nil beyond the number that was asked for.
    package var texts: (before: String, after: String)? { before.flatMap { before in after.map { (before, $0) } } }
    fileprivate(set) var before: String?
    fileprivate(set) var after: String?
}

extension HistoryReader {
    /// The access of every cluster that was known by the period's end, by name.
    package func watch(_ buckets: TimeBuckets) async throws -> [WatchHistory] { try await read { try WatchQuery(buckets, $0).all() } }

    package func failureSums(_ buckets: TimeBuckets) async throws -> [FailureSum] { try await read { try ReportQuery.failures(buckets, $0) } }

    /// Changes of configurations, the newest first; a cluster's first configuration is no change.
    ///
    /// - Parameter texts: How many of them carry their texts.
    package func configEdits(_ buckets: TimeBuckets, texts: Int) async throws -> [ConfigEdit] {
        try await read { try ReportQuery.edits(buckets, texts: texts, $0) }
    }

    /// For each moment, the cluster's last probe before it, as far as it is kept and at most an hour or two old.
    package func lastProbes(before moments: [(cluster: ClusterID, at: Date)]) async throws -> [StoredProbe?] {
        try await read { try ReportQuery.lastProbes(before: moments, $0) }
    }
}

/// The questions that only a report asks.
enum ReportQuery {
    /// The clusters lead, so that each is a range of the primary key.
    private static let failures = """
        SELECT c.name, (f.minute * 60 - :origin) / :grain AS bucket, k.code, sum(f.count) AS count
        FROM clusters c CROSS JOIN failures f ON f.cluster = c.id JOIN causes k ON k.id = f.cause
        WHERE f.minute * 60 >= :since AND f.minute * 60 < :until AND f.minute >= :since / 60 AND f.minute <= :until / 60
        GROUP BY c.id, bucket, f.cause
        """

    static func failures(_ buckets: TimeBuckets, _ db: Database) throws -> [FailureSum] {
        let arguments: StatementArguments = [
            "origin": buckets.origin, "grain": buckets.grain, "since": buckets.since, "until": buckets.until,
        ]
        return try db.rows(failures, arguments).map { row in
            FailureSum(
                cluster: ClusterID(row["name"]), bucket: row["bucket"], cause: FailureCause(rawValue: row["code"]) ?? .other,
                count: row["count"])
        }
    }

    private static let edits = """
        SELECT c.name, g.at, g.snapshot, g.resource_version, g.manager, g.written_at,
            (SELECT p.snapshot FROM config_changes p WHERE p.cluster = g.cluster AND (p.at, p.id) < (g.at, g.id)
             ORDER BY p.at DESC, p.id DESC LIMIT 1) AS before
        FROM config_changes g JOIN clusters c ON c.id = g.cluster
        WHERE g.at >= ? AND g.at < ? ORDER BY g.at DESC, c.name, g.id DESC
        """

    static func edits(_ buckets: TimeBuckets, texts: Int, _ db: Database) throws -> [ConfigEdit] {
        let rows = try db.rows(edits, [buckets.since * 1000, buckets.until * 1000])
        var result: [ConfigEdit] = []
        for row in rows {
            guard let before: Int64 = row["before"] else { continue }
            var edit = ConfigEdit(change: ConfigChange(row))
            if result.count < texts {
                edit.before = try text(before, db)
                edit.after = try text(edit.change.snapshot, db)
            }
            result.append(edit)
        }
        return result
    }

    private static func text(_ snapshot: Int64, _ db: Database) throws -> String? {
        try db.row("SELECT text FROM snapshots WHERE id = ?", [snapshot])?["text"]
    }

    static func lastProbes(before moments: [(cluster: ClusterID, at: Date)], _ db: Database) throws -> [StoredProbe?] {
        let codes = try CauseCodes(db)
        return try moments.map { cluster, at in
            guard let id: Int64 = try db.row("SELECT id FROM clusters WHERE name = ?", [cluster.rawValue])?["id"] else { return nil }
            let hour = ProbeChunk.hour(of: at.wholeSeconds)
            for hour in [hour, hour - 1] {
                let data: Data? = try db.row(ProbeQuery.ofCluster, [ProbeChunk.id(hour: hour, cluster: id)])?["data"]
                let earlier = ProbeChunk.decode(data ?? Data(), hour: hour).filter { $0.at < at.wholeSeconds }
                if let probe = earlier.max(by: { $0.at < $1.at }) { return StoredProbe(probe, cluster, codes) }
            }
            return nil
        }
    }
}
