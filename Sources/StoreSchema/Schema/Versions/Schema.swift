import Fleet
import FoundationEssentials
package import GRDB

/// The versions of the database, and the way from each to the next.
///
/// Not by GRDB's DatabaseMigrator: it commits after each step, so that a full disk leaves a file between two versions,
/// and it asks outside of a transaction what is due, so that of two programs that start together one fails.
package enum Schema {
    /// One step for each version, in order. A step that was released is never edited: a change is a new step.
    package static let migrations: [String] = [version1, version2, version3, version4, version5, version6]

    /// What `PRAGMA user_version` says after all of them.
    package static var current: Int { migrations.count }

    /// `ksfl` in ASCII, so that `file` and this program tell the history from another SQLite database.
    package static let applicationID = 0x6B73_666C

    /// Refuses what this program must not touch.
    package static func check(_ db: Database, file: String) throws -> Int {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard application == applicationID || tables == 0 else {
            throw StoreError(
                .notADatabase, "\(file) is the SQLite database of another program. Name another file.", file: file)
        }
        guard version <= current else { throw newer(version, program: try? program(db), file: file) }
        return version
    }

    /// Brings the database to the current version, in one transaction: two processes that start together migrate once.
    package static func migrate(_ db: Database, program: String, file: String) throws {
        // Migrations use it: a step is SQL, whatever it does to a row.
        db.add(function: .deflate)
        try db.inTransaction(.immediate) {
            let version = try check(db, file: file)
            for migration in migrations[version...] { try db.execute(sql: migration) }
            if version < current {
                try db.execute(sql: "PRAGMA user_version = \(current); PRAGMA application_id = \(applicationID)")
            }
            try CauseCodes.register(db)
            try register(db, program: program)
            return .commit
        }
    }

    private static func register(_ db: Database, program: String) throws {
        try db.execute(
            sql: "INSERT INTO meta(key, value) VALUES ('installation', ?) ON CONFLICT DO NOTHING",
            arguments: [UUID().uuidString])
        try db.execute(
            sql:
                """
                INSERT INTO meta(key, value) VALUES ('program', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value
                """,
            arguments: [program])
    }

    private static func program(_ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'program'")
    }

    private static func newer(_ version: Int, program: String??, file: String) -> StoreError {
        let writer = (program ?? nil).map { "ksfleet \($0)" } ?? "a newer ksfleet"
        return StoreError(
            .newerSchema,
            "\(file) has schema \(version), written by \(writer); this program knows schemas up to \(current). "
                + "Run that version or a later one, or name another file.", file: file)
    }
}
