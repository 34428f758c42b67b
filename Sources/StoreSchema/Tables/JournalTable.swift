package import Fleet
import FoundationEssentials
package import GRDB

/// The chain of the journal's rows.
package enum JournalTable {
    /// What the first row is chained to.
    package static let genesis = ""
    /// The key in `meta` of the last row's hash: without it, rows cut off the end would not be missed.
    package static let headKey = "journal-head"

    package static func append(_ entry: JournalEntry, _ db: Database) throws -> Int64 {
        let last = try db.row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        let sequence = (last?["seq"] ?? 0) + 1 as Int64
        let previous: String = last?["hash"] ?? genesis
        let hash = entry.chained(after: previous)
        try db.run(
            """
            INSERT INTO journal(seq, run, cluster, at, actor, step, phase, detail, prev_hash, hash) VALUES (?, ?, ?, \
            ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                sequence, entry.run, entry.cluster.rawValue, entry.hashedMilliseconds, entry.actor, entry.step,
                entry.phase.rawValue,
                entry.detail, previous, hash,
            ])
        try db.run(
            "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            [headKey, hash])
        return sequence
    }

    /// Computes the chain again, from the first row to the head.
    package static func verify(_ db: Database) throws -> JournalVerification {
        var previous = genesis
        var count: Int64 = 0
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM journal ORDER BY seq")
        while let row = try rows.next() {
            let sequence: Int64 = row["seq"]
            if let reason = fault(row, sequence: sequence, expected: count + 1, previous: previous) {
                return JournalVerification(
                    rows: count, broken: .init(sequence: min(sequence, count + 1), reason: reason))
            }
            previous = row["hash"]
            count = sequence
        }
        let head = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [headKey]) ?? genesis
        guard head != previous else { return JournalVerification(rows: count, broken: nil) }
        return JournalVerification(
            rows: count, broken: .init(sequence: count + 1, reason: "rows are missing at the end"))
    }

    private static func fault(_ row: Row, sequence: Int64, expected: Int64, previous: String) -> String? {
        guard sequence == expected else { return "the row is missing" }
        guard row["prev_hash"] == previous else { return "the row does not follow from the one before it" }
        guard let entry = JournalEntry(hashed: row), entry.chained(after: previous) == row["hash"] else {
            return "the row was changed after it was written"
        }
        return nil
    }
}

extension JournalEntry {
    /// The milliseconds that `chained(after:)` hashes: cut, not rounded.
    fileprivate var hashedMilliseconds: Int64 { Int64(saturating: at.timeIntervalSince1970 * 1000) }

    /// The row as it was hashed. Half a millisecond more, since a whole one may come back from `Double` a hair below
    /// itself. nil for a time that no `Date` holds to the millisecond: nothing that was hashed here.
    fileprivate init?(hashed row: Row) {
        let milliseconds: Int64 = row["at"]
        guard abs(Double(milliseconds)) < 1e15 else { return nil }
        self.init(row, at: Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000))
    }

    /// nil where the phase is none that this program knows.
    init?(_ row: Row, at: Date) {
        guard let phase = Phase(rawValue: row["phase"]) else { return nil }
        self.init(
            run: row["run"], cluster: ClusterID(row["cluster"]), at: at, actor: row["actor"], step: row["step"],
            phase: phase,
            detail: row["detail"])
    }
}
