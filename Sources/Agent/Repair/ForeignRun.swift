import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
import Store

/// Two agents with two histories know nothing of each other's cooldowns. What tells them is on the cluster: every write of ksfleet leaves its
/// run on the object, and a run that this history does not know is another ksfleet's.
struct ForeignRun {
    /// Seconds in which another ksfleet's write keeps this one from writing: a policy's cooldown where nobody sets another.
    static let holds = PolicyLimits().cooldown

    let reader: any ClusterReader
    let isOurs: @Sendable (String) async throws -> Bool

    func gate(_ plan: RepairPlan, at now: Date) async -> RepairGate {
        let config = await reader.read(ConfigMap.self, Names.configMapPath).map { $0.metadata.annotations?[RepairPatch.runAnnotation] }
        let workload = await reader.read(Deployment.self, Names.deploymentPath(plan.workload)).map { $0.metadata.annotations?[RepairPatch.runAnnotation] }
        guard let fault = config.fault ?? workload.fault else {
            let runs = Set([config.value ?? nil, workload.value ?? nil].compactMap { $0 })
            for run in runs.sorted().reversed() {
                if let refusal = await refusal(run, at: now) { return Self.gate(false, refusal) }
            }
            return Self.gate(true, runs.isEmpty ? "no ksfleet has written here" : "no other ksfleet has written here within \(shortDuration(seconds: Self.holds))")
        }
        return Self.gate(false, "cannot be evaluated: \(fault.message)")
    }

    private func refusal(_ run: String, at now: Date) async -> String? {
        let name = printable(run, limit: 60)
        guard let ours = try? await isOurs(run) else { return "cannot be evaluated: the history of runs was not read" }
        if ours { return nil }
        guard let began = Self.time(of: run) else {
            return "annotation \(RepairPatch.runAnnotation) is \(name), which is no run of ksfleet: find out who wrote it, and remove it"
        }
        let age = now.timeIntervalSince(began)
        return age >= Self.holds ? nil : "another ksfleet began run \(name) here \(shortDuration(seconds: age)) ago (at least \(shortDuration(seconds: Self.holds))): one of the two should not watch this cluster"
    }

    /// A run begins with its time: `20261124T035248Z-16a36d42`.
    static func time(of run: String) -> Date? {
        let digits = run.prefix { $0 != "-" }
        guard digits.utf8.count == 16, run.utf8.count == 25 else { return nil }
        return try? Date(String(digits), strategy: Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
    }

    private static func gate(_ passed: Bool, _ compared: String) -> RepairGate { RepairGate("no-other-ksfleet", passed, compared) }
}

extension RepairDesk {
    /// The same preparation with the gate that only this history can answer.
    func guarded(_ preparation: Preparation) async -> Preparation {
        guard case .ready(let repair) = preparation, let client = roster.client(repair.plan.cluster).value else { return preparation }
        let foreign = ForeignRun(reader: client.reader) { [reader] run in try await reader.run(run) != nil }
        let gates = repair.gates + [await foreign.gate(repair.plan, at: Date())]
        guard gates.allSatisfy(\.passed) else { return .refused(gates, Diagnosis(health: .unknown, findings: [])) }
        return .ready(PreparedRepair(plan: repair.plan, gates: gates, documents: repair.documents, judge: repair.judge))
    }
}
