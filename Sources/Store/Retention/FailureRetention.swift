import FoundationEssentials
import GRDB
import StoreSchema

/// Counts of failures: minutes packed by the day, into hours, into days, into nothing. A count leaves its row in the
/// transaction in which it arrives in the next.
enum FailureRetention {
    /// Clusters that one step looks at: the rows of each are a range of the key, and looking for one costs time even
    /// where none is due.
    private static let clusters: Int64 = 200

    static func pack(_ db: Database, before second: Int64, from: Int64, limit: Int) throws -> RetentionTask.Step {
        try single(db, before: second, from: from, limit: limit) { rows in
            let level = FailureLevel.minutes
            let packed = rows.map { row in
                let at = (row["minute"] as Int64) * 60
                let failure = PackedFailure(
                    slot: level.slot(second: at), cause: row["cause"], count: row["count"], peak: row["count"])
                return (id: level.id(second: at, cluster: row["cluster"]), failure: failure)
            }
            for (id, failures) in Dictionary(grouping: packed, by: { $0.id }) {
                try add(failures.map { $0.failure }, to: id, level, db)
            }
        }
    }

    static func removeSingle(_ db: Database, before second: Int64, from: Int64, limit: Int) throws -> RetentionTask.Step
    {
        try single(db, before: second, from: from, limit: limit) { _ in }
    }

    private static func single(
        _ db: Database, before second: Int64, from: Int64, limit: Int, _ use: ([Row]) throws -> Void
    ) throws -> RetentionTask.Step {
        let rows = try db.rows(
            """
            SELECT f.cluster, f.minute, f.cause, f.count
            FROM clusters c CROSS JOIN failures f ON f.cluster = c.id AND f.minute < ? WHERE c.id >= ? AND c.id < ? \
            LIMIT ?
            """, [second / 60, from, from + clusters, limit])
        try use(rows)
        for row in rows {
            try db.run(
                "DELETE FROM failures WHERE cluster = ? AND minute = ? AND cause = ?",
                [row["cluster"] as Int64, row["minute"] as Int64, row["cause"] as Int64])
        }
        if rows.count == limit { return .init(rows: rows.count, next: from) }
        let last: Int64 = try db.row("SELECT max(id) AS last FROM clusters")?["last"] ?? 0
        return .init(rows: rows.count, next: from + clusters > last ? nil : from + clusters)
    }

    /// Whole days that ended before a second.
    static func rollUp(
        _ level: FailureLevel, to coarser: FailureLevel, _ db: Database, before second: Int64, limit: Int
    ) throws -> RetentionTask.Step {
        let bound = ProbeChunk.id(hour: second / 86_400, cluster: 0)
        let rows = try db.rows("SELECT id, data FROM \(level.table) WHERE id < ? ORDER BY id LIMIT ?", [bound, limit])
        for row in rows {
            let id: Int64 = row["id"]
            let failures = FailureRow.decode(row["data"]).map { failure in
                var failure = failure
                failure.slot = coarser.slot(second: level.second(id: id, slot: failure.slot))
                return failure
            }
            let day = level.second(id: id, slot: 0)
            try add(failures, to: coarser.id(second: day, cluster: ProbeChunk.cluster(ofID: id)), coarser, db)
            try db.run("DELETE FROM \(level.table) WHERE id = ?", [id])
        }
        return .init(rows: rows.count, next: rows.count < limit ? nil : 0)
    }

    private static func add(_ failures: [PackedFailure], to id: Int64, _ level: FailureLevel, _ db: Database) throws {
        let stored: Data? = try db.row("SELECT data FROM \(level.table) WHERE id = ?", [id])?["data"]
        let merged = FailureRow.merged((stored.map(FailureRow.decode) ?? []) + failures)
        try db.run("INSERT OR REPLACE INTO \(level.table)(id, data) VALUES (?, ?)", [id, FailureRow.encode(merged)])
    }

    /// Removes the counts of what ended before a second; of a row that has later ones too, only those.
    static func remove(_ level: FailureLevel, _ db: Database, before second: Int64, from: Int64, limit: Int) throws
        -> RetentionTask.Step
    {
        let last = level.id(second: second, cluster: ProbeChunk.clusterMask)
        let rows = try db.rows(
            "SELECT id, data FROM \(level.table) WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", [from, last, limit])
        var step = RetentionTask.Step()
        for row in rows {
            let id: Int64 = row["id"]
            let failures = FailureRow.decode(row["data"])
            let kept = failures.filter { level.second(id: id, slot: $0.slot) + level.period > second }
            guard kept.count < failures.count || failures.isEmpty else { continue }
            step.rows += 1
            if kept.isEmpty {
                try db.run("DELETE FROM \(level.table) WHERE id = ?", [id])
            } else {
                try db.run("UPDATE \(level.table) SET data = ? WHERE id = ?", [FailureRow.encode(kept), id])
            }
        }
        if rows.count == limit, let last = rows.last { step.next = (last["id"] as Int64) + 1 }
        return step
    }
}
