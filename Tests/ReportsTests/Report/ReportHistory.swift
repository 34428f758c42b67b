import ChildPrograms
import Fleet
import Foundation
import HistorySamples
import Store

/// Two recorded days of six clusters, in a directory of its own: what the golden reports are made from.
///
/// The second day: edge-1 refuses tokens from 06:00 until a repair at 09:20; edge-2 has another secret since 20:00, and
/// ada takes it on; edge-3 cannot be asked from 12:00 to 15:00; edge-4's certificate ends soon; the agent is down from
/// 02:00 to 03:00. Of the first day, edge-1 fails for an hour.
final class ReportHistory: Sendable {
    let directory: String
    var path: String { directory + "/history.sqlite" }

    /// 2026-09-20T00:00:00Z; the reports are on the day after.
    static let start = Date(timeIntervalSince1970: 1_789_862_400)
    static let until = "2026-09-22T00:00:00Z"

    static func time(day: Int, _ minute: Int) -> Date { start.addingTimeInterval(Double(day * 86_400 + minute * 60)) }

    /// - Parameter planted: A text that stands wherever a cluster or a person can put one.
    init(planted: String? = nil, days: Int = 2) async throws {
        directory = FileManager.default.temporaryDirectory.path + "/ksfleet-report-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let writer = try HistoryWriter.open(path: path, program: "1.0.0")
        for day in 0..<days {
            for minute in stride(from: 0, to: 1440, by: 10) where day == 0 || !(120..<180).contains(minute) {
                _ = try await writer.record(round: Self.round(day, minute, planted))
            }
        }
        if days > 1 { try await Self.actions(writer, planted) }
        try writer.close()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// `agentctl report` on the second day.
    func report(_ arguments: String..., environment: [String: String] = [:]) async throws -> Program.Result {
        try await Program(name: "agentctl", environment: environment).run(
            ["report", "--db", path, "--since", "2026-09-21", "--until", Self.until, "--utc"] + arguments)
    }

    /// The same, told in another zone than UTC.
    func report(zone: String, _ arguments: String...) async throws -> Program.Result {
        try await Program(name: "agentctl").run(
            ["report", "--db", path, "--since", "2026-09-21", "--until", Self.until, "--tz", zone] + arguments)
    }

    private static func actions(_ writer: HistoryWriter, _ planted: String?) async throws {
        let rows: [(Int, String, JournalEntry.Phase, String)] = [
            (558, "gates", .done, "plan 973e472ce0e5 for token-not-in-cache: 12 gates passed"),
            (558, "patch", .intended, "JSON patch"),
            (559, "patch", .done, "resourceVersion is now 2"),
        ]
        var repair = RecordedRepair(
            "20260921T091800Z-16a36d42", "edge-1", by: planted ?? "uid 1000 (ada)", from: time(day: 1, 558),
            to: time(day: 1, 560))
        repair.steps = rows.map { (time(day: 1, $0.0), $0.1, $0.2, planted.map { plant in "\(plant)" } ?? $0.3) }
        if let planted {
            repair.reason = planted
            repair.summary += " \(planted)"
        }
        try await repair.write(to: writer)
        _ = try await writer.appendJournal(
            JournalEntry(
                run: "20260921T203000Z-0badcafe", cluster: ClusterID("edge-2"), at: time(day: 1, 1230),
                actor: "uid 1000 (ada)", step: "gates",
                phase: .refused, detail: "freshness: the last answer is too old"))
        let open = try await HistoryReader.open(path: writer.file).incidents(HistoryFilter()).first {
            $0.incident.closedAt == nil
        }
        if let open {
            _ = try await writer.acknowledge(
                incident: open.incident.id, by: planted ?? "uid 1000 (ada)", at: time(day: 1, 1215))
        }
    }

    private static func round(_ day: Int, _ minute: Int, _ planted: String?) -> [ProbeRecord] {
        let refuses = day == 0 ? (600..<660).contains(minute) : (360..<560).contains(minute)
        let mismatched = day == 1 && minute >= 1200
        let away = day == 1 && (720..<900).contains(minute)
        let repaired = day == 1 && minute >= 560
        var records = [
            record("host", day, minute, role: .host, failures: minute % 180 == 0 ? [(.tokenExpired, 1)] : []),
            record(
                "edge-1", day, minute, maxAge: repaired ? "0" : "2h", manager: repaired ? "ksfleet" : "ks-installer",
                finding: refuses ? (.failing, .tokenNotInCache) : nil,
                failures: refuses ? [(.tokenNotInCache, 12 + minute % 7)] : []),
            record(
                "edge-2", day, minute, secret: mismatched ? "81ae6e559cad" : "7a0db86efb70",
                manager: mismatched ? "kubectl-edit" : "ks-installer",
                finding: mismatched ? (.failing, .secretMismatch) : nil,
                failures: mismatched ? [(.signatureInvalid, 30), (.tokenNotInCache, 2)] : []),
            record("edge-3", day, minute, finding: away ? (.unknown, .unreachable) : nil),
            record("edge-4", day, minute, expires: true),
            record("edge-5", day, minute),
        ]
        if let planted {
            records.append(
                record(
                    planted, day, minute, maxAge: planted + "\(minute % 20)", manager: planted,
                    finding: (.failing, .unexplained), evidence: planted))
        }
        return records
    }

    private static func record(
        _ name: String, _ day: Int, _ minute: Int, role: ClusterRole = .member, maxAge: String = "0",
        secret: String = "7a0db86efb70",
        manager: String = "ks-installer", finding: (Health, Cause)? = nil, failures: [(FailureCause, Int)] = [],
        expires: Bool = false,
        evidence: String = "a token signed with the host's secret was refused"
    ) -> ProbeRecord {
        let at = time(day: day, minute)
        let text = "authentication:\n  jwtSecret: <fp:\(secret)>\n  oauthOptions:\n    accessTokenMaxAge: \(maxAge)\n"
        let config = ConfigFacts(
            resourceVersion: "\(day * 1440 + minute)", layout: .oauthOptions, role: role, maxAge: .absent,
            secret: Fingerprint(hex: secret), sessionCache: .redis,
            lastWrite: ConfigWriter(manager: manager, time: at.addingTimeInterval(-45)), owner: .nobody,
            digest: Fingerprint(hex: secret), redacted: text)
        let fault = Fault(.timeout, "no answer within 10 s")
        let observation = Observation(
            cluster: ClusterID(name), at: at, elapsed: 0.25,
            identity: finding?.0 == .unknown ? .failed(fault) : .value("uid-\(name)"),
            config: finding?.0 == .unknown ? .failed(fault) : .value(config),
            workload: .failed(Fault(.forbidden, "no")), acceptance: .accepted,
            logs: .value(
                LogReading(failures: failures.map { FailureCount(minute: at.minute, cause: $0.0, count: $0.1) })))
        var findings =
            finding.map {
                [
                    Finding(
                        $0.1, .critical, evidence: [Statement(text: evidence)],
                        nextStep: .run("agentctl remediate plan \(name)"))
                ]
            } ?? []
        if expires {
            findings.append(
                Finding(
                    .credentialsExpire, .warning,
                    evidence: [
                        ReachStatement.serverCertificateEnds([
                            .days: 11, .endsAt: Date(timeIntervalSince1970: 1_791_014_400),
                        ])
                    ],
                    nextStep:
                        """
                        renew it on the cluster's control plane nodes (kubeadm certs renew apiserver), then restart \
                        kube-apiserver
                        """
                ))
        }
        return ProbeRecord(
            observation: observation, diagnosis: Diagnosis(health: finding?.0 ?? .healthy, findings: findings),
            version: KubeSphereVersion(major: 3, minor: 4, patch: 1), subtracted: [:])
    }
}

/// One recording for all the tests that only read it.
actor SharedReportHistory {
    static let shared = SharedReportHistory()
    private var recording: Task<ReportHistory, any Error>?

    func history() async throws -> ReportHistory {
        let task = recording ?? Task { try await ReportHistory() }
        recording = task
        return try await task.value
    }
}
