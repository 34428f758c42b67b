package import Fleet
import FoundationEssentials
import GRDB
import StoreSchema

/// The writing side of the history. Every call runs on SQLite's own queue, off the cooperative pool, and is one
/// transaction.
///
/// Calls throw `StoreError`, or `CancellationError` when their task is cancelled; either way nothing of the call is
/// stored.
package struct HistoryWriter: Sendable {
    /// The path of the database.
    package let file: String
    let rounds: DatabaseQueue
    /// Its own connection, because a step that is about to be taken must be on the disk before it is taken.
    let journal: DatabaseQueue
    /// Its own connection, so that no round waits behind the steps of a retention.
    let retention: DatabaseQueue
    let codes: CauseCodes

    /// Opens the history, creating or migrating it. Blocking: for the start of a program.
    ///
    /// - Parameters:
    ///   - path: The file; its directory must exist.
    ///   - program: The version of this program, kept for the message that a later, older program gives.
    ///   - checkedFor: Seconds for which the file may be checked for damage before it is used; nil for not at all.
    /// - Throws: `newer-schema`, `not-a-database`, `corrupt`, `read-only`, `missing-directory`, `disk-full`, `busy`, …
    package static func open(path: String, program: String, checkedFor: Double? = nil) throws(StoreError)
        -> HistoryWriter
    {
        try withStoreErrors(file: path) {
            let rounds = try Connection.writing(path, synchronous: .normal)
            try rounds.writeWithoutTransaction { db in
                // Before anything is written: the file may belong to another program, or to a later version of this
                // one.
                _ = try Schema.check(db, file: path)
                if let checkedFor { try SoundnessCheck.run(db, rounds, seconds: checkedFor, file: path) }
                // Only possible while the file is empty; without it a file never gets smaller.
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
                try Schema.migrate(db, program: program, file: path)
                try makeShrinkable(db, file: path)
            }
            return HistoryWriter(
                file: path, rounds: rounds, journal: try Connection.writing(path, synchronous: .full),
                retention: try Connection.retaining(path), codes: try rounds.read(CauseCodes.init))
        }
    }

    /// A file that schema 1 made gets the map of its pages once. Where the disk has no room for it the history goes on
    /// without: the pages of what goes are then used again, and the file stays as large as it is.
    private static func makeShrinkable(_ db: Database, file: String) throws {
        guard try Int.fetchOne(db, sql: "PRAGMA auto_vacuum") == 0, StoreSize.of(file).database < 256 << 20
        else { return }
        do { try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM") } catch let error as DatabaseError
            where error.resultCode == .SQLITE_FULL || error.resultCode == .SQLITE_IOERR
        {}
    }

    /// Stores a whole round, all of it or nothing.
    ///
    /// - Parameter sequence: The number of the round's page of sent tokens, if it has one: this transaction
    ///   makes that page void.
    /// - Returns: The incidents that it opened, closed or opened again.
    package func record(round: [ProbeRecord], rules: IncidentRules = IncidentRules(), sequence: Int64? = nil)
        async throws -> [IncidentEvent]
    {
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                let transaction = RoundTransaction(db: db, codes: codes, rules: rules)
                if let sequence { try transaction.isNew(sequence) }
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

    /// Moves what the write-ahead log holds into the database and closes it. Calls after it throw.
    package func close() throws(StoreError) {
        try withStoreErrors(file: file) {
            try retention.close()
            try journal.close()
            try rounds.close()
        }
    }
}
