import FoundationEssentials
import GRDB

/// The file itself: is it whole, how large is it, what is in it.
enum Inspection {
    private static let tables = [
        "clusters", "latest", "probes", "failures", "findings", "snapshots", "config_changes", "incidents", "trackers", "log_cursors",
        "own_failures", "journal", "plans", "runs", "sealed_documents", "breaker", "freezes",
    ]

    static func check(_ db: Database, file: String) throws -> StoreCheck {
        let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
            let number = (row["rowid"] as Int64?).map { " \($0)" } ?? ""
            return "row\(number) of \(row["table"] as String) names a row of \(row["parent"] as String) that does not exist"
        }
        return StoreCheck(problems: integrity + orphans, size: size(of: file))
    }

    static func info(_ db: Database, file: String) throws -> StoreInfo {
        let counts = try tables.map { ($0, try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0) }
        let probes = try Int.fetchOne(db, sql: "SELECT ifnull(sum(length(data)), 0) / \(PackedProbe.size) FROM probes") ?? 0
        let meta = try Row.fetchAll(db, sql: "SELECT key, value FROM meta").map { ($0["key"] as String, $0["value"] as String) }
        let values = Dictionary(uniqueKeysWithValues: meta)
        return StoreInfo(
            file: file, schema: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0, installation: values["installation"],
            program: values["program"], size: size(of: file), rows: Dictionary(uniqueKeysWithValues: counts), probes: probes,
            oldestProbe: try probeTime(db, newest: false), newestProbe: try probeTime(db, newest: true))
    }

    static func size(of file: String) -> StoreSize {
        StoreSize(database: bytes(file), writeAheadLog: bytes(file + "-wal"))
    }

    private static func bytes(_ file: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return (attributes?[.size] as? UInt64).map(Int64.init(clamping:)) ?? 0
    }

    private static func probeTime(_ db: Database, newest: Bool) throws -> Date? {
        let bound = newest ? "max" : "min"
        guard let id = try Int64.fetchOne(db, sql: "SELECT \(bound)(id) FROM probes") else { return nil }
        let hour = ProbeChunk.hour(ofID: id)
        let ids = ProbeChunk.ids(ofHour: hour)
        let rows = try db.rows(ProbeQuery.ofHour, [ids.lowerBound, ids.upperBound])
        let times = rows.flatMap { ProbeChunk.decode($0["data"], hour: hour).map(\.at) }
        return (newest ? times.max() : times.min()).map(Date.init(wholeSeconds:))
    }
}
