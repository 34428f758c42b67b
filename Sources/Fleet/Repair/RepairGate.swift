/// One condition of a repair, with what was compared. A gate that cannot be evaluated has not passed.
package struct RepairGate: Hashable, Codable, Sendable {
    package let name: String
    package let passed: Bool
    package let compared: String

    package init(_ name: String, _ passed: Bool, _ compared: String) {
        self.name = name
        self.passed = passed
        self.compared = compared
    }
}

/// Whether the session cache that the next start of a 3.x ks-apiserver needs is there (kubesphere.md M13).
package enum RedisState: Hashable, Sendable {
    case notUsed
    case answers(String)
    case silent(String)
    case unknown(String)
}

/// All gates of a repair, in the order in which they are shown. Pure; the first that fails is the reason of the refusal.
///
/// - Parameters:
///   - role: the member's role from every source there is, or nil where none is certain.
///   - redis: what is known of the session cache's Redis.
package func repairGates(
    observation: Observation, host: Observation?, diagnosis: Diagnosis, role: ClusterRole?, redis: RedisState
) -> [RepairGate] {
    RepairGates(observation: observation, host: host, diagnosis: diagnosis, role: role, redis: redis).all
}

/// All gates of a repair that is proved by logs alone: instead of the probe, configuration and log must agree.
package func weakerRepairGates(
    observation: Observation, host: Observation?, evidence: WeakerEvidence?, role: ClusterRole?, redis: RedisState
) -> [RepairGate] {
    let gates = RepairGates(
        observation: observation, host: host, diagnosis: Diagnosis(health: .unknown, findings: []), role: role, redis: redis)
    let agreed = RepairGate(
        "config-and-log-agree", evidence != nil,
        evidence?.compared ?? "the probe was not merely forbidden, the log has fewer than \(WeakerEvidence.least) refusals in "
            + "\(WeakerEvidence.minutes) minutes, or the configuration does not explain them")
    return [agreed] + gates.weaker
}

/// All gates of an undo. What the cluster suffers from now is no matter; that the right cluster is restarted, and comes back, is.
///
/// - Parameters:
///   - run: the plan of the run that is taken back.
///   - outcome: how it ended; nil while it is under way.
package func undoGates(
    observation: Observation, host: Observation?, role: ClusterRole?, redis: RedisState, run: RepairPlan, outcome: RepairAttempt.Outcome?
) -> [RepairGate] {
    let gates = RepairGates(
        observation: observation, host: host, diagnosis: Diagnosis(health: .unknown, findings: []), role: role, redis: redis)
    return [gates.wroteSomething(run, outcome), gates.sameCluster(run)] + gates.ofUndo
}

private struct RepairGates {
    let observation: Observation
    let host: Observation?
    let diagnosis: Diagnosis
    let role: ClusterRole?
    let redis: RedisState

    var all: [RepairGate] {
        [notTheHost, roleIsMember, causeIsRepairable, refusedByProbe, identityKnown, hostSigns, documentReads, secretPresent, workloadFound]
            + [noOverride, noRollout, redisAnswers]
    }

    var weaker: [RepairGate] { [notTheHost, roleIsMember, identityKnown, hostSigns, documentIsRead, secretPresent, workloadFound, noOverride, noRollout, redisAnswers] }

    private var documentIsRead: RepairGate {
        RepairGate("document-parses", observation.config.value != nil, observation.config.value.map { "resourceVersion \($0.resourceVersion)" } ?? "not read")
    }

    var ofUndo: [RepairGate] { [notTheHost, roleIsMember, hostSigns, workloadFound, noOverride, noRollout, redisAnswers] }

    func wroteSomething(_ run: RepairPlan, _ outcome: RepairAttempt.Outcome?) -> RepairGate {
        guard !run.edits.isEmpty else { return RepairGate("run-wrote", false, "it only restarted \(run.workload): there is nothing to put back") }
        switch outcome {
        case nil: return RepairGate("run-wrote", false, "it is not over yet")
        case .stopped: return RepairGate("run-wrote", false, "it stopped before it wrote anything")
        case .rolledBack: return RepairGate("run-wrote", false, "it was rolled back: the old document is in place already")
        case .proved, .contested, .failed: return RepairGate("run-wrote", true, "it wrote \(run.edits.map(\.path).joined(separator: ", "))")
        }
    }

    func sameCluster(_ run: RepairPlan) -> RepairGate {
        guard let uid = observation.identity.value else { return RepairGate("same-cluster", false, "the cluster's UID could not be read") }
        return RepairGate("same-cluster", uid == run.uid, "kube-system UID \(uid), and the run was on \(run.uid)")
    }

