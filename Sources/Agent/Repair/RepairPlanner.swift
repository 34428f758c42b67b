package import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// Told of failures that ksfleet itself has left in a cluster's log, so that they are not counted as the cluster's.
package typealias OwnFailureAccount = @Sendable (ClusterID, [FailureCause: Int]) async -> Void

/// Looks at a cluster afresh and says what a repair would do, or why there is none. It only reads.
struct RepairPlanner: Sendable {
    let roster: Roster
    let configuration: AgentConfiguration
    let key: FingerprintKey
    let sealing: SealingKeys
    let account: OwnFailureAccount

    /// - Parameters:
    ///   - host: the host as the history knows it, where the configuration does not name one.
    ///   - account: is told of the failures that looking has left in the clusters' logs.
    init(
        roster: Roster, configuration: AgentConfiguration, key: FingerprintKey, sealing: SealingKeys, host: ClusterID?,
        account: @escaping OwnFailureAccount
    ) {
        self.roster = roster
        self.key = key
        self.sealing = sealing
        self.account = account
        var configuration = configuration
        configuration.host = configuration.host ?? host
        self.configuration = configuration
    }

    /// - Parameter byLogs: where the service proxy is forbidden, configuration and log decide, and logs prove.
    func prepare(_ cluster: ClusterID, byLogs: Bool) async -> Preparation {
        guard let look = await look(cluster) else { return notWatched(cluster) }
        if byLogs, case .unavailable = look.observation.acceptance { return await prepareByLogs(look) }
        let gates = repairGates(
            observation: look.observation, host: look.host?.observation, diagnosis: look.diagnosis, role: look.role, redis: look.redis)
        guard gates.allSatisfy(\.passed), let cause = look.diagnosis.primary?.cause, let refusal = look.refusal else { return .refused(gates, look.diagnosis) }
        return await prepare(look, gates, cause, refusal, .acceptance)
    }

    private func prepareByLogs(_ look: RepairLook) async -> Preparation {
        let evidence = WeakerEvidence(observation: look.observation, host: look.host?.observation, now: Date().minute)
        let gates = weakerRepairGates(
            observation: look.observation, host: look.host?.observation, evidence: evidence, role: look.role, redis: look.redis)
        guard gates.allSatisfy(\.passed), let evidence else { return .refused(gates, look.diagnosis) }
        return await prepare(look, gates, evidence.cause, evidence.refusal, .logs)
    }

    func notWatched(_ cluster: ClusterID) -> Preparation {
        .refused([RepairGate("cluster-watched", false, "\(cluster) is not among the watched contexts")], Diagnosis(health: .unknown, findings: []))
    }

    private func prepare(
        _ look: RepairLook, _ gates: [RepairGate], _ cause: Cause, _ refusal: FailureCause, _ proof: RepairPlan.Proof
    ) async -> Preparation {
        let (observation, diagnosis) = (look.observation, look.diagnosis)
        guard
            let document = look.outcome.standing.document, let config = observation.config.value,
            let workload = observation.workload.value, let secret = look.host?.standing.document?.jwtSecret, let uid = observation.identity.value
        else { return .refused(gates + [RepairGate("all-read", false, "something that the plan needs was not read")], diagnosis) }
        do throws(Fault) {
            let (text, edits) = try RepairEdits.edits(for: cause, document, facts: config, hostSecret: secret, key: key)
            let plan = RepairPlan(
                cluster: observation.cluster, uid: uid, cause: cause, workload: workload.name, container: workload.container, edits: edits,
                configResourceVersion: config.resourceVersion, digestBefore: config.digest, digestAfter: Fingerprint(ofText: text, key: key),
                diff: try diff(from: document, to: text), proof: proof, refusedBefore: refusal, costs: RepairForecast.costs(workload),
                warnings: RevertForecast(observation, host: look.host?.observation).warnings(before: cause))
            return await finished(look, plan, RepairDocuments(old: document.text, new: text), gates)
        } catch {
            return .refused(gates + [RepairGate("edit-is-minimal", false, error.message)], diagnosis)
        }
    }

