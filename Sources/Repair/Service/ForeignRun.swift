import ConfigurationFiles
import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
import Rounds
import Store

/// Two agents with two histories know nothing of each other's cooldowns. What tells them is on the cluster: every write
/// of ksfleet leaves its run on the object, and a run that this history does not know is another ksfleet's.
struct ForeignRun: Sendable {
    /// Seconds in which another ksfleet's run keeps this one from writing.
    let holds: Double
    let isOurs: @Sendable (String) async throws -> Bool

    /// - Parameters:
    ///   - limits: their cooldown holds between two ksfleets as it does within one.
    ///   - rollout: seconds that a run may wait for a rollout. However short the cooldown is, a run that may still be
    ///     under way is respected: it waits for two rollouts at most, its own and the one on the way back.
    init(limits: PolicyLimits, rollout: Double, isOurs: @escaping @Sendable (String) async throws -> Bool) {
        holds = max(limits.cooldown, 2 * rollout + limits.soak + 120)
        self.isOurs = isOurs
    }

    func gate(_ plan: RepairPlan, _ reader: any ClusterReader, at now: Date) async -> GateVerdict {
        let config = await reader.read(ConfigMap.self, Names.configMapPath).map(\.metadata)
        let workload = await reader.read(Deployment.self, Names.deploymentPath(plan.workload)).map(\.metadata)
        if let fault = config.fault ?? workload.fault {
            return .cannotBeEvaluated(.noOtherKsfleet, Statement(text: fault.message))
        }
        for metadata in [config.value, workload.value].compactMap({ $0 }) {
            if let refusal = await refusal(of: metadata, at: now) { return refusal }
        }
        return GateVerdict(.noOtherKsfleet, .passed, RunStatement.noOtherRun([.least: Seconds(holds)]))
    }

    /// Why an object must be left alone for another ksfleet's sake; nil where it need not be.
    func refusal(of metadata: ObjectMeta, at now: Date) async -> GateVerdict? {
        guard let run = metadata.annotations?[RepairPatch.runAnnotation] else { return nil }
        let name = printable(run, limit: 60)
        guard let ours = try? await isOurs(run) else {
            return .cannotBeEvaluated(.noOtherKsfleet, RunStatement.runsUnread())
        }
        if ours { return nil }
        guard let began = Self.time(of: run) else {
            return GateVerdict(
                .noOtherKsfleet, .refused,
                RunStatement.strangeAnnotation([.annotation: RepairPatch.runAnnotation, .found: name]))
        }
        let age = now.timeIntervalSince(began)
        if age >= holds { return nil }
        return GateVerdict(
            .noOtherKsfleet, .refused,
            RunStatement.otherRun([.run: name, .age: Seconds(age), .least: Seconds(holds)]))
    }

    /// A run begins with its time: `20261124T035248Z-16a36d42`.
    static func time(of run: String) -> Date? {
        let digits = run.prefix { $0 != "-" }
        guard digits.utf8.count == 16, run.utf8.count == 25 else { return nil }
        return try? Date(
            String(digits),
            strategy: Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
    }
}

extension RepairService {
    var foreign: ForeignRun {
        ForeignRun(limits: limits, rollout: configuration.rolloutTimeout) { [reader] run in
            try await reader.run(run) != nil
        }
    }

    /// The same preparation with the gate that only this history can answer.
    func guarded(_ preparation: Preparation) async -> Preparation {
        guard case .ready(let repair) = preparation, let client = roster.client(repair.plan.cluster).value else {
            return preparation
        }
        let gates = repair.gates + [await foreign.gate(repair.plan, client.reader, at: Date())]
        guard gates.allSatisfy(\.passed) else { return .refused(gates, Diagnosis(health: .unknown, findings: [])) }
        return .ready(PreparedRepair(plan: repair.plan, gates: gates, documents: repair.documents, judge: repair.judge))
    }
}
