import Fleet
import Foundation
import GRDB
import Store

/// The rows of a year, table by table, as rounds and the retention would have left them.
struct Tables {
    private let db: Database
    private let years: [ClusterYear]
    private let begin: Int
    private let end: Int
    /// Where single probes begin, and where hours do.
    private let raw: Int
    private let hourly: Int
    private let ids: [String: Int64]
    private let causes: [String: Int64]

    init(_ db: Database, years: [ClusterYear], begin: Int, end: Int, rules: RetentionRules) throws {
        self.db = db
        self.years = years
        self.begin = begin
        self.end = end
        raw = max(begin, end - rules.rawDays * 86_400) / 3600 * 3600
        hourly = max(begin, end - rules.hourlyDays * 86_400) / 86_400 * 86_400
        ids = Dictionary(
            uniqueKeysWithValues: try Row.fetchAll(db, sql: "SELECT name, id FROM clusters").map {
                ($0["name"], $0["id"])
            })
        causes = Dictionary(
            uniqueKeysWithValues: try Row.fetchAll(db, sql: "SELECT code, id FROM causes").map {
                ($0["code"], $0["id"])
            })
    }

    /// - Returns: how many probes that are, counted before they were rolled up.
    func fill() throws -> Int {
        try fillProbes()
        try fillRollUps(.hours, from: hourly, to: raw)
        try fillRollUps(.days, from: begin / 86_400 * 86_400, to: hourly)
        for year in years { try fillRecords(year) }
        return years.count * (end - begin) / HistoryGenerator.interval
    }

    private func probe(_ year: ClusterYear, at second: Int, _ random: inout SeededGenerator) -> PackedProbe {
        let draw = random.fraction()
        let trouble = year.troubles.first { $0.begin <= second && second < $0.end }
        let health: Health =
            trouble.map { $0.cause == .unreachable ? .failing : .failing } ?? (draw < 0.0005 ? .unknown : .healthy)
        let cause = trouble?.cause ?? (health == .unknown ? .unreachable : nil)
        let elapsed = Double(year.usualElapsed) * (draw < 0.01 ? 8 : 0.8 + draw * 0.4)
        return PackedProbe(
            at: Int64(second), health: health, cause: cause.flatMap { causes[$0.rawValue] } ?? 0, elapsed: Int(elapsed))
    }

    /// Hour by hour, as rounds write them: neighbours in time are neighbours in the file.
    private func fillProbes() throws {
        let insert = try db.makeStatement(sql: "INSERT OR REPLACE INTO probes(id, data) VALUES (?, ?)")
        var random = SeededGenerator(seed: 7)
        for hour in stride(from: raw, to: end, by: 3600) {
            for year in years {
                var data = Data(capacity: 3600 / HistoryGenerator.interval * PackedProbe.size)
                for second in stride(from: hour, to: hour + 3600, by: HistoryGenerator.interval) {
                    data.append(contentsOf: probe(year, at: second, &random).bytes)
                }
                try insert.execute(arguments: [
                    ProbeChunk.id(hour: Int64(hour / 3600), cluster: ids[year.name] ?? 0), data,
                ])
            }
        }
    }

    private func fillRollUps(_ level: RollUpLevel, from first: Int, to last: Int) throws {
        let period = Int(level.period)
        var rows: [Int64: [RolledUpProbes]] = [:]
        for (number, year) in years.enumerated() {
            var random = SeededGenerator(seed: UInt64(number) &* 3 &+ UInt64(period))
            for start in stride(from: first, to: last, by: period) {
                guard let entry = rollUp(year, start, min(start + period, last), level, &random) else { continue }
                rows[level.id(second: Int64(start), cluster: ids[year.name] ?? 0), default: []].append(entry)
            }
        }
        for (id, entries) in rows.sorted(by: { $0.key < $1.key }) {
            try db.execute(
                sql: "INSERT INTO \(level.table)(id, data) VALUES (?, ?)", arguments: [id, RollUpRow.encode(entries)])
        }
    }