    /// The last gates, which need the plan itself.
    func finished(_ look: RepairLook, _ plan: RepairPlan, _ documents: RepairDocuments, _ gates: [RepairGate]) async -> Preparation {
        let all = gates + [await look.mayWrite(plan)] + (plan.edits.isEmpty ? [] : [noMask(documents), canBeSealed])
        guard all.allSatisfy(\.passed), let judge = look.judge(account) else { return .refused(all, look.diagnosis) }
        return .ready(PreparedRepair(plan: plan, gates: all, documents: documents, judge: judge))
    }

    /// Flux once wrote its own mask into a live ConfigMap (fluxcd/helm-controller#925).
    private func noMask(_ documents: RepairDocuments) -> RepairGate {
        let masked = Fingerprint.masks(documents.new) || Fingerprint.masks(documents.old)
        return RepairGate(
            "no-mask", !masked,
            masked ? "the document holds a fingerprint where a secret belongs: somebody has pasted ksfleet's output into it" : "no fingerprint stands in for a secret")
    }

    /// Without a way back there is no way forward: the old document is kept before the new one is written.
    private var canBeSealed: RepairGate {
        guard let key = sealing.keys.first else {
            return RepairGate("undo-is-kept", false, "the old document cannot be sealed: \(sealing.fault?.message ?? "there is no sealing key")")
        }
        return RepairGate("undo-is-kept", true, "the old document is kept sealed with key \(key.id)")
    }

    func diff(from old: ConfigDocument, to text: String) throws(Fault) -> String {
        UnifiedDiff(from: old.redacted(key: key), to: try ConfigDocument(parsing: text).redacted(key: key)).text(from: "now", to: "planned")
    }

    // MARK: A look

    /// nil where the cluster is not watched.
    func look(_ cluster: ClusterID) async -> RepairLook? {
        var memories: [ClusterID: ProbeMemory] = [:]
        let clusters = configuration.host.map { Array(Set([$0, cluster])) }
        let result = await FleetRound(roster: roster, configuration: configuration, key: key).run(memories: &memories, clusters: clusters)
        for outcome in result.outcomes.values { await account(outcome.observation.cluster, outcome.observation.logs.value?.ownFailures ?? [:]) }
        guard let outcome = result.outcomes[cluster], let diagnosis = result.diagnoses[cluster] else { return nil }
        return RepairLook(
            outcome: outcome, host: result.host.flatMap { result.outcomes[$0] }, diagnosis: diagnosis, role: await role(outcome),
            redis: await redis(outcome), writer: roster.client(cluster).value?.writer)
    }

    /// The role from every source there is; nil where they disagree or none speaks. 3.0 to 3.2 members carry none in the ConfigMap.
    private func role(_ outcome: ProbeOutcome) async -> ClusterRole? {
        let cluster = outcome.observation.cluster
        let said = [outcome.observation.config.value?.role, configuration.contexts[cluster]?.role, await installerRole(cluster)].compactMap { $0 }
        guard let first = said.first, said.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    private func installerRole(_ cluster: ClusterID) async -> ClusterRole? {
        guard let client = roster.client(cluster).value else { return nil }
        return await client.reader.read(InstallerConfiguration.self, Names.installerPath).value?.role
    }

    private func redis(_ outcome: ProbeOutcome) async -> RedisState {
        guard let config = outcome.observation.config.value, let client = roster.client(outcome.observation.cluster).value else {
            return .unknown("its configuration was not read")
        }
        // 3.0 does not start without Redis, whatever its configuration says (kubesphere.md A4).
        let needed = config.sessionCache == .redis || outcome.standing.version.map { $0 < KubeSphereVersion(major: 3, minor: 1) } ?? false
        return needed ? await RedisWitness(reader: client.reader, account: account).state(outcome) : .notUsed
    }
}
