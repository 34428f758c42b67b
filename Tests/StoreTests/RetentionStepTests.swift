import Fleet
import FoundationEssentials
import GRDB
import Synchronization
import Testing

@testable import Store
@testable import StoreSchema

@Suite("The steps of the retention")
struct RetentionStepTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() async throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    private func days(_ count: Double) -> Date { noon.addingTimeInterval(count * 86_400) }

    /// A probe and a failure an hour of many clusters, for some days.
    private func fill(clusters: Int = 30, hours: Int = 72) async throws {
        for hour in 0..<hours {
            let at = minutes(Double(hour) * 60)
            let failures = [FailureCount(minute: Int(at.timeIntervalSince1970) / 60, cause: .other, count: 1)]
            _ = try await writer.record(
                round: (0..<clusters).map { number in
                    ProbeRecord(
                        observation: observation("c\(number)", at: at, failures: failures), diagnosis: diagnosis(),
                        subtracted: [:])
                })
        }
    }

    @Test("No step touches more rows than it is allowed, whatever it does", arguments: RetentionTask.allCases)
    func bounded(task: RetentionTask) async throws {
        try await fill(clusters: 10, hours: 30)
        try await writer.rounds.write { db in
            try db.execute(
                sql:
                    """
                    INSERT INTO incidents(cluster, cause, opened_at, closed_at) SELECT 1, 1, value, value FROM \
                    json_each('[1,2,3,4,5,6,7,8,9]')
                    """
            )
            for step in RetentionTask.rollUps where task != .removeProbes && task != .removeFailures && !task.isRollUp {
                try run(step, db, limit: 1000)
            }
            let horizon = RetentionHorizon(RetentionRules(rawDays: 1, hourlyDays: 1, totalDays: 1), now: days(40))
            if task == .rollUpProbeHours { try run(.rollUpProbes, db, limit: 1000) }
            if [.rollUpFailureMinutes, .rollUpFailureHours].contains(task) { try run(.packFailures, db, limit: 1000) }
            if task == .rollUpFailureHours { try run(.rollUpFailureMinutes, db, limit: 1000) }
            var (place, total): (Int64?, Int) = (0, 0)
            while let from = place {
                let before = db.totalChangesCount
                let step = try task.step(db, horizon, from: from, limit: 3)
                #expect(step.rows <= 3)
                // A roll-up changes a row here and a row there.
                #expect(db.totalChangesCount - before <= 6)
                total += step.rows
                place = step.next
            }
            if ![.removeProbeHours, .removeFailureMinutes, .removeFailureHours, .removeConfigChanges, .removeSnapshots]
                .contains(task)
            {
                #expect(total > 3, "\(task)")
            }
        }
    }

    private func run(_ task: RetentionTask, _ db: Database, limit: Int) throws {
        let horizon = RetentionHorizon(RetentionRules(rawDays: 1, hourlyDays: 1, totalDays: 1), now: days(40))
        var place: Int64? = 0
        while let from = place { place = try task.step(db, horizon, from: from, limit: limit).next }
    }

    @Test("Rounds are recorded between the steps, and find no writer in their way")
    func interleaving() async throws {
        try await fill()
        let recorded = Mutex(0)
        let report = try await writer.retain(RetentionRules(rawDays: 1, hourlyDays: 2), now: days(4)) { _ in
            // Were the writer held between two steps, this would wait for the retention's end, and that for this.
            let number = recorded.withLock {
                $0 += 1; return $0
            }
            guard number <= 10 else { return }
            _ = try await writer.record(round: [record("new", at: days(4).addingTimeInterval(Double(number)))])
        }
        #expect(report.steps > 10 && recorded.withLock { $0 } == report.steps)
        let probes = try await reader.probes(HistoryFilter(clusters: ["new"]))
        #expect(probes.count == 10 && probes.allSatisfy { $0.rolledUp == nil })
    }

    @Test("A retention that is stopped in the middle has counted everything once, and goes on where it was")
    func stopped() async throws {
        try await fill(clusters: 5)
        struct Stop: Error {}
        func total() async throws -> [Int] {
            let probes = try await reader.probes(HistoryFilter()).map {
                $0.rolledUp.map { $0.healthy + $0.failing + $0.unknown } ?? 1
            }
            return [probes.reduce(0, +), try await reader.failures(HistoryFilter()).reduce(0) { $0 + $1.count }]
        }
        let rules = RetentionRules(rawDays: 1, hourlyDays: 2)
        for stop in [1, 2, 5, 9] {
            let steps = Mutex(0)
            await #expect(throws: Stop.self) {
                try await writer.retain(rules, now: days(5)) { _ in
                    if steps.withLock({
                        $0 += 1; return $0
                    }) == stop {
                        throw Stop()
                    }
                }
            }
            #expect(try await total() == [360, 360], "stopped after \(stop) steps")
        }
        _ = try await writer.retain(rules, now: days(5), pause: { _ in })
        #expect(try await total() == [360, 360])
        #expect(try await reader.info().rows["probes"] == 0)
    }

    @Test("Open incidents, the journal, configurations in force and texts that are named stay, however old")
    func stays() async throws {
        for (minute, text) in ["a: 1", "a: 2", "a: 3"].enumerated() {
            let seen = observation("east", at: minutes(Double(minute)), config: text)
            _ = try await writer.record(round: [
                ProbeRecord(observation: seen, diagnosis: diagnosis(.redisDown), subtracted: [:])
            ])
        }
        for minute in 3..<6 {
            let seen = observation("west", at: minutes(Double(minute)), config: "a: 1")
            _ = try await writer.record(round: [
                ProbeRecord(observation: seen, diagnosis: diagnosis(.clockSkew), subtracted: [:])
            ])
        }
        for minute in 6..<8 {
            _ = try await writer.record(round: [
                ProbeRecord(
                    observation: observation("west", at: minutes(Double(minute))), diagnosis: diagnosis(),
                    subtracted: [:])
            ])
        }
        _ = try await writer.appendJournal(journalEntry("patch"))
        _ = try await writer.retain(
            RetentionRules(rawDays: 1, hourlyDays: 1, totalDays: 1), now: days(30), pause: { _ in })
        let rows = try await reader.info().rows
        // "a: 2" was replaced long ago and nobody names it; "a: 1" is west's.
        #expect(rows["snapshots"] == 2 && rows["config_changes"] == 2 && rows["journal"] == 1)
        #expect(try await reader.incidents(HistoryFilter()).map(\.incident.cause) == [.redisDown])
        #expect(rows["probes"] == 0 && rows["probe_days"] == 0 && rows["probe_hours"] == 0)
        #expect(try await reader.snapshot(of: "east", at: days(29))?.text == "a: 3")
        #expect(try await reader.verifyJournal().isIntact)
        #expect(try await reader.check().isSound)
    }

    @Test("What was in force at the edge of the kept time is still known there")
    func edge() async throws {
        for (day, text) in [(0.0, "a: 1"), (5, "a: 2"), (15, "a: 3")] {
            let seen = observation("east", at: days(day), config: text)
            _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])]
            )
        }
        _ = try await writer.retain(
            RetentionRules(rawDays: 1, hourlyDays: 1, totalDays: 10), now: days(20), pause: { _ in })
        #expect(try await reader.configChanges(HistoryFilter()).map(\.at) == [days(15), days(5)])
        #expect(try await reader.snapshot(of: "east", at: days(11))?.text == "a: 2")
    }

    @Test("A file that is too large loses its oldest days until it fits, gives the pages back, and keeps today")
    func bound() async throws {
        try await writer.rounds.write { db in
            try db.execute(sql: "INSERT INTO clusters(id, name, first_seen) VALUES (1, 'east', 0)")
            for hour in 0..<(24 * 20) {
                let at = minutes(Double(hour) * 60).wholeSeconds
                try db.execute(
                    sql: "INSERT INTO probes(id, data) VALUES (?, zeroblob(5000))",
                    arguments: [ProbeChunk.id(hour: ProbeChunk.hour(of: at), cluster: 1)])
            }
        }
        let before = try history.integer("SELECT count(*) FROM probes")
        let largest: Int64 = 1 << 20
        let report = try await writer.retain(RetentionRules(maxBytes: largest), now: days(18), pause: { _ in })
        #expect(!report.isOverBound && report.freedPages > 0)
        let usage = try await history.raw().read { try StoreUsage($0) }
        #expect(usage.file <= largest)
        let left = try history.integer("SELECT count(*) FROM probes")
        #expect(left > 24 && left < before)
        // The newest are there, and no day between is missing.
        let range = try #require(try await reader.info().newestProbe)
        #expect(range == minutes(Double(24 * 20 - 1) * 60))
        #expect(try history.integer("SELECT (max(id >> 20) - min(id >> 20) + 1) - count(*) FROM probes") == 0)
    }

    @Test("Where nothing that may go is left, the bound is said to be missed")
    func unmetBound() async throws {
        _ = try await writer.record(round: [record("east", at: days(0))])
        let report = try await writer.retain(RetentionRules(maxBytes: 4096), now: days(0.1), pause: { _ in })
        #expect(report.isOverBound)
        #expect(try await reader.info().probes == 1)
    }

    @Test("A batch grows where steps are quick, shrinks where they are slow, and stays within its bounds")
    func batches() {
        var batch = BatchSize()
        for _ in 0..<20 { batch.adapt(held: 0.0001) }
        #expect(batch.rows == BatchSize.largest)
        batch.adapt(held: 0.003)
        #expect(batch.rows == BatchSize.largest)
        batch.adapt(held: 0.02)
        #expect(batch.rows == BatchSize.largest / 2)
        for _ in 0..<20 { batch.adapt(held: 0.02) }
        #expect(batch.rows == BatchSize.smallest)
    }
}
