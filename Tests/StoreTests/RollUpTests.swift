import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("What old probes and failures are rolled up to")
struct RollUpTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader
    /// A day after which everything of `noon`'s day is older than a raw day, and none older than two hourly ones.
    private let rules = RetentionRules(rawDays: 1, hourlyDays: 2, totalDays: 10)

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    private func days(_ count: Double) -> Date { noon.addingTimeInterval(count * 86_400) }

    private func probe(
        _ cluster: String = "east", at: Date, _ meaning: Diagnosis = diagnosis(), elapsed: Double = 0.25,
        failures: Int = 0
    ) async throws {
        var seen = observation(
            cluster, at: at,
            failures: failures == 0
                ? [] : [FailureCount(minute: Int(at.timeIntervalSince1970) / 60, cause: .tokenExpired, count: failures)]
        )
        seen.elapsed = elapsed
        _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: meaning, subtracted: [:])])
    }

    @discardableResult
    private func retain(_ rules: RetentionRules? = nil, now: Date) async throws -> RetentionReport {
        try await writer.retain(rules ?? self.rules, now: now, pause: { _ in })
    }

    @Test(
        "A row of roll-ups is read as it was written, and a cut one as far as it is whole",
        arguments: [[], [1], [0, 23], Array(0..<32)])
    func packing(slots: [Int]) {
        let entries = slots.map { slot in
            var entry = RolledUpProbes(
                [PackedProbe(at: 0, health: .failing, cause: 63, elapsed: 1_048_575)], slot: slot)
            entry?.healthy = 86_400
            return entry
        }.compactMap(\.self)
        let row = RollUpRow.encode(entries.reversed())
        #expect(RollUpRow.decode(row) == entries)
        #expect(RollUpRow.decode(row.dropLast()) == Array(entries.dropLast()))
    }

    @Test("Every period has one row and one slot, and says when it began", arguments: [RollUpLevel.hours, .days])
    func places(level: RollUpLevel) {
        var seen: Set<String> = []
        for step in 0..<800 {
            let second = 1_799_971_200 + Int64(step) * level.period
            let id = level.id(second: second, cluster: 7)
            let slot = level.slot(second: second)
            #expect(ProbeChunk.cluster(ofID: id) == 7)
            #expect(level.second(id: id, slot: slot) == second)
            #expect(seen.insert("\(id) \(slot)").inserted)
        }
    }

    @Test(
        """
        An hour keeps how many probes had which health, the commonest of the worst causes, and the quickest, average \
        and slowest
        """
    )
    func hour() async throws {
        try await probe(at: minutes(1), elapsed: 0.1)
        try await probe(at: minutes(2), diagnosis(.redisDown), elapsed: 0.2)
        try await probe(at: minutes(3), diagnosis(.clockSkew), elapsed: 0.3)
        try await probe(at: minutes(4), diagnosis(.clockSkew), elapsed: 1)
        try await probe(at: minutes(5), unknown, elapsed: 0.4)
        try await retain(now: days(1.5))
        let expected = StoredProbe(
            cluster: "east", at: noon, health: .failing, cause: .clockSkew, elapsed: 0.4,
            rolledUp: .init(period: 3600, healthy: 1, failing: 3, unknown: 1, shortest: 0.1, longest: 1))
        #expect(try await reader.probes(HistoryFilter()) == [expected])
        let info = try await reader.info()
        #expect(
            info.probes == 0 && info.hourlyProbes == StoredRange(oldest: noon, newest: noon) && info.dailyProbes == nil)
    }

    @Test("Hours become days, and each probe is counted once at every age, however often the retention runs")
    func ages() async throws {
        for hour in 0..<30 {
            for minute in [0.0, 20] {
                try await probe(at: minutes(Double(hour) * 60 + minute), hour < 3 ? unknown : diagnosis())
            }
        }
        for day in stride(from: 0.5, through: 5, by: 0.25) {
            try await retain(now: days(day))
            let found = try await reader.probes(HistoryFilter())
            let counts = found.map { $0.rolledUp.map { $0.healthy + $0.failing + $0.unknown } ?? 1 }
            #expect(counts.reduce(0, +) == 60, "after \(day) days")
            #expect(found.map(\.at) == found.map(\.at).sorted(by: >))
        }
        let found = try await reader.probes(HistoryFilter())
        #expect(found.map(\.rolledUp?.period) == [86_400, 86_400])
        // noon is at 08:00 UTC: 16 hours of the first day, 14 of the second.
        #expect(found.map(\.rolledUp?.healthy) == [28, 26] && found.last?.rolledUp?.unknown == 6)
        #expect(found.map(\.health) == [.healthy, .unknown] && found.last?.cause == .unreachable)
    }

    @Test("A probe that comes after its hour was rolled up is added to it")
    func late() async throws {
        try await probe(at: minutes(1), elapsed: 0.2)
        try await retain(now: days(1.5))
        try await probe(at: minutes(2), diagnosis(.redisDown), elapsed: 0.4)
        #expect(try await reader.probes(HistoryFilter()).map(\.at) == [minutes(2), noon])
        try await retain(now: days(1.5))
        let found = try await reader.probes(HistoryFilter())
        #expect(
            found.map(\.rolledUp) == [
                .init(period: 3600, healthy: 1, failing: 1, unknown: 0, shortest: 0.2, longest: 0.4)
            ])
        #expect(found.first?.health == .failing && found.first?.cause == .redisDown && found.first?.elapsed == 0.3)
    }

    @Test("Failures keep their sum and their worst minute from minutes to hours to days, apart by cause and cluster")
    func failures() async throws {
        for (minute, count) in [(1.0, 2), (2, 9), (61, 4)] {
            try await probe("east", at: minutes(minute), failures: count)
            try await probe("west", at: minutes(minute), failures: 1)
        }
        let filter = HistoryFilter(clusters: ["east"])
        func read() async throws -> [[Int]] {
            try await reader.failures(filter).map { [$0.count, $0.period, $0.peak] }
        }
        #expect(try await read() == [[4, 60, 4], [9, 60, 9], [2, 60, 2]])
        // Packed by the day they are still minutes.
        try await retain(now: days(0.5))
        #expect(try history.integer("SELECT count(*) FROM failures") == 0)
        #expect(try await read() == [[4, 60, 4], [9, 60, 9], [2, 60, 2]])
        try await retain(now: days(2))
        #expect(try await read() == [[4, 3600, 4], [11, 3600, 9]])
        // What is read again of an hour that has gone already is added to it.
        try await probe("east", at: minutes(3), failures: 1)
        try await retain(now: days(2))
        #expect(try await read() == [[4, 3600, 4], [12, 3600, 9]])
        try await retain(now: days(4))
        #expect(try await read() == [[16, 86_400, 9]])
        #expect(try await reader.failures(HistoryFilter(clusters: ["west"])).map(\.count) == [3])
        #expect(try await reader.failures(HistoryFilter(since: days(1))).isEmpty)
        #expect(try await reader.failures(HistoryFilter(causes: ["token-expired"], since: noon, limit: 1)).count == 1)
    }

    @Test(
        "A filter reads across all ages alike",
        arguments: [
            (HistoryFilter(), ["72 east", "48 east", "48 west", "16 east"]),
            (HistoryFilter(limit: 2), ["72 east", "48 east"]),
            (HistoryFilter(clusters: ["west"]), ["48 west"]),
            (HistoryFilter(clusters: ["east"], limit: 2), ["72 east", "48 east"]),
            (HistoryFilter(causes: ["clock-skew"]), ["48 west"]),
            (HistoryFilter(since: minutes(48 * 60 + 30)), ["72 east", "48 east", "48 west"]),
            (HistoryFilter(until: minutes(30)), ["16 east"]),
            (HistoryFilter(since: minutes(17 * 60), until: minutes(47 * 60)), []),
        ])
    func filters(filter: HistoryFilter, expected: [String]) async throws {
        try await probe("east", at: noon)
        for cluster in ["east", "west"] {
            try await probe(cluster, at: minutes(48 * 60), diagnosis(cluster == "west" ? .clockSkew : nil))
        }
        try await probe("east", at: minutes(72 * 60))
        try await retain(RetentionRules(rawDays: 1, hourlyDays: 2, totalDays: 10), now: minutes(74 * 60))
        // The first is a day by now and begins at midnight, 8 hours before noon; the second an hour; the last single.
        #expect(try await reader.probes(HistoryFilter()).map { $0.rolledUp?.period ?? 1 } == [1, 3600, 3600, 86_400])
        let found = try await reader.probes(filter).map { probe in
            "\(probe.rolledUp?.period == 86_400 ? 16 : Int(probe.at.timeIntervalSince(noon) / 3600)) \(probe.cluster)"
        }
        #expect(found == expected)
    }

    @Test(
        """
        A probe takes at most 2 bytes once it is rolled up, at an interval of 5 minutes, with everything that finds it \
        again
        """
    )
    func bytes() async throws {
        let (clusters, hours, perHour) = (200, 72, 12)
        try await writer.rounds.write { db in
            let transaction = RoundTransaction(db: db, codes: try CauseCodes(db), rules: IncidentRules())
            for cluster in 1...clusters {
                try db.execute(
                    sql: "INSERT INTO clusters(id, name, first_seen) VALUES (?, ?, 0)",
                    arguments: [cluster, "c\(cluster)"])
            }
            for probe in 0..<(hours * perHour) {
                for cluster in 1...clusters {
                    let at = minutes(Double(probe * 60 / perHour))
                    try transaction.storeProbe(
                        record(at: at, diagnosis((cluster + probe) % 50 == 0 ? .redisDown : nil)), Int64(cluster))
                }
            }
        }
        try await retain(RetentionRules(rawDays: 1, hourlyDays: 90), now: days(4))
        #expect(try history.integer("SELECT count(*) FROM probes") == 0)
        let bytes = try history.integer("SELECT sum(pgsize) FROM dbstat WHERE name = 'probe_hours'")
        #expect(Double(bytes) / Double(clusters * hours * perHour) <= 2, "\(bytes)")
        try await retain(RetentionRules(rawDays: 1, hourlyDays: 1), now: days(6))
        let byDay = try history.integer("SELECT sum(pgsize) FROM dbstat WHERE name IN ('probe_days', 'probe_hours')")
        #expect(byDay < bytes / 4, "\(byDay)")
    }
}
