import Fleet
import Foundation
import GRDB
import Store

/// A history of one hour in a directory of its own: a host, a healthy member, one that failed and got well, one that
/// fails, one unknown.
final class RecordedHistory: Sendable {
    let directory: String
    var path: String { directory + "/history.sqlite" }

    /// 2026-09-21T14:00:00Z.
    static let start = Date(timeIntervalSince1970: 1_789_999_200)

    init(hostile: String? = nil) async throws {
        directory = FileManager.default.temporaryDirectory.path + "/ksfleet-agentctl-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let writer = try HistoryWriter.open(path: path, program: "1.0.0")
        let rules = IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1))
        for minute in [0, 10, 20] {
            _ = try await writer.record(round: Self.round(minute, hostile: hostile), rules: rules)
        }
        for (minute, phase) in [(11, JournalEntry.Phase.intended), (12, .done)] {
            _ = try await writer.appendJournal(
                JournalEntry(
                    run: "run-1", cluster: ClusterID("edge-1"), at: Self.time(minute), actor: "uid 0 (root)",
                    step: "patch", phase: phase,
                    detail: hostile ?? "resourceVersion is now 2"))
        }
        try writer.close()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    static func time(_ minute: Int) -> Date { start.addingTimeInterval(Double(minute) * 60) }

    /// Changes a row of the journal behind the program's back.
    func falsifyJournal() throws {
        try DatabaseQueue(path: path).write { db in
            for name in try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'")
            {
                try db.execute(sql: "DROP TRIGGER \(name)")
            }
            try db.execute(sql: "UPDATE journal SET detail = 'nothing' WHERE seq = 2")
        }
    }

    /// One failure in each of so many minutes before the first.
    func addFailures(minutes: Int) throws {
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    WITH RECURSIVE back(minutes) AS (SELECT 1 UNION ALL SELECT minutes + 1 FROM back WHERE minutes < ?)
                    INSERT INTO failures(cluster, minute, cause, count)
                    SELECT f.cluster, f.minute - back.minutes, f.cause, 1 FROM (SELECT * FROM failures ORDER BY minute \
                    LIMIT 1) f, back
                    """, arguments: [minutes])
        }
    }

    private static func round(_ minute: Int, hostile: String?) -> [ProbeRecord] {
        let repaired = minute >= 20
        var records = [
            record("host", minute, role: .host, maxAge: "2h"), record("edge-2", minute, maxAge: "0"),
            record(
                "edge-1", minute, maxAge: repaired ? "0" : "2h", finding: repaired ? nil : (.failing, .tokenNotInCache),
                failures: repaired ? 0 : 3),
            record("edge-3", minute, maxAge: "0", finding: (.failing, .secretMismatch)),
            record("edge-4", minute, maxAge: nil, finding: (.unknown, .unreachable)),
        ]
        if let hostile {
            records.append(
                record(
                    hostile, minute, maxAge: hostile + "\(minute)", finding: (.failing, .unexplained), evidence: hostile
                ))
        }
        return records
    }

    private static func record(
        _ name: String, _ minute: Int, role: ClusterRole = .member, maxAge: String?, finding: (Health, Cause)? = nil,
        failures: Int = 0,
        evidence: String = "2 of 2 refused"
    ) -> ProbeRecord {
        let findings =
            finding.map {
                [
                    Finding(
                        $0.1, .critical, evidence: [Statement(text: evidence)],
                        nextStep: .run("agentctl remediate plan \(name)"))
                ]
            } ?? []
        return SampleProbe(
            cluster: name, at: time(minute), role: role, maxAge: maxAge, written: start, health: finding?.0 ?? .healthy,
            findings: findings, failures: failures
        ).record
    }
}