    private var notTheHost: RepairGate {
        let isHost = host?.cluster == observation.cluster || role == .host
        return RepairGate("not-the-host", !isHost, isHost ? "\(observation.cluster) is a host: ksfleet never edits or restarts a host" : "it is not the host")
    }

    private var roleIsMember: RepairGate {
        RepairGate("role-is-member", role == .member, role.map { "role is \($0.rawValue)" } ?? "its role is not certain: set it in agent.yaml (contexts: {\(observation.cluster): {role: member}})")
    }

    private var causeIsRepairable: RepairGate {
        guard let primary = diagnosis.primary, diagnosis.health == .failing else {
            return RepairGate("cause-is-repairable", false, "health is \(diagnosis.health.rawValue): there is nothing to repair")
        }
        let repairable = Cause.repairable.contains(primary.cause)
        return RepairGate("cause-is-repairable", repairable, repairable ? "cause is \(primary.cause.rawValue)" : "cause is \(primary.cause.rawValue): \(primary.nextStep)")
    }

    private var refusedByProbe: RepairGate {
        if case .refused(let cause, _) = observation.acceptance {
            return RepairGate("refused-by-probe", true, "the acceptance probe was refused: \(cause.rawValue)")
        }
        return RepairGate("refused-by-probe", false, "the acceptance probe was not refused, and a log alone is not enough to change a cluster")
    }

    private var identityKnown: RepairGate {
        RepairGate("identity-known", observation.identity.value != nil, observation.identity.value.map { "kube-system UID \($0)" } ?? "the cluster's UID could not be read")
    }

    /// R2 copies the host's secret and every proof is signed with it: the host's process must run with what its ConfigMap shows.
    private var hostSigns: RepairGate {
        guard let host else { return RepairGate("host-signs-with-its-config", false, "no host was observed") }
        switch host.acceptance {
        case .accepted, .refused(.tokenNotInCache, _): return RepairGate("host-signs-with-its-config", true, "\(host.cluster) verified a token signed with the jwtSecret of its ConfigMap")
        default: return RepairGate("host-signs-with-its-config", false, "\(host.cluster) did not verify a token signed with the jwtSecret of its ConfigMap")
        }
    }

    private var documentReads: RepairGate {
        switch observation.config {
        case .failed(let fault): RepairGate("document-parses", false, fault.message)
        case .value(let config):
            // A setting that no server starts with is repaired only where it is the one that the repair replaces.
            RepairGate("document-parses", config.maxAge.checksSessionCache != nil || diagnosis.primary?.cause == .tokenNotInCache, "resourceVersion \(config.resourceVersion), accessTokenMaxAge \(config.maxAge.text)")
        }
    }

    private var secretPresent: RepairGate {
        let own = observation.config.value?.secret
        let present = own != nil && host?.config.value?.secret != nil
        return RepairGate("secrets-not-empty", present, present ? "jwtSecret is set on host and member" : "jwtSecret is empty or unread on \(own == nil ? "the member" : "the host")")
    }

    private var workloadFound: RepairGate {
        guard let workload = observation.workload.value else {
            return RepairGate("workload-found", false, observation.workload.fault?.message ?? "not read")
        }
        return RepairGate("workload-found", workload.replicas > 0 && !workload.pods.isEmpty, "deployment \(workload.name), \(workload.replicas) replicas, \(workload.pods.count) pods")
    }

    private var noOverride: RepairGate {
        guard let overrides = observation.workload.value?.overrides else { return RepairGate("no-override", false, "the Deployment was not read") }
        return RepairGate("no-override", overrides.isEmpty, overrides.isEmpty ? "nothing on the Deployment overrules the ConfigMap" : "overruled by \(overrides.joined(separator: ", "))")
    }

    private var noRollout: RepairGate {
        let complete = observation.workload.value?.rolloutComplete ?? false
        return RepairGate("no-rollout-under-way", complete, complete ? "every replica is of the current generation and ready" : "a rollout is under way, stalled or unread")
    }

    private var redisAnswers: RepairGate {
        switch redis {
        case .notUsed: RepairGate("redis-answers", true, "its sessions are kept in memory")
        case .answers(let how): RepairGate("redis-answers", true, how)
        case .silent(let why): RepairGate("redis-answers", false, "\(why): a restart now would crash-loop")
        case .unknown(let why): RepairGate("redis-answers", false, "cannot be evaluated: \(why)")
        }
    }
}
