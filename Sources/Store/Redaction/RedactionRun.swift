import Fleet
import FoundationEssentials
import GRDB
import StoreSchema

/// One walk over what is stored of configurations: the snapshots, the diffs of plans, and what servers called their
/// objects.
///
/// The journal is left alone: its rows are chained by hashes, and hold of a document what a repair wrote.
struct RedactionRun {
    let rule: StoredTextRule
    private(set) var report = RedactionReport()

    init(rule: StoredTextRule) { self.rule = rule }

    static func rule(_ db: Database) throws -> Int {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'redaction'").flatMap { Int($0) } ?? 0
    }

    static func note(_ rule: Int, _ db: Database) throws {
        try db.execute(
            sql:
                """
                INSERT INTO meta(key, value) VALUES ('redaction', ?) ON CONFLICT(key) DO UPDATE SET value = \
                excluded.value
                """,
            arguments: [String(rule)])
    }

    /// Rewrites in one transaction. What a page loses is overwritten with zeros, for where the disk has no room for the
    /// rest.
    mutating func rewrite(_ db: Database) throws {
        try db.execute(sql: "PRAGMA secure_delete = ON")
        defer { try? db.execute(sql: "PRAGMA secure_delete = OFF") }
        try db.inTransaction(.immediate) {
            try walk(db, writing: true)
            return .commit
        }
    }

    mutating func walk(_ db: Database, writing: Bool) throws {
        try SnapshotTable.forEach(db) { id, text in
            report.snapshots += 1
            guard let text else {
                report.damagedSnapshots += 1
                return
            }
            let fit = rule.configuration(text)
            guard fit != text else { return }
            report.rewrittenSnapshots += 1
            if writing { try SnapshotTable.replace(id, by: fit, db) }
        }
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM plans ORDER BY id") {
            try walk(plan: id, db, writing: writing)
        }
        try walk(column: "uid", of: "clusters", by: rule.uid, db, writing: writing)
        try walk(column: "resource_version", of: "config_changes", by: rule.resourceVersion, db, writing: writing)
    }

    /// Beside servers nobody writes there: what has not their shape is something that one of them repeated.
    private mutating func walk(
        column: String, of table: String, by rule: (String) -> String?, _ db: Database, writing: Bool
    ) throws {
        for row in try Row.fetchAll(db, sql: "SELECT id, \(column) AS text FROM \(table) WHERE \(column) IS NOT NULL") {
            let (id, text): (Int64, String) = (row["id"], row["text"])
            let fit = rule(text)
            guard fit != text else { continue }
            report.rewrittenNames += 1
            if writing { try db.run("UPDATE \(table) SET \(column) = ? WHERE id = ?", [fit, id]) }
        }
    }

    /// The plan keeps its hash: it is what was shown, approved and journaled.
    private mutating func walk(plan id: Int64, _ db: Database, writing: Bool) throws {
        report.plans += 1
        let row = try db.row(
            "SELECT json_extract(json, '$.diff') AS diff FROM plans WHERE id = ? AND json_valid(json)", [id])
        guard let diff: String = row?["diff"] else { return }
        let fit = rule.diff(diff)
        guard fit != diff else { return }
        report.rewrittenPlans += 1
        if writing { try db.run("UPDATE plans SET json = json_set(json, '$.diff', ?) WHERE id = ?", [fit, id]) }
    }

    /// Builds the file anew, without its free pages and the slack of the others, and empties the write-ahead log. A
    /// reader in the midst of a reading, or a full disk, leaves it undone.
    mutating func scrub(_ db: Database) {
        do {
            try db.execute(sql: "VACUUM")
            let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            report.isScrubbed = (row?[0] as Int?) == 0
        } catch {
            report.isScrubbed = false
        }
    }
}
