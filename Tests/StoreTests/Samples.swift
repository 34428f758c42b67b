import Fleet
import FoundationEssentials

@testable import Store

/// 2027-01-15T08:00:00Z, the beginning of an hour.
let noon = Date(timeIntervalSince1970: 1_800_000_000)

func minutes(_ count: Double) -> Date { noon.addingTimeInterval(count * 60) }

func config(_ text: String, resourceVersion: String = "1") -> ConfigFacts {
    ConfigFacts(
        resourceVersion: resourceVersion, layout: .oauthOptions, role: .member, maxAge: .absent,
        secret: Fingerprint(hex: "0123456789ab"),
        sessionCache: .redis, lastWrite: ConfigWriter(manager: "kubectl-edit", time: noon), owner: .nobody,
        digest: Fingerprint(hex: "ba9876543210"), redacted: text)
}

func observation(
    _ cluster: String, at: Date = noon, config text: String? = "a: 1", failures: [FailureCount] = [],
    cursors: [LogCursor] = [],
    own: [FailureCause: Int] = [:], unread: [Fault] = []
) -> Observation {
    Observation(
        cluster: ClusterID(cluster), at: at, elapsed: 0.25, identity: .value("uid-\(cluster)"),
        config: text.map { .value(config($0)) } ?? .failed(Fault(.forbidden, "no")),
        workload: .failed(Fault(.forbidden, "no")),
        acceptance: .accepted,
        logs: .value(LogReading(failures: failures, cursors: cursors, ownFailures: own, unread: unread)))
}

func diagnosis(_ cause: Cause? = nil) -> Diagnosis {
    guard let cause else { return Diagnosis(health: .healthy, findings: []) }
    return Diagnosis(
        health: .failing, findings: [Finding(cause, .critical, evidence: ["1 of 1 refused"], nextStep: "look")])
}

let unknown = Diagnosis(
    health: .unknown, findings: [Finding(.unreachable, .warning, evidence: ["no answer"], nextStep: "look")])

func record(_ cluster: String = "east", at: Date = noon, _ diagnosis: Diagnosis = diagnosis()) -> ProbeRecord {
    ProbeRecord(observation: observation(cluster, at: at), diagnosis: diagnosis, subtracted: [:])
}

func journalEntry(_ step: String, at: Date = noon, phase: JournalEntry.Phase = .intended, run: String = "run-1")
    -> JournalEntry
{
    JournalEntry(run: run, cluster: "east", at: at, actor: "uid 0 (root)", step: step, phase: phase, detail: "4 of 4")
}

extension ClusterID: ExpressibleByStringLiteral {
    package init(stringLiteral name: String) { self.init(name) }
}
