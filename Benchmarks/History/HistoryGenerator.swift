import Fleet
import Foundation
import GRDB
import Store

/// Writes the history that an agent would have after a year of rounds every 30 s under the default retention, without
/// the rounds: probes of the last two weeks one by one, older ones as the retention leaves them. The first and the last
/// round are recorded by the real writer.
struct HistoryGenerator {
    let path: String
    let clusters: Int
    let days: Int

    static let interval = 30
    private let rules = RetentionRules()

    private var end: Int { Int(Date().timeIntervalSince1970) / 3600 * 3600 }
    private var begin: Int { end - days * 86_400 }

    func run() async throws {
        let clock = ContinuousClock()
        let started = clock.now
        let years = (0..<clusters).map { ClusterYear(number: $0, begin: begin, end: end) }
        let writer = try HistoryWriter.open(path: path, program: "bench")
        _ = try await writer.record(round: years.map { round($0, at: begin) })
        let queue = try DatabaseQueue(path: path)
        let total = try await queue.write { db in
            try db.execute(sql: "PRAGMA cache_size = -262144")
            return try Tables(db, years: years, begin: begin, end: end, rules: rules).fill()
        }
        try queue.close()
        _ = try await writer.record(round: years.map { round($0, at: end) })
        try await journal(writer)
        try writer.close()
        let size = StoreSize.of(path)
        print(
            """
            \(clusters) clusters, \(days) days, \(total) probes: \(size.database >> 20) MiB, made in \
            \(clock.now - started)
            """
        )
        print(
            String(
                format: "%.3f bytes a probe made, everything in the file included",
                Double(size.database) / Double(total)))
    }

    private func round(_ year: ClusterYear, at second: Int) -> ProbeRecord {
        let at = Date(timeIntervalSince1970: Double(second))
        let version = (year.changes.lastIndex { $0 <= second } ?? 0)
        let trouble = year.troubles.first { $0.begin <= second && second <= $0.end }
        let text = year.document(version)
        let config = ConfigFacts(
            resourceVersion: String(1000 + version), layout: .oauthOptions, role: year.role, maxAge: .absent,
            secret: Fingerprint(hex: "0123456789ab"), sessionCache: .redis,
            lastWrite: ConfigWriter(manager: "kubectl-edit", time: at), owner: .nobody,
            digest: Fingerprint(hex: "ba9876543210"), redacted: text)
        let observation = Observation(
            cluster: ClusterID(year.name), at: at, elapsed: 0.1, identity: .value("uid-\(year.name)"),
            config: .value(config),
            workload: .failed(Fault(.forbidden, "no")), acceptance: .accepted,
            logs: .value(
                LogReading(cursors: [
                    LogCursor(podUID: "pod-\(year.name)", restarts: 0, timestamp: "2026-11-24T00:52:22.381980082Z")
                ])))
        let findings = trouble.map {
            [
                Finding(
                    $0.cause, .critical, evidence: ["refused: token not found in cache"],
                    nextStep: "agentctl remediate plan \(year.name)")
            ]
        }
        return ProbeRecord(
            observation: observation,
            diagnosis: Diagnosis(health: trouble == nil ? .healthy : .failing, findings: findings ?? []),
            version: KubeSphereVersion(major: 3, minor: 4, patch: 1), subtracted: [:])
    }

    /// A hundred repairs of ten rows each.
    private func journal(_ writer: HistoryWriter) async throws {
        for run in 0..<100 {
            for step in 0..<10 {
                let at = Date(timeIntervalSince1970: Double(begin + (end - begin) / 100 * run + step))
                _ = try await writer.appendJournal(
                    JournalEntry(
                        run: "run-\(run)",
                        cluster: ClusterID(String(format: "member-%04d", 1 + run % max(1, clusters - 1))), at: at,
                        actor: "uid 0 (root)", step: "step-\(step / 2)", phase: step % 2 == 0 ? .intended : .done,
                        detail: "resourceVersion is now 2"))
            }
        }
    }
}
