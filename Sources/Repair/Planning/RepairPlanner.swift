import ConfigurationFiles
import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
import Rounds
import Store

/// Looks at a cluster afresh and says what a repair would do, or why there is none. Of clusters it only reads.
struct RepairPlanner: Sendable {
    let roster: Roster
    let configuration: AgentConfiguration
    let key: FingerprintKey
    let sealing: SealingKeys
    let tokenNotes: any SentTokenNotes
    let history: HistoryReader
    let writer: HistoryWriter
    private let roles: [ClusterID: ClusterRole]

    /// - Parameters:
    ///   - roles: as the history knows them; where the configuration names no host, the only one among them is it.
    ///   - tokenNotes: is told of the tokens that looking sends, so that what they leave in a log is not counted as the
    ///     cluster's.
    init(
        roster: Roster, configuration: AgentConfiguration, key: FingerprintKey, sealing: SealingKeys,
        roles: [ClusterID: ClusterRole],
        tokenNotes: any SentTokenNotes, history: HistoryReader, writer: HistoryWriter
    ) {
        self.roster = roster
        self.key = key
        self.sealing = sealing
        self.tokenNotes = tokenNotes
        self.history = history
        self.writer = writer
        self.roles = roles
        var configuration = configuration
        configuration.findHost(among: roles)
        self.configuration = configuration
    }

    /// - Parameters:
    ///   - byLogs: where the service proxy is forbidden, configuration and log decide, and logs prove.
    ///   - waivers: gates that a person lets pass where they cannot be evaluated.
    func prepare(_ cluster: ClusterID, byLogs: Bool, waivers: GateWaivers) async -> Preparation {
        guard let look = await look(cluster) else { return notWatched(cluster) }
        if byLogs, case .unavailable = look.observation.acceptance { return await prepareByLogs(look, waivers) }
        let gates = waivers.applied(to: repairGates(look.facts))
        guard gates.allSatisfy(\.passed), let cause = look.diagnosis.primary?.cause, let refusal = look.refusal else {
            return .refused(gates, look.diagnosis)
        }
        return await prepare(look, gates, cause, refusal, .acceptance, waivers)
    }

    private func prepareByLogs(_ look: RepairLook, _ waivers: GateWaivers) async -> Preparation {
        let evidence = WeakerEvidence(observation: look.observation, host: look.host?.observation, now: Date().minute)
        let gates = waivers.applied(to: weakerRepairGates(look.facts, evidence: evidence))
        guard gates.allSatisfy(\.passed), let evidence else { return .refused(gates, look.diagnosis) }
        return await prepare(look, gates, evidence.cause, evidence.refusal, .logs, waivers)
    }

    func notWatched(_ cluster: ClusterID) -> Preparation {
        .refused(
            [GateVerdict(.clusterWatched, .refused, RunStatement.notWatched([.cluster: cluster]))],
            Diagnosis(health: .unknown, findings: []))
    }

    private func prepare(
        _ look: RepairLook, _ gates: [GateVerdict], _ cause: Cause, _ refusal: FailureCause, _ proof: RepairPlan.Proof,
        _ waivers: GateWaivers
    ) async -> Preparation {
        let (observation, diagnosis) = (look.observation, look.diagnosis)
        guard
            let document = look.outcome.standing.document, let config = observation.config.value,
            let workload = observation.workload.value, let secret = look.host?.standing.document?.jwtSecret,
            let uid = observation.identity.value
        else {
            return .refused(
                gates + [GateVerdict(.allRead, .refused, RunStatement.needsUnread())], diagnosis)
        }
        do throws(Fault) {
            let (text, edits) = try RepairEdits.edits(for: cause, document, facts: config, hostSecret: secret, key: key)
            let plan = RepairPlan(
                cluster: observation.cluster, uid: uid, cause: cause, workload: workload.name,
                container: workload.container, edits: edits,
                configResourceVersion: config.resourceVersion, digestBefore: config.digest,
                digestAfter: Fingerprint(ofText: text, key: key),
                diff: try diff(from: document, to: text), proof: proof, refusedBefore: refusal,
                costs: RepairForecast.costs(workload),
                warnings: warnings(look, cause))
            return await finished(look, plan, RepairDocuments(old: document.text, new: text), gates, waivers)
        } catch {
            return .refused(gates + [GateVerdict(.editIsMinimal, .refused, Statement(text: error.message))], diagnosis)
        }
    }

    private func warnings(_ look: RepairLook, _ cause: Cause) -> [PlanWarning] {
        let stranger =
            cause == .secretMismatch ? KnownToTheHost(look.observation, host: look.host?.observation).warning : nil
        return (stranger.map { [PlanWarning($0)] } ?? [])
            + RevertForecast(look.observation, host: look.host?.observation).warnings(before: cause)
    }

