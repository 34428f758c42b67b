import Fleet
import FoundationEssentials
import GRDB

/// The file itself: is it whole, how large is it, what is in it.
enum Inspection {
    private static let tables = [
        "clusters", "latest", "probes", "probe_hours", "probe_days", "failures", "failure_minutes", "failure_hours",
        "failure_days", "findings", "snapshots", "config_changes", "incidents", "trackers", "log_cursors",
        "own_failures", "own_claims", "recorded_rounds", "journal", "plans", "runs",
        "sealed_documents", "breaker", "freezes", "mutes", "endings", "notice_groups", "outbox",
    ]

    static func check(_ db: Database, file: String) throws -> StoreCheck {
        let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
            let number = (row["rowid"] as Int64?).map { " \($0)" } ?? ""
            return
                """
                row\(number) of \(row["table"] as String) names a row of \(row["parent"] as String) that does not exist
                """
        }
        return StoreCheck(problems: integrity + orphans, size: .of(file))
    }

    static func info(_ db: Database, file: String) throws -> StoreInfo {
        let counts = try tables.map { ($0, try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0) }
        let usage = try StoreUsage(db)
        let single = try range(db, .single)
        let probes =
            try Int.fetchOne(db, sql: "SELECT ifnull(sum(length(data)), 0) / \(PackedProbe.size) FROM probes") ?? 0
        let meta = try Row.fetchAll(db, sql: "SELECT key, value FROM meta").map {
            ($0["key"] as String, $0["value"] as String)
        }
        let values = Dictionary(uniqueKeysWithValues: meta)
        return StoreInfo(
            file: file, schema: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
            installation: values["installation"],
            program: values["program"], size: .of(file), rows: Dictionary(uniqueKeysWithValues: counts),
            probes: probes,
            oldestProbe: single?.oldest, newestProbe: single?.newest, hourlyProbes: try range(db, .hours),
            dailyProbes: try range(db, .days),
            usedBytes: usage.used, freeBytes: usage.file - usage.used)
    }

    /// From the beginning of the first to the beginning of the last of what stands in one of the three tables.
    private static func range(_ db: Database, _ rows: ProbeRows) throws -> StoredRange? {
        let codes = try CauseCodes(db)
        let times = try ["min", "max"].flatMap { bound -> [Date] in
            guard let id = try Int64.fetchOne(db, sql: "SELECT \(bound)(id) FROM \(rows.table)") else { return [] }
            let ids = ProbeChunk.ids(ofHour: ProbeChunk.hour(ofID: id))
            return try db.rows(rows.ofUnit, [ids.lowerBound, ids.upperBound]).flatMap { row in
                rows.decode(row["data"], id: row["id"], cluster: ClusterID(""), codes: codes) { _, _, _ in true }.map(
                    \.at)
            }
        }
        guard let oldest = times.min(), let newest = times.max() else { return nil }
        return StoredRange(oldest: oldest, newest: newest)
    }
}
