package import Fleet
package import FoundationEssentials
import GRDB
import StoreSchema

/// The breaker and the freezes. Each call is one transaction with its row of the journal.
extension HistoryWriter {
    /// Characters of who did it: a peer's name.
    static let signature = 100

    package func closeBreaker(by: String, reason: String, at: Date) async throws -> BreakerState {
        try await journaled { db in
            guard try RepairQuery.breaker(db).isOpen else { throw refused("the breaker is closed already") }
            try db.run(
                "UPDATE breaker SET opened_at = NULL, reason = NULL, closed_at = ?, closed_by = ?",
                [at.milliseconds, printable(by, limit: Self.signature)])
            try note(
                "breaker", "close-breaker", by: by, at: at, "closed, waves begin with one cluster again: \(reason)", db)
            return try RepairQuery.breaker(db)
        }
    }

    /// - Returns: the freeze with its number.
    package func addFreeze(_ freeze: Freeze) async throws -> Freeze {
        try await journaled { db in
            try db.run(
                "INSERT INTO freezes(clusters, from_at, until_at, reason, made_by) VALUES (?, ?, ?, ?, ?)",
                [
                    try encoded(freeze.clusters), freeze.from.milliseconds, freeze.until?.milliseconds, freeze.reason,
                    freeze.by,
                ])
            let id = db.lastInsertedRowID
            let until = freeze.until.map { "until \($0.rfc3339)" } ?? "until somebody unfreezes"
            try note("freeze-\(id)", "freeze", by: freeze.by, at: freeze.from, "\(until): \(freeze.reason)", db)
            return try freezeRow(id, db)
        }
    }

    /// - Throws: `refused` where there is none of that number, or it has ended.
    package func endFreeze(_ id: Int64, by: String, reason: String, at: Date) async throws -> Freeze {
        try await journaled { db in
            try db.run(
                """
                UPDATE freezes SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL AND ifnull(until_at, \
                ?) >= ?
                """,
                [at.milliseconds, printable(by, limit: Self.signature), id, Int64.max, at.milliseconds])
            guard db.changesCount == 1 else { throw refused("there is no freeze/\(id) that is still on") }
            try note("freeze-\(id)", "unfreeze", by: by, at: at, "ended: \(reason)", db)
            return try freezeRow(id, db)
        }
    }

    private func freezeRow(_ id: Int64, _ db: Database) throws -> Freeze {
        guard let row = try db.row("SELECT * FROM freezes WHERE id = ?", [id]) else {
            throw refused("there is no freeze/\(id)")
        }
        return try Freeze(row)
    }

    func open(breaker reason: String, at: Date, by: String, _ db: Database) throws {
        guard try !RepairQuery.breaker(db).isOpen else { return }
        try db.run(
            """
            INSERT INTO breaker(id, opened_at, reason) VALUES (1, ?, ?)
            ON CONFLICT(id) DO UPDATE SET opened_at = excluded.opened_at, reason = excluded.reason
            """, [at.milliseconds, printable(reason)])
        try note("breaker", "open-breaker", by: by, at: at, reason, db)
    }

    func note(_ run: String, _ step: String, by: String, at: Date, _ detail: String, _ db: Database) throws {
        _ = try JournalTable.append(
            JournalEntry(
                run: run, cluster: ClusterID("*"), at: at, actor: printable(by, limit: Self.signature), step: step,
                phase: .done, detail: printable(detail)), db)
    }
}
