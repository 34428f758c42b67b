package import Fleet
package import FoundationEssentials
import GRDB

/// The writing side of the history. Every call runs on SQLite's own queue, off the cooperative pool, and is one transaction.
///
/// Calls throw `StoreError`, or `CancellationError` when their task is cancelled; either way nothing of the call is stored.
package struct HistoryWriter: Sendable {
    /// The path of the database.
    package let file: String
    let rounds: DatabaseQueue
    /// Its own connection, because a step that is about to be taken must be on the disk before it is taken.
    let journal: DatabaseQueue
    let codes: CauseCodes

    /// Opens the history, creating or migrating it. Blocking: for the start of a program.
    ///
    /// - Parameters:
    ///   - path: The file; its directory must exist.
    ///   - program: The version of this program, kept for the message that a later, older program gives.
    /// - Throws: `newer-schema`, `not-a-database`, `corrupt`, `read-only`, `missing-directory`, `disk-full`, `busy`, …
    package static func open(path: String, program: String) throws(StoreError) -> HistoryWriter {
        try withStoreErrors(file: path) {
            let rounds = try Connection.writing(path, synchronous: .normal)
            try rounds.writeWithoutTransaction { db in
                // Before anything is written: the file may belong to another program, or to a later version of this one.
                _ = try Schema.check(db, file: path)
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                try Schema.migrate(db, program: program, file: path)
            }
            return HistoryWriter(
                file: path, rounds: rounds, journal: try Connection.writing(path, synchronous: .full),
                codes: try rounds.read(CauseCodes.init))
        }
    }

    /// Stores a whole round, all of it or nothing.
    ///
    /// - Returns: The incidents that it opened, closed or opened again.
    package func record(round: [ProbeRecord], rules: IncidentRules = IncidentRules()) async throws -> [IncidentEvent] {
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                let transaction = RoundTransaction(db: db, codes: codes, rules: rules)
                return try round.flatMap { try transaction.record($0) }
            }
        }
    }

    /// Appends one row to the journal. When this returns, the row is on the disk (`PRAGMA synchronous = FULL`).
    ///
    /// - Returns: The row's number, counted from 1 without a gap.
    package func appendJournal(_ entry: JournalEntry) async throws -> Int64 {
        try await withStoreErrors(file: file) { try await journal.write { try JournalTable.append(entry, $0) } }
    }

    /// Notes that somebody has taken an incident on. The first acknowledgement stays.
    ///
    /// - Throws: `no-such-incident`.
    package func acknowledge(incident: Int64, by: String, at: Date) async throws -> IncidentRecord {
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                try db.run(
                    "UPDATE incidents SET acked_at = ?, acked_by = ? WHERE id = ? AND acked_at IS NULL",
                    [at.milliseconds, printable(by, limit: 100), incident])
                guard let record = try IncidentQuery.one(incident, db) else {
                    throw StoreError(
                        .noSuchIncident, "There is no incident \(incident) in \(file). List them with `agentctl incidents`.", file: file)
                }
                return record
            }
        }
    }

    /// Moves what the write-ahead log holds into the database and closes it. Calls after it throw.
    package func close() throws(StoreError) {
        try withStoreErrors(file: file) {
            try journal.close()
            try rounds.close()
        }
    }
}
