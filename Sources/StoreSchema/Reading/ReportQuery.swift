package import Fleet
package import FoundationEssentials
import GRDB

/// Failed authentications of one cluster and cause in one piece of a period.
package struct FailureBin: Hashable, Sendable {
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
    /// Failures by cluster, piece and cause. A count of an hour or a day is in the piece in which that begins.
    package func failureBins(_ buckets: TimeBuckets) async throws -> [FailureBin] {
        try await read { try ReportQuery.failures(buckets, $0) }
    }

    /// Changes of configurations, the newest first; a cluster's first configuration is no change.
    ///
    /// - Parameter texts: How many of them carry their texts.
    package func configEdits(_ buckets: TimeBuckets, texts: Int) async throws -> [ConfigEdit] {
        try await read { try ReportQuery.edits(buckets, texts: texts, $0) }
    }

    /// For each moment, the cluster's last single probe before it, from that hour or the one before.
    package func lastProbes(before moments: [(cluster: ClusterID, at: Date)]) async throws -> [StoredProbe?] {
        try await read { try ReportQuery.lastProbes(before: moments, $0) }
    }
}

/// The questions that only a report asks.
enum ReportQuery {
    private struct Key: Hashable {
        let cluster: Int64
        let bucket: Int
        let cause: Int64
    }

    static func failures(_ buckets: TimeBuckets, _ db: Database) throws -> [FailureBin] {
        let period = HistoryFilter(
            since: Date(wholeSeconds: buckets.since), until: Date(wholeSeconds: buckets.until))
        let query = try FailureQuery(period, db)
        var sums: [Key: Int] = [:]
        try query.read { entry in
            guard let bucket = buckets.index(of: entry.at) else { return }
            sums[Key(cluster: entry.cluster, bucket: bucket, cause: entry.cause), default: 0] += entry.count
        }
        return sums.map { key, count in
            FailureBin(
                cluster: query.names[key.cluster] ?? ClusterID(""), bucket: key.bucket,
                cause: query.codes.failureCause(key.cause), count: count)
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
        try db.row("SELECT size, deflated FROM snapshots WHERE id = ?", [snapshot]).map {
            try DeflatedText(size: $0["size"], bytes: $0["deflated"]).text()
        }
    }

    static func lastProbes(before moments: [(cluster: ClusterID, at: Date)], _ db: Database) throws -> [StoredProbe?] {
        let codes = try CauseCodes(db)
        return try moments.map { cluster, at in
            guard let id: Int64 = try db.row("SELECT id FROM clusters WHERE name = ?", [cluster.rawValue])?["id"] else {
                return nil
            }
            let hour = ProbeChunk.hour(of: at.wholeSeconds)
            for hour in [hour, hour - 1] {
                let row = ProbeChunk.id(hour: hour, cluster: id)
                let data: Data = try db.row("SELECT data FROM probes WHERE id = ?", [row])?["data"] ?? Data()
                let earlier = ProbeRows.single.decode(data, id: row, cluster: cluster, codes: codes) { second, _, _ in
                    second < at.wholeSeconds
                }
                if let probe = earlier.max(by: { $0.at < $1.at }) { return probe }
            }
            return nil
        }
    }
}