    /// The last gates, which need the plan itself.
    func finished(
        _ look: RepairLook, _ plan: RepairPlan, _ documents: RepairDocuments, _ gates: [GateVerdict],
        _ waivers: GateWaivers
    ) async -> Preparation {
        let all =
            gates + [waivers.applied(to: await look.mayWrite(plan))]
            + (plan.edits.isEmpty ? [] : [noMask(documents), canBeSealed])
        guard all.allSatisfy(\.passed), let judge = look.judge(tokenNotes) else { return .refused(all, look.diagnosis) }
        var plan = plan
        plan.waived = waivers.used(by: all)
        return .ready(PreparedRepair(plan: plan, gates: all, documents: documents, judge: judge))
    }

    /// Flux once wrote its own mask into a live ConfigMap (fluxcd/helm-controller#925).
    private func noMask(_ documents: RepairDocuments) -> GateVerdict {
        let masked = Fingerprint.masks(documents.new) || Fingerprint.masks(documents.old)
        return GateVerdict(.noMask, !masked, masked ? RunStatement.maskInDocument() : RunStatement.noMask())
    }

    /// Without a way back there is no way forward: the old document is kept before the new one is written.
    private var canBeSealed: GateVerdict {
        guard let key = sealing.keys.first else {
            let fault = sealing.fault.map { RunStatement.cannotBeSealed([.message: $0.message]) }
            return GateVerdict(.undoIsKept, .refused, fault ?? RunStatement.noSealingKey())
        }
        return GateVerdict(.undoIsKept, .passed, RunStatement.sealedWith([.key: key.id]))
    }

    func diff(from old: ConfigDocument, to text: String) throws(Fault) -> String {
        UnifiedDiff(from: old.redacted(key: key), to: try old.reading(text).redacted(key: key)).text(
            from: "now", to: "planned")
    }

    // MARK: A look

    /// nil where the cluster is not watched.
    func look(_ cluster: ClusterID) async -> RepairLook? {
        var memories = roles.mapValues { role in
            var memory = ProbeMemory()
            memory.callsItselfHost = role == .host
            return memory
        }
        let result = await FleetRound(
            roster: roster, configuration: configuration, key: key, tokenNotes: tokenNotes,
            kubectl: KubectlCommand(configuration)
        )
        .run(memories: &memories, clusters: toLookAt(cluster))
        guard let outcome = result.outcomes[cluster], let diagnosis = result.diagnoses[cluster] else { return nil }
        return RepairLook(
            outcome: outcome, host: result.host.flatMap { result.outcomes[$0] }, diagnosis: diagnosis,
            role: await role(outcome),
            redis: await redis(outcome), started: await started(outcome.observation), claims: result.claims,
            namedHost: configuration.namedHost, writer: roster.client(cluster).value?.writer)
    }

    /// The cluster and its host; where nobody has named the host, also each cluster that never said what it is. nil for
    /// all.
    private func toLookAt(_ cluster: ClusterID) -> [ClusterID]? {
        guard let host = configuration.host else { return nil }
        let strangers = configuration.hostIsFound ? roster.clusters.filter { roles[$0] == nil } : []
        return Array(Set([host, cluster] + strangers))
    }

    /// The role from every source there is; nil where they disagree or none speaks. 3.0 to 3.2 members carry none in
    /// the ConfigMap.
    private func role(_ outcome: ProbeOutcome) async -> ClusterRole? {
        let cluster = outcome.observation.cluster
        let said = [
            outcome.observation.config.value?.role, configuration.contexts[cluster]?.role, await installerRole(cluster),
        ].compactMap { $0 }
        guard let first = said.first, said.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// A history that cannot be read tells nothing, and the gate refuses.
    private func started(_ observation: Observation) async -> StartedDocument? {
        if let now = observation.startedDocument { try? await writer.note(now, of: observation.cluster) }
        return try? await history.startedDocument(of: observation.cluster)
    }

    private func installerRole(_ cluster: ClusterID) async -> ClusterRole? {
        guard let client = roster.client(cluster).value else { return nil }
        return await client.reader.read(InstallerConfiguration.self, Names.installerPath).value?.role
    }

    private func redis(_ outcome: ProbeOutcome) async -> RedisState {
        guard let config = outcome.observation.config.value,
            let client = roster.client(outcome.observation.cluster).value
        else {
            return .unknown("its configuration was not read")
        }
        // 3.0 does not start without Redis, whatever its configuration says (kubesphere.md A4).
        let needed =
            config.sessionCache == .redis
            || outcome.standing.version.map { $0 < KubeSphereVersion(major: 3, minor: 1) } ?? false
        guard needed else { return .notUsed }
        let isExternal = configuration.contexts[outcome.observation.cluster]?.redisIsExternal ?? false
        return await RedisCheck(reader: client.reader, tokenNotes: tokenNotes, isExternal: isExternal).state(outcome)
    }
}
