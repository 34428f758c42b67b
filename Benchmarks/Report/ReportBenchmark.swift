import Fleet
import Foundation
import GRDB
import Store

/// Writes a history of many clusters over many days for `agentctl report`, far faster than an agent could: through the
/// schema, not the agent.
///
/// One cluster in twenty has an outage every few days; the rest are healthy. Probes are those of an agent that probes
/// every `interval` seconds.
@main
enum ReportBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 2 else {
            print("usage: bench-report HISTORY.sqlite [CLUSTERS [DAYS [INTERVAL]]]   (1000 clusters, 90 days, 30 s)")
            exit(64)
        }
        func number(_ index: Int, _ otherwise: Int) -> Int {
            arguments.count > index ? Int(arguments[index]) ?? otherwise : otherwise
        }
        let fleet = RecordedFleet(clusters: number(2, 1000), days: number(3, 90), interval: number(4, 30))
        try await fleet.write(to: arguments[1])
        print(
            """
            \(arguments[1]): \(fleet.clusters) clusters over \(fleet.days) days, probed every \(fleet.interval) s, \
            ending \(fleet.end.ISO8601Format())
            """
        )
    }
}

private struct RecordedFleet {
    let clusters: Int
    let days: Int
    let interval: Int
    /// The beginning of today, UTC.
    let end = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)

    private var firstHour: Int { Int(end.timeIntervalSince1970) / 3600 - days * 24 }

    func write(to path: String) async throws {
        let writer = try HistoryWriter.open(path: path, program: "bench")
        // A round of the agent's makes the clusters, with what it knows of them; its probes are at the end.
        for minute in [3, 2, 1] {
            _ = try await writer.record(
                round: (0..<clusters).map { record($0, at: end.addingTimeInterval(Double(-minute * 60))) })
        }
        try writer.close()
        try fill(path)
    }

    private func isFailing(_ cluster: Int, _ hour: Int) -> Bool { cluster % 20 == 0 && (hour + cluster) % 97 < 3 }

    /// The rows of `probes` as the schema says: id = hour << 20 | cluster; 5 bytes a probe: second (12 bits), health
    /// (2), cause (6), ms (20).
    private func fill(_ path: String) throws {
        try DatabaseQueue(path: path).write { db in
            let ids = try Row.fetchAll(db, sql: "SELECT id, name FROM clusters ORDER BY name").map { $0["id"] as Int64 }
            try db.execute(sql: "UPDATE clusters SET first_seen = ?", arguments: [firstHour * 3_600_000])
            let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO probes(id, data) VALUES (?, ?)")
            let failures = try db.makeStatement(
                sql: "INSERT OR IGNORE INTO failures(cluster, minute, cause, count) VALUES (?, ?, ?, ?)")
            let causes = try Dictionary(
                uniqueKeysWithValues: Row.fetchAll(db, sql: "SELECT code, id FROM causes").map {
                    ($0["code"] as String, $0["id"] as Int64)
                })
            let (healthy, failing) = (
                chunk(health: 0, cause: 0), chunk(health: 1, cause: UInt64(causes["token-not-in-cache"] ?? 1))
            )
            for hour in firstHour..<firstHour + days * 24 {
                for (number, id) in ids.enumerated() {
                    let fails = isFailing(number, hour)
                    try insert.execute(arguments: [Int64(hour) << 20 | id, fails ? failing : healthy])
                    guard fails else { continue }
                    for minute in 0..<60 {
                        try failures.execute(arguments: [
                            id, hour * 60 + minute, causes["token-not-in-cache"] ?? 1, 12 + minute % 5,
                        ])
                    }
                    try incident(db, id, number, hour, causes["token-not-in-cache"] ?? 1)
                }
            }
        }
    }

    private func incident(_ db: Database, _ id: Int64, _ number: Int, _ hour: Int, _ cause: Int64) throws {
        guard !isFailing(number, hour - 1) else { return }
        try db.execute(
            sql: "INSERT INTO incidents(cluster, cause, opened_at, closed_at) VALUES (?, ?, ?, ?)",
            arguments: [id, cause, hour * 3_600_000, (hour + 3) * 3_600_000])
    }

    private func chunk(health: UInt64, cause: UInt64) -> Data {
        stride(from: 0, to: 3600, by: interval).reduce(into: Data()) { data, second in
            let bits = UInt64(second) << 28 | health << 26 | cause << 20 | 250
            for shift in stride(from: 32, through: 0, by: -8) {
                data.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
            }
        }
    }

    private func record(_ number: Int, at: Date) -> ProbeRecord {
        let fault = Fault(.forbidden, "not read")
        let name = "member-\(number)"
        let observation = Observation(
            cluster: ClusterID(name), at: at, elapsed: 0.25, identity: .value("uid-\(number)"), config: .failed(fault),
            workload: .failed(fault),
            acceptance: .accepted, logs: .failed(fault))
        return ProbeRecord(
            observation: observation, diagnosis: Diagnosis(health: .healthy, findings: []), subtracted: [:])
    }
}
