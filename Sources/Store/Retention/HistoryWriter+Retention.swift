package import FoundationEssentials
import GRDB
import StoreSchema

/// What of a history a removal would take.
package struct PrunedRows: Hashable, Sendable {
    /// Hours of a cluster, each with all of its probes, and rows of what older ones were rolled up to.
    package var probeHours: Int
    /// Counts of a cluster, cause and minute, and rows of what older ones were packed and rolled up to.
    package var failureCounts: Int
}

extension HistoryReader {
    /// What `prune(before:)` of the same time would remove; rows that it would only shorten are not counted.
    package func prunable(before time: Date) async throws -> PrunedRows {
        let second = time.wholeSeconds / 3600 * 3600
        let probes =
            ["probes": 3600, "probe_hours": 86_400, "probe_days": 86_400 * RollUpLevel.daysInBlock] as [String: Int64]
        return try await read { db in
            let rows = try probes.map { table, span in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM \(table) WHERE id < ?",
                    arguments: [ProbeChunk.id(hour: second / span, cluster: 0)]) ?? 0
            }
            let packed = try FailureLevel.allCases.map { level in
                try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM \(level.table) WHERE id < ?",
                    arguments: [ProbeChunk.id(hour: second / level.span, cluster: 0)]) ?? 0
            }
            let single =
                try Int.fetchOne(db, sql: "SELECT count(*) FROM failures WHERE minute < ?", arguments: [second / 60])
                ?? 0
            let counts = packed + [single]
            return PrunedRows(probeHours: rows.reduce(0, +), failureCounts: counts.reduce(0, +))
        }
    }
}

extension HistoryWriter {
    /// Rolls up and removes what is due, in steps that never hold the writer for long. May be called while rounds are
    /// recorded.
    ///
    /// Open incidents, the journal, and configurations that are in force or that a change still names are never
    /// touched.
    ///
    /// - Parameter pause: called between two steps with the seconds that the last one held the writer; waits as long,
    ///   unless told otherwise, so that whoever else writes gets a turn.
    package func retain(
        _ rules: RetentionRules, now: Date, pause: @escaping @Sendable (Double) async throws -> Void = Self.asLong
    ) async throws -> RetentionReport {
        var run = RetentionRun(queue: retention, file: file, pause: pause)
        try await run.apply(rules, now: now)
        return run.report
    }

    /// Removes the probes and the failure counts of the hours that ended before `time`, and all that such were rolled
    /// up to. Incidents, configurations and the journal stay.
    package func prune(
        before time: Date, pause: @escaping @Sendable (Double) async throws -> Void = Self.asLong
    ) async throws -> RetentionReport {
        var run = RetentionRun(queue: retention, file: file, pause: pause)
        try await run.remove(before: time.wholeSeconds / 3600 * 3600)
        return run.report
    }

    package static let asLong: @Sendable (Double) async throws -> Void = { held in
        try await Task.sleep(for: .seconds(min(max(held, 0.0005), 0.05)))
    }
}
