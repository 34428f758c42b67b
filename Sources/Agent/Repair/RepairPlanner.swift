package import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// Told of failures that ksfleet itself has left in a cluster's log, so that they are not counted as the cluster's.
package typealias OwnFailureAccount = @Sendable (ClusterID, [FailureCause: Int]) async -> Void

/// Looks at a cluster afresh and says what a repair would do, or why there is none. It only reads.
package struct RepairPlanner: Sendable {
    let roster: Roster
    let configuration: AgentConfiguration
    let key: FingerprintKey
    let account: OwnFailureAccount

    /// - Parameters:
    ///   - host: the host as the history knows it, where the configuration does not name one.
    ///   - account: is told of the failures that looking has left in the clusters' logs.
    package init(
        roster: Roster, configuration: AgentConfiguration, key: FingerprintKey, host: ClusterID?, account: @escaping OwnFailureAccount = { _, _ in }
    ) {
        self.roster = roster
        self.key = key
        self.account = account
        var configuration = configuration
        configuration.host = configuration.host ?? host
        self.configuration = configuration
    }

    package func prepare(_ cluster: ClusterID) async -> Preparation {
        var memories: [ClusterID: ProbeMemory] = [:]
        let clusters = configuration.host.map { Array(Set([$0, cluster])) }
        let result = await FleetRound(roster: roster, configuration: configuration, key: key).run(memories: &memories, clusters: clusters)
        for outcome in result.outcomes.values { await account(outcome.observation.cluster, outcome.observation.logs.value?.ownFailures ?? [:]) }
        guard let outcome = result.outcomes[cluster], let diagnosis = result.diagnoses[cluster] else {
            return .refused([RepairGate("cluster-watched", false, "\(cluster) is not among the watched contexts")], Diagnosis(health: .unknown, findings: []))
        }
        return await prepare(outcome, host: result.host.flatMap { result.outcomes[$0] }, diagnosis)
    }

    private func prepare(_ outcome: ProbeOutcome, host: ProbeOutcome?, _ diagnosis: Diagnosis) async -> Preparation {
        let observation = outcome.observation
        let gates = repairGates(
            observation: observation, host: host?.observation, diagnosis: diagnosis, role: await role(outcome), redis: await redis(outcome))
        guard gates.allSatisfy(\.passed) else { return .refused(gates, diagnosis) }
        guard
            let cause = diagnosis.primary?.cause, let document = outcome.standing.document, let config = observation.config.value,
            let workload = observation.workload.value, let host, let secret = host.standing.document?.jwtSecret, let uid = observation.identity.value
        else { return .refused(gates + [RepairGate("all-read", false, "something that the plan needs was not read")], diagnosis) }
        do throws(Fault) {
            let (text, edits) = try RepairEdits.edits(for: cause, document, facts: config, hostSecret: secret, key: key)
            let plan = RepairPlan(
                cluster: observation.cluster, uid: uid, cause: cause, workload: workload.name, container: workload.container, edits: edits,
                configResourceVersion: config.resourceVersion, digestBefore: config.digest, digestAfter: Fingerprint(ofText: text, key: key),
                costs: RepairForecast.costs(workload), warnings: RepairForecast.warnings(owner: config.owner, cause: cause, version: workload.version))
            return .ready(
                PreparedRepair(
                    plan: plan, gates: gates, oldText: document.text, newText: text, hostSecret: secret, hostVersion: host.standing.version,
                    host: host.observation.cluster, version: outcome.standing.version))
        } catch {
            return .refused(gates + [RepairGate("edit-is-minimal", false, error.message)], diagnosis)
        }
    }

    // MARK: What only a repair asks for

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
