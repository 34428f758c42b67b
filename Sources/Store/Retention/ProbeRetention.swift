import FoundationEssentials
import GRDB
import StoreSchema

/// Probes into hours, hours into days, days into nothing. A row leaves its table in the transaction in which it arrives
/// in the next, so that a probe is counted once whenever the process is killed.
enum ProbeRetention {
    /// Whole hours that ended before a second.
    static func rollUpProbes(_ db: Database, before second: Int64, limit: Int) throws -> RetentionTask.Step {
        let bound = ProbeChunk.id(hour: second / 3600, cluster: 0)
        return try moving(db, from: "probes", below: bound, to: .hours, limit: limit) { id, data in
            let hour = ProbeChunk.hour(ofID: id)
            let begin = hour * 3600
            return (
                begin, RolledUpProbes(ProbeChunk.decode(data, hour: hour), slot: RollUpLevel.hours.slot(second: begin))
            )
        }
    }

    /// Whole days that ended before a second.
    static func rollUpHours(_ db: Database, before second: Int64, limit: Int) throws -> RetentionTask.Step {
        let bound = ProbeChunk.id(hour: second / 86_400, cluster: 0)
        return try moving(db, from: RollUpLevel.hours.table, below: bound, to: .days, limit: limit) { id, data in
            let begin = ProbeChunk.hour(ofID: id) * 86_400
            var hours = RollUpRow.decode(data)
            guard var day = hours.popLast() else { return (begin, nil) }
            for hour in hours { day.add(hour) }
            day.slot = RollUpLevel.days.slot(second: begin)
            return (begin, day)
        }
    }

    private static func moving(
        _ db: Database, from table: String, below bound: Int64, to level: RollUpLevel, limit: Int,
        _ rollUp: (Int64, Data) -> (begin: Int64, entry: RolledUpProbes?)
    ) throws -> RetentionTask.Step {
        let rows = try db.rows("SELECT id, data FROM \(table) WHERE id < ? ORDER BY id LIMIT ?", [bound, limit])
        for row in rows {
            let id: Int64 = row["id"]
            let (begin, entry) = rollUp(id, row["data"])
            if let entry {
                try add(entry, to: level.id(second: begin, cluster: ProbeChunk.cluster(ofID: id)), level, db)
            }
            try db.run("DELETE FROM \(table) WHERE id = ?", [id])
        }
        return .init(rows: rows.count, next: rows.count < limit ? nil : 0)
    }

    private static func add(_ entry: RolledUpProbes, to id: Int64, _ level: RollUpLevel, _ db: Database) throws {
        let stored: Data? = try db.row("SELECT data FROM \(level.table) WHERE id = ?", [id])?["data"]
        try db.run(
            "INSERT OR REPLACE INTO \(level.table)(id, data) VALUES (?, ?)", [id, RollUpRow.adding(entry, to: stored)])
    }

    static func removeProbes(_ db: Database, before second: Int64, limit: Int) throws -> RetentionTask.Step {
        try db.run(
            "DELETE FROM probes WHERE id IN (SELECT id FROM probes WHERE id < ? ORDER BY id LIMIT ?)",
            [ProbeChunk.id(hour: second / 3600, cluster: 0), limit])
        return .init(rows: db.changesCount, next: db.changesCount < limit ? nil : 0)
    }

    /// Removes the roll-ups that ended before a second; of a row that has later ones too, only those.
    static func remove(_ level: RollUpLevel, _ db: Database, before second: Int64, from: Int64, limit: Int) throws
        -> RetentionTask.Step
    {
        let last = level.id(second: second, cluster: ProbeChunk.clusterMask)
        let rows = try db.rows(
            "SELECT id, data FROM \(level.table) WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", [from, last, limit])
        var step = RetentionTask.Step()
        for row in rows {
            let id: Int64 = row["id"]
            let entries = RollUpRow.decode(row["data"])
            let kept = entries.filter { level.second(id: id, slot: $0.slot) + level.period > second }
            guard kept.count < entries.count || entries.isEmpty else { continue }
            step.rows += 1
            if kept.isEmpty {
                try db.run("DELETE FROM \(level.table) WHERE id = ?", [id])
            } else {
                try db.run("UPDATE \(level.table) SET data = ? WHERE id = ?", [RollUpRow.encode(kept), id])
            }
        }
        if rows.count == limit, let last = rows.last { step.next = (last["id"] as Int64) + 1 }
        return step
    }
}
