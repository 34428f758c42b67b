import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Reading the history")
struct QueryTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    /// Three clusters, a probe each twenty minutes for two hours; `south` fails in the second hour, once a minute.
    init() async throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
        for step in 0..<6 {
            let at = minutes(Double(step) * 20)
            let failures =
                step < 3
                ? [] : [FailureCount(minute: Int(at.timeIntervalSince1970) / 60, cause: .tokenExpired, count: step)]
            let round = ["east", "south", "west"].map { name in
                let south = name == "south"
                return ProbeRecord(
                    observation: observation(name, at: at, failures: south ? failures : []),
                    diagnosis: diagnosis(south && step >= 3 ? .clockSkew : nil), subtracted: [:])
            }
            _ = try await writer.record(round: round)
        }
    }

    @Test(
        "Probes by cluster, cause, time and number, the newest first",
        arguments: [
            (HistoryFilter(limit: 4), ["100 east", "100 south", "100 west", "80 east"]),
            (HistoryFilter(clusters: ["west", "nowhere"], limit: 2), ["100 west", "80 west"]),
            (HistoryFilter(causes: ["clock-skew"]), ["100 south", "80 south", "60 south"]),
            (HistoryFilter(clusters: ["east"], since: minutes(20), until: minutes(60)), ["40 east", "20 east"]),
            (HistoryFilter(clusters: ["east"], until: minutes(0.5)), ["0 east"]), (HistoryFilter(clusters: []), []),
            (HistoryFilter(causes: []), []), (HistoryFilter(causes: ["no-such-cause"]), []),
            (HistoryFilter(limit: 0), []),
            (HistoryFilter(since: minutes(101)), []), (HistoryFilter(until: minutes(0)), []),
            (HistoryFilter(since: minutes(100), until: minutes(20)), []),
            (HistoryFilter(clusters: ["east"], since: .distantPast, until: .distantFuture, limit: 1), ["100 east"]),
        ])
    func probes(filter: HistoryFilter, expected: [String]) async throws {
        let found = try await reader.probes(filter).map { "\(Int($0.at.timeIntervalSince(noon) / 60)) \($0.cluster)" }
        #expect(found == expected)
    }

    @Test(
        "Failures by cluster, cause, time and number, the newest first",
        arguments: [
            (HistoryFilter(), [5, 4, 3]), (HistoryFilter(limit: 1), [5]),
            (HistoryFilter(since: minutes(80.5)), [5, 4]),
            (HistoryFilter(until: minutes(80)), [3]), (HistoryFilter(clusters: ["east"]), []),
            (HistoryFilter(causes: ["token-expired"]), [5, 4, 3]),
            (HistoryFilter(causes: ["other"]), []),
            (HistoryFilter(clusters: ["south"], since: .distantPast, until: .distantFuture), [5, 4, 3]),
        ])
    func failures(filter: HistoryFilter, expected: [Int]) async throws {
        #expect(try await reader.failures(filter).map(\.count) == expected)
    }

    private static let statements: [(String, StatementArguments)] = {
        let status: StatementArguments = ["since": 0, "until": 1]
        let probes = ProbeRows.allCases.flatMap { rows -> [(String, StatementArguments)] in
            [(rows.newestBelow, [1, 0]), (rows.ofUnit, [0, 1]), (rows.ofCluster, [1, 0])]
        }
        let failures = FailureLevel.allCases.flatMap { level -> [(String, StatementArguments)] in
            [(FailureQuery.ofUnit(level), [0, 1]), (FailureQuery.ofCluster(level), [1, 0])]
        }
        let single: [(String, StatementArguments)] = [(FailureQuery.single, [0, 1]), (StatusQuery.sql, status)]
        return single + probes + failures
    }()

    @Test("No query walks through all probes or all failures", arguments: statements)
    func plans(sql: String, arguments: StatementArguments) throws {
        let plan = try history.raw(readonly: true).read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map { $0["detail"] as String }
        }
        #expect(!plan.isEmpty)
        // "SCAN c" and "SCAN l" walk through the clusters, of which there are few; "p" stands for probes, "f" for
        // failures.
        let scanned = plan.compactMap { $0.hasPrefix("SCAN ") ? $0.split(separator: " ")[1] : nil }
        #expect(
            scanned.allSatisfy { !["p", "f", "probes", "probe_hours", "probe_days", "failures"].contains($0) },
            "\(plan)")
    }

    @Test("The file describes itself")
    func info() async throws {
        let info = try await reader.info()
        #expect(info.probes == 18 && info.rows["probes"] == 6 && info.rows["clusters"] == 3)
        #expect(info.oldestProbe == noon && info.newestProbe == minutes(100))
        #expect(info.size.database > 0)
    }

    @Test("A sound file is found to be sound, and a row that names nothing is found")
    func check() async throws {
        #expect(try await reader.check().isSound)
        try await history.raw().writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA foreign_keys = OFF; INSERT INTO findings VALUES (99, 0, '{}')")
        }
        let check = try await reader.check()
        #expect(check.problems.count == 1 && check.problems.first?.contains("findings") == true)
    }
}
