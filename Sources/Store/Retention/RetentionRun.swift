import FoundationEssentials
import GRDB
import StoreSchema

/// One run of the retention over a history, step by step.
struct RetentionRun {
    /// A connection of its own: a round that is being recorded waits for one step at most, never for a queue of them.
    let queue: DatabaseQueue
    let file: String
    /// Called after each step, outside of any transaction, with the seconds that the step held the writer.
    let pause: @Sendable (_ held: Double) async throws -> Void
    private(set) var report = RetentionReport()

    init(queue: DatabaseQueue, file: String, pause: @escaping @Sendable (Double) async throws -> Void) {
        self.queue = queue
        self.file = file
        self.pause = pause
    }

    mutating func apply(_ rules: RetentionRules, now: Date) async throws {
        let horizon = RetentionHorizon(rules, now: now)
        for task in RetentionTask.rollUps + RetentionTask.removals { try await run(task, horizon) }
        if let largest = rules.maxBytes { try await shrink(to: largest, now: now) }
        try await giveBack(largest: rules.maxBytes)
        try await checkpoint()
    }

    mutating func remove(before second: Int64) async throws {
        for task in RetentionTask.countRemovals { try await run(task, RetentionHorizon(removal: second)) }
        try await giveBack(largest: nil)
        try await checkpoint()
    }

    private mutating func run(_ task: RetentionTask, _ horizon: RetentionHorizon) async throws {
        var batch = BatchSize()
        var from: Int64? = 0
        while let place = from {
            let limit = batch.rows
            let (step, held) = try await timed {
                try $0.inImmediate { try task.step($0, horizon, from: place, limit: limit) }
            }
            from = step.next
            if task.isRollUp { report.rolledUp += step.rows } else { report.removed += step.rows }
            // A step with little to do says nothing of what a full one takes.
            if step.rows == limit || held > 0.005 { batch.adapt(held: held) }
            try await pause(held)
        }
    }

    /// The oldest day goes, and the next, until what is left fits; today never does.
    private mutating func shrink(to largest: Int64, now: Date) async throws {
        let today = now.wholeSeconds / 86_400 * 86_400
        var last = Int64.min
        while try await usage().used > largest {
            // A day that was removed and is still there would be the oldest for ever.
            guard let oldest = try await read(Self.oldest), oldest < today, oldest > last else {
                report.isOverBound = true
                return
            }
            last = oldest
            let horizon = RetentionHorizon(removal: oldest / 86_400 * 86_400 + 86_400)
            for task in RetentionTask.removals { try await run(task, horizon) }
        }
    }

    /// Gives free pages back to the file system where they are many, or where the file is larger than allowed. Fewer
    /// are used again.
    private mutating func giveBack(largest: Int64?) async throws {
        var batch = BatchSize()
        var usage = try await usage()
        while usage.free > 0, usage.free > max(256, usage.pages / 8) || largest.map({ usage.file > $0 }) ?? false {
            let count = batch.rows
            let (_, held) = try await timed { try Row.fetchAll($0, sql: "PRAGMA incremental_vacuum(\(count))").count }
            let left = try await self.usage()
            // A file that was made without auto_vacuum gives nothing back.
            guard left.free < usage.free else { return }
            report.freedPages += usage.free - left.free
            usage = left
            batch.adapt(held: held)
            try await pause(held)
        }
    }

    /// Moves what the write-ahead log holds into the database. PASSIVE waits for nobody, and nobody for it.
    private func checkpoint() async throws {
        try await withStoreErrors(file: file) {
            try await queue.writeWithoutTransaction { _ = try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(PASSIVE)") }
        }
    }

    private mutating func timed<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws
        -> (Value, Double)
    {
        let (value, held) = try await withStoreErrors(file: file) {
            try await queue.writeWithoutTransaction { db in
                let started = ContinuousClock.now
                let value = try body(db)
                return (value, (ContinuousClock.now - started).seconds)
            }
        }
        report.steps += 1
        report.longestHold = max(report.longestHold, held)
        if report.steps % 64 == 0 { try await checkpoint() }
        return (value, held)
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withStoreErrors(file: file) { try await queue.read(body) }
    }

    private func usage() async throws -> StoreUsage { try await read { try StoreUsage($0) } }

    /// The beginning of the oldest thing that may go, seconds since 1970.
    private static func oldest(_ db: Database) throws -> Int64? {
        let row = try db.row(
            """
            SELECT (SELECT min(id) FROM probes) AS probe, (SELECT min(id) FROM probe_hours) AS hours,
                (SELECT min((SELECT min(minute) FROM failures WHERE cluster = c.id)) FROM clusters c) AS minute,
                (SELECT min(id) FROM failure_minutes) AS packed, (SELECT min(id) FROM failure_hours) AS hour,
                (SELECT min(closed_at) FROM incidents) AS closed,
                (SELECT min(at) FROM config_changes n WHERE EXISTS (SELECT 1 FROM config_changes g WHERE g.cluster = \
            n.cluster
                    AND (g.at, g.id) < (n.at, n.id))) AS changed
            """)
        guard let row else { return nil }
        func scaled(_ column: String, _ scale: (Int64) -> Int64) -> Int64? { (row[column] as Int64?).map(scale) }
        return [
            scaled("probe") { ProbeChunk.hour(ofID: $0) * 3600 },
            scaled("hours") { ProbeChunk.hour(ofID: $0) * 86_400 },
            scaled("packed") { ProbeChunk.hour(ofID: $0) * 86_400 },
            scaled("hour") { ProbeChunk.hour(ofID: $0) * 86_400 },
            try oldestDay(db, "probe_days") { RollUpRow.decode($0).map(\.slot) }, scaled("minute") { $0 * 60 },
            try oldestDay(db, "failure_days") { FailureRow.decode($0).map(\.slot) },
            scaled("closed") { $0 / 1000 }, scaled("changed") { $0 / 1000 },
        ].compactMap(\.self).min()
    }

    /// A block of days begins before its first day that is still there.
    private static func oldestDay(_ db: Database, _ table: String, _ slots: (Data) -> [Int]) throws -> Int64? {
        guard let first: Int64 = try db.row("SELECT min(id) AS first FROM \(table)")?["first"] else { return nil }
        let ids = ProbeChunk.ids(ofHour: ProbeChunk.hour(ofID: first))
        let rows = try db.rows(
            "SELECT id, data FROM \(table) WHERE id BETWEEN ? AND ?", [ids.lowerBound, ids.upperBound])
        return rows.flatMap { row in slots(row["data"]).map { RollUpLevel.days.second(id: row["id"], slot: $0) } }.min()
    }
}

extension Database {
    fileprivate func inImmediate<Value>(_ body: (Database) throws -> Value) throws -> Value {
        var value: Value?
        try inTransaction(.immediate) {
            value = try body(self)
            return .commit
        }
        // inTransaction has thrown where the body did.
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
