import Fleet
import Foundation
import HistorySamples
import Store

/// A history as an operator has it after a bad morning, in a folder of its own. It lies a fixed time before now, so
/// that ages are always the same words; `Golden` moves its times to 2026-09-21.
final class GoldenHistory: Sendable {
    let folder: URL
    let start: Date
    /// 2026-09-21T08:00:00Z: where `start` is moved to.
    static let shownStart = Date(timeIntervalSince1970: 1_789_977_600)

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-golden-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Half hours: no age is near to being another one, however slow the machine.
        let begun = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 60).rounded(.down) * 60 - 6.5 * 3600)
        // Never on a full hour: what stands where an hour begins would then lie at the same moment as other events.
        start = Self.minutes(of: begun) == 0 ? begun.addingTimeInterval(-60) : begun
        let writer = try HistoryWriter.open(path: folder.appending(path: "history.sqlite").path, program: "0.1.0")
        let rules = IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1))
        for hour in 0...3 { _ = try await writer.record(round: round(hour), rules: rules) }
        _ = try await writer.acknowledge(incident: 2, by: "uid 1000 (mara)", at: time(2, 5))
        var repair = RecordedRepair(
            "20260921T095500Z-16a36d42", "edge-1", by: "uid 0 (root)", from: time(1, 55), to: time(1, 58))
        repair.steps = Self.repair.map { (time(1, $0.0), $0.1, $0.2, $0.3) }
        try await repair.write(to: writer)
        try writer.close()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Seconds since a clock's last full hour.
    private static func minutes(of date: Date) -> Double {
        date.timeIntervalSince1970.truncatingRemainder(dividingBy: 3600)
    }

    /// A text with times that were moved already, in which failures stand at the history's hours, and not where a
    /// clock's hours begin.
    func countingFromStart(_ text: String) -> String {
        (0...1).reduce(text) { text, hour in
            let shown = Self.shownStart.addingTimeInterval(Double(hour) * 3600)
            let old = shown.addingTimeInterval(-Self.minutes(of: start)).formatted(.iso8601).dropLast()
            let new = shown.formatted(.iso8601).dropLast()
            return text.replacing(old, with: new).replacing(
                old.replacing("T", with: " "), with: new.replacing("T", with: " "))
        }
    }

    func time(_ hour: Int, _ minute: Int = 0) -> Date {
        start.addingTimeInterval(Double(hour) * 3600 + Double(minute) * 60)
    }

    private static let repair: [(Int, String, JournalEntry.Phase, String)] = [
        (55, "patch", .intended, "accessTokenMaxAge: 2h -> 0"), (55, "patch", .done, "resourceVersion is now 2"),
        (56, "prove", .intended, "a token signed with host's secret"),
        (57, "prove", .done, "a token signed with host's secret is accepted; a a forged one rejected"),
    ]

    private func round(_ hour: Int) -> [ProbeRecord] {
        let isRepaired = hour >= 2
        return [
            probe("host", hour, role: .host, maxAge: "2h"),
            probe("edge-2", hour, maxAge: "0", findings: hour < 3 ? [] : [Self.expiring]),
            probe(
                "edge-1", hour, maxAge: isRepaired ? "0" : "2h", health: isRepaired ? .healthy : .failing,
                findings: isRepaired ? [] : [Self.notInCache],
                failures: isRepaired ? 0 : [7, 3][hour]),
            probe("shanghai-production-03", hour, maxAge: "0", health: .failing, findings: [Self.mismatch]),
            probe("edge-4", hour, maxAge: nil, health: .unknown, findings: [Self.silent]),
        ].map(\.record)
    }

    private func probe(
        _ name: String, _ hour: Int, role: ClusterRole = .member, maxAge: String?, health: Health = .healthy,
        findings: [Finding] = [], failures: Int = 0
    ) -> SampleProbe {
        SampleProbe(
            cluster: name, at: time(hour), role: role, maxAge: maxAge,
            written: time(maxAge == "0" && name == "edge-1" ? 1 : 0), health: health, findings: findings,
            failures: failures)
    }

    private static let notInCache = Finding(
        .tokenNotInCache, .critical,
        evidence: ["a token signed with the host's secret was refused: token not found in cache"],
        nextStep: .run("agentctl remediate plan edge-1"))
    private static let mismatch = Finding(
        .secretMismatch, .critical,
        evidence: [
            "a token signed with the host's secret was refused: signature is invalid",
            """
            jwtSecret differs: host fp:7a0db86efb70, member fp:81ae6e559cad, and the process runs with what the \
            ConfigMap shows
            """,
        ], nextStep: .run("agentctl remediate plan shanghai-production-03"))
    private static let silent = Finding(
        .unreachable, .warning,
        evidence: [
            """
            its kube-apiserver answered, but not with what was asked: GET /api/v1/namespaces/kube-system: 503: \
            ServiceUnavailable: etcd
            """
        ],
        nextStep: NextStep("check its health", command: "kubectl --context edge-4 get --raw '/readyz?verbose'"))
    private static let expiring = Finding(
        .credentialsExpire, .warning, evidence: ["the client certificate of context edge-2 ends in 12 days"],
        nextStep: "issue a new one and put it into the kubeconfig")
}