    /// What the period's probes add up to, without making each of them.
    private func rollUp(
        _ year: ClusterYear, _ start: Int, _ end: Int, _ level: RollUpLevel, _ random: inout SeededGenerator
    ) -> RolledUpProbes? {
        let count = (end - start) / HistoryGenerator.interval
        guard count > 0,
            var entry = RolledUpProbes([probe(year, at: start, &random)], slot: level.slot(second: Int64(start)))
        else { return nil }
        let trouble = year.troubles.first { $0.begin < end && start < $0.end }
        let failing = trouble.map { (min($0.end, end) - max($0.begin, start)) / HistoryGenerator.interval } ?? 0
        let unknown = random.fraction() < Double(count) * 0.0005 ? 1 : 0
        (entry.failing, entry.unknown, entry.healthy) = (failing, unknown, max(0, count - failing - unknown))
        entry.cause =
            failing > 0
            ? trouble.flatMap { causes[$0.cause.rawValue] } ?? 0
            : unknown > 0 ? causes[Cause.unreachable.rawValue] ?? 0 : 0
        (entry.shortest, entry.average, entry.longest) = (
            year.usualElapsed * 4 / 5, year.usualElapsed, year.usualElapsed * 8
        )
        return entry
    }

    private func fillRecords(_ year: ClusterYear) throws {
        let cluster = ids[year.name] ?? 0
        for trouble in year.troubles where trouble.end - trouble.begin > 120 {
            try db.execute(
                sql: "INSERT INTO incidents(cluster, cause, opened_at, closed_at) VALUES (?, ?, ?, ?)",
                arguments: [
                    cluster, causes[trouble.cause.rawValue], trouble.begin * 1000,
                    trouble.end >= end ? nil : trouble.end * 1000,
                ])
        }
        for (version, second) in year.changes.enumerated().dropFirst() {
            try fillChange(year, cluster, version, second)
        }
        var failures = FailureRows(db, cluster: cluster, causes: causes, raw: raw, hourly: hourly)
        try failures.fill(year, begin: begin, end: end)
    }

    private func fillChange(_ year: ClusterYear, _ cluster: Int64, _ version: Int, _ second: Int) throws {
        let deflated = try DeflatedText(year.document(version))
        try db.execute(
            sql: "INSERT INTO snapshots(content_hash, size, deflated) VALUES (randomblob(32), ?, ?)",
            arguments: [deflated.size, deflated.bytes])
        try db.execute(
            sql: """
                INSERT INTO config_changes(cluster, at, snapshot, resource_version, manager, written_at) VALUES (?, ?, \
                ?, ?, 'kubectl-edit', ?)
                """,
            arguments: [cluster, second * 1000, db.lastInsertedRowID, String(1000 + version), second * 1000 - 20_000])
    }
}

/// Failed authentications of one cluster: of its users while it is broken, and of somebody's old session now and then.
struct FailureRows {
    private let db: Database
    private let cluster: Int64
    private let causes: [String: Int64]
    private let raw: Int
    private let hourly: Int
    private var packed: [FailureLevel: [Int64: [PackedFailure]]] = [:]

    init(_ db: Database, cluster: Int64, causes: [String: Int64], raw: Int, hourly: Int) {
        (self.db, self.cluster, self.causes, self.raw, self.hourly) = (db, cluster, causes, raw, hourly)
    }

    mutating func fill(_ year: ClusterYear, begin: Int, end: Int) throws {
        var random = SeededGenerator(seed: UInt64(cluster) &* 11)
        for trouble in year.troubles {
            guard let cause = trouble.failure.flatMap({ causes[$0.rawValue] }) else { continue }
            for minute in stride(from: trouble.begin / 60, to: trouble.end / 60, by: 1) where random.fraction() < 0.7 {
                add(minute, cause, 1 + Int(random.fraction() * 5))
            }
        }
        if year.hasStaleSessions, let cause = causes[FailureCause.tokenExpired.rawValue] {
            var minute = begin / 60
            while minute < end / 60 {
                add(minute, cause, 1)
                minute += 10 + Int(random.fraction() * 100)
            }
        }
        for (level, rows) in packed {
            for (id, failures) in rows {
                try db.cachedStatement(sql: "INSERT INTO \(level.table)(id, data) VALUES (?, ?)")
                    .execute(arguments: [id, FailureRow.encode(FailureRow.merged(failures))])
            }
        }
    }

    private mutating func add(_ minute: Int, _ cause: Int64, _ count: Int) {
        let second = minute * 60
        let day = second / 86_400 * 86_400
        let level: FailureLevel = day >= raw ? .minutes : day >= hourly ? .hours : .days
        packed[level, default: [:]][level.id(second: Int64(second), cluster: cluster), default: []]
            .append(PackedFailure(slot: level.slot(second: Int64(second)), cause: cause, count: count, peak: count))
    }
}
