import Fleet
import GRDB

extension RoundTransaction {
    func storeLogs(_ logs: LogReading, subtracted: [FailureCause: Int], _ cluster: Int64) throws {
        for failure in logs.failures where failure.count > 0 { try add(failure, cluster) }
        try storeCursors(logs, cluster)
        for (cause, count) in subtracted { try changeOwnFailures(cause, by: -count, cluster) }
        for (cause, count) in logs.ownFailures { try changeOwnFailures(cause, by: count, cluster) }
    }

    /// A minute may be read in two rounds: its counts add up.
    private func add(_ failure: FailureCount, _ cluster: Int64) throws {
        try db.run(
            """
            INSERT INTO failures(cluster, minute, cause, count) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [cluster, failure.minute, codes[failure.cause], failure.count])
    }

    /// The cursors of pods that are gone go too, but not while a replica's log could not be read: its cursor is not in
    /// this reading.
    private func storeCursors(_ logs: LogReading, _ cluster: Int64) throws {
        if logs.unread.isEmpty { try db.run("DELETE FROM log_cursors WHERE cluster = ?", [cluster]) }
        for cursor in logs.cursors {
            try db.run(
                "INSERT OR REPLACE INTO log_cursors(cluster, pod_uid, restarts, timestamp) VALUES (?, ?, ?, ?)",
                [cluster, cursor.podUID, cursor.restarts, cursor.timestamp])
        }
    }

    func changeOwnFailures(_ cause: FailureCause, by difference: Int, _ cluster: Int64) throws {
        guard let id = codes[cause] else { return }
        try db.run(
            """
            INSERT INTO own_failures(cluster, cause, count) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """, [cluster, id, difference])
        try db.run("DELETE FROM own_failures WHERE cluster = ? AND cause = ? AND count <= 0", [cluster, id])
    }
}
