package import FoundationEssentials
import GRDB

/// What a pruning removed.
package struct PrunedRows: Hashable, Sendable {
    /// Hours of a cluster, each with all of its probes.
    package var probeHours: Int
    /// Counts of a cluster, minute and cause.
    package var failureCounts: Int
}

extension HistoryReader {
    /// What a pruning of the same time would remove.
    package func prunable(before time: Date) async throws -> PrunedRows {
        let hour = ProbeChunk.hour(of: time.wholeSeconds)
        return try await read { db in
            PrunedRows(
                probeHours: try Int.fetchOne(db, sql: "SELECT count(*) FROM probes WHERE id < ?", arguments: [ProbeChunk.id(hour: hour, cluster: 0)]) ?? 0,
                failureCounts: try Int.fetchOne(db, sql: "SELECT count(*) FROM failures WHERE minute < ?", arguments: [hour * 60]) ?? 0)
        }
    }
}

extension HistoryWriter {
    /// Removes the probes and the failure counts of the hours that ended before `time`. Incidents, configurations and the journal stay.
    ///
    /// - Parameter batch: Rows in one transaction. Rounds get their turn between two of them, so that no probe waits for the whole.
    package func prune(before time: Date, batch: Int = 500) async throws -> PrunedRows {
        let hour = ProbeChunk.hour(of: time.wholeSeconds)
        var pruned = PrunedRows(probeHours: 0, failureCounts: 0)
        pruned.probeHours = try await repeated(
            """
            DELETE FROM probes WHERE id IN (SELECT id FROM probes WHERE id < ? ORDER BY id LIMIT ?)
            """, [ProbeChunk.id(hour: hour, cluster: 0)], batch: batch)
        let clusters = try await withStoreErrors(file: file) {
            try await rounds.read { try Int64.fetchAll($0, sql: "SELECT id FROM clusters") }
        }
        for cluster in clusters {
            pruned.failureCounts += try await repeated(
                """
                DELETE FROM failures WHERE (cluster, minute, cause) IN
                    (SELECT cluster, minute, cause FROM failures WHERE cluster = ? AND minute < ? LIMIT ?)
                """, [cluster, hour * 60], batch: batch)
        }
        return pruned
    }

    /// Runs the statement, a transaction each time, until it finds less than a full batch.
    private func repeated(_ sql: String, _ arguments: StatementArguments, batch: Int) async throws -> Int {
        var total = 0
        while true {
            let count = try await withStoreErrors(file: file) {
                try await rounds.write { db in
                    try db.run(sql, arguments + [batch])
                    return db.changesCount
                }
            }
            total += count
            if count < batch { return total }
        }
    }
}
