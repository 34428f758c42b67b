/// All gates of a repair, in the order in which they are shown. Pure; the first that fails is the reason of the
/// refusal.
package func repairGates(_ facts: RepairFacts) -> [GateVerdict] { RepairGates(facts: facts).all }

/// All gates of a repair that is proved by logs alone: instead of the probe, configuration and log must agree.
package func weakerRepairGates(_ facts: RepairFacts, evidence: WeakerEvidence?) -> [GateVerdict] {
    let agreed = GateVerdict(
        .configAndLogAgree, evidence != nil,
        evidence?.compared
            ?? "the probe was not merely forbidden, the log has fewer than \(WeakerEvidence.least) refusals in "
            + "\(WeakerEvidence.minutes) minutes, or the configuration does not explain them")
    return [agreed] + RepairGates(facts: facts).weaker(cause: evidence?.cause)
}

/// All gates of an undo. What the cluster suffers from now is no matter; that the right cluster is restarted, and comes
/// back, is.
///
/// - Parameters:
///   - run: the plan of the run that is taken back.
///   - outcome: how it ended; nil while it is under way.
package func undoGates(_ facts: RepairFacts, run: RepairPlan, outcome: RepairAttempt.Outcome?) -> [GateVerdict] {
    let gates = RepairGates(facts: facts)
    return [gates.wroteSomething(run, outcome), gates.sameCluster(run)] + gates.ofUndo
}

private struct RepairGates {
    let facts: RepairFacts

    private var observation: Observation { facts.observation }
    private var host: Observation? { facts.host }
    private var diagnosis: Diagnosis { facts.diagnosis }
    private var role: ClusterRole? { facts.role }

    var all: [GateVerdict] {
        [notTheHost, roleIsMember, hostIsCertain, causeIsRepairable, refusedByProbe, identityKnown, hostSigns]
            + [
                known(cause: diagnosis.primary?.cause), documentReads, secretPresent, workloadFound, noOverride,
                noRollout, documentHasStarted, redisAnswers,
            ]
    }

    func weaker(cause: Cause?) -> [GateVerdict] {
        [
            notTheHost, roleIsMember, hostIsCertain, identityKnown, hostSigns, known(cause: cause), documentIsRead,
            secretPresent, workloadFound,
        ]
            + [noOverride, noRollout, documentHasStarted, redisAnswers]
    }

    var ofUndo: [GateVerdict] {
        [
            notTheHost, roleIsMember, hostIsCertain, hostSigns, workloadFound, noOverride, noRollout,
            documentHasStarted, redisAnswers,
        ]
    }

    private var hostIsCertain: GateVerdict { facts.claims.gate(named: facts.namedHost) }

    /// Only a repair that copies the secret can give it to a stranger.
    private func known(cause: Cause?) -> GateVerdict {
        guard cause == .secretMismatch else { return GateVerdict(.knownToTheHost, true, "no secret is copied") }
        return KnownToTheHost(observation, host: host).gate
    }

    private var documentIsRead: GateVerdict {
        GateVerdict(
            .documentParses, observation.config.value != nil,
            observation.config.value.map { "resourceVersion \($0.resourceVersion)" } ?? "not read")
    }

    func wroteSomething(_ run: RepairPlan, _ outcome: RepairAttempt.Outcome?) -> GateVerdict {
        guard !run.edits.isEmpty else {
            return GateVerdict(.runWrote, false, "it only restarted \(run.workload): there is nothing to put back")
        }
        switch outcome {
        case nil: return GateVerdict(.runWrote, false, "it is not over yet")
        case .stopped: return GateVerdict(.runWrote, false, "it stopped before it wrote anything")
        case .rolledBack:
            return GateVerdict(.runWrote, false, "it was rolled back: the old document is in place already")
        case .proved, .contested, .failed:
            return GateVerdict(.runWrote, true, "it wrote \(run.edits.map(\.path).joined(separator: ", "))")
        }
    }

    func sameCluster(_ run: RepairPlan) -> GateVerdict {
        guard let uid = observation.identity.value else {
            return GateVerdict(.sameCluster, false, "the cluster's UID could not be read")
        }
        return GateVerdict(.sameCluster, uid == run.uid, "kube-system UID \(uid), and the run was on \(run.uid)")
    }

    private var notTheHost: GateVerdict {
        .notTheHost(observation.cluster, isHost: host.map { $0.cluster == observation.cluster }, role: role)
    }

    private var roleIsMember: GateVerdict { .roleIsMember(observation.cluster, role: role) }

    private var causeIsRepairable: GateVerdict {
        .causeIsRepairable(diagnosis.primary?.cause, health: diagnosis.health)
    }

    private var refusedByProbe: GateVerdict {
        guard case .refused(let cause, _) = observation.acceptance else { return .refusedByProbe(false) }
        return .refusedByProbe(true, as: cause)
    }

    private var identityKnown: GateVerdict {
        GateVerdict(
            .identityKnown, observation.identity.value != nil,
            observation.identity.value.map { "kube-system UID \($0)" } ?? "the cluster's UID could not be read")
    }

    /// R2 copies the host's secret and every proof is signed with it: the host's process must run with what its
    /// ConfigMap shows.
    private var hostSigns: GateVerdict {
        guard let host else { return GateVerdict(.hostSigns, false, "no host was observed") }
        let verb = host.provesItsSecret ? "verified" : "did not verify"
        return GateVerdict(
            .hostSigns, host.provesItsSecret,
            "\(host.cluster) \(verb) a token signed with the jwtSecret of its ConfigMap")
    }

    private var documentReads: GateVerdict {
        switch observation.config {
        case .failed(let fault): GateVerdict(.documentParses, false, fault.message)
        case .value(let config): documentStarts(config)
        }
    }

    /// A setting that no server starts with is repaired only where it is the one that the repair replaces.
    private func documentStarts(_ config: ConfigFacts) -> GateVerdict {
        let replaced = replacedPaths(config.layout)
        let flaw = config.flaws.first { $0.preventsStart && !replaced.contains($0.path) }
        let isReplaced = replaced.contains(config.layout.maxAgePath.joined(separator: "."))
        let starts = flaw == nil && (config.maxAge.checksSessionCache != nil || isReplaced)
        let why =
            flaw.map { "; no ks-apiserver starts with its \($0.path)\($0.line.map { " on line \($0)" } ?? "")" } ?? ""
        return GateVerdict(
            .documentParses, starts,
            "resourceVersion \(config.resourceVersion), accessTokenMaxAge \(config.maxAge.text)\(why)")
    }

    private func replacedPaths(_ layout: ConfigLayout) -> Set<String> {
        let paths = [layout.maxAgePath, layout.jwtSecretPath].map { $0.joined(separator: ".") }
        switch diagnosis.primary?.cause {
        case .tokenNotInCache: return [paths[0]]
        case .secretMismatch: return Set(paths)
        default: return []
        }
    }

    private var secretPresent: GateVerdict {
        let own = observation.config.value?.secret
        let present = own != nil && host?.config.value?.secret != nil
        return GateVerdict(
            .secretsNotEmpty, present,
            present
                ? "jwtSecret is set on host and member"
                : "jwtSecret is empty or unread on \(own == nil ? "the member" : "the host")")
    }

    private var workloadFound: GateVerdict {
        guard let workload = observation.workload.value else {
            return GateVerdict(.workloadFound, false, observation.workload.fault?.message ?? "not read")
        }
        return GateVerdict(
            .workloadFound, workload.replicas > 0 && !workload.pods.isEmpty,
            """
            deployment \(workload.name), \(counted(workload.replicas, "replica")), \
            \(counted(workload.pods.count, "pod"))
            """
        )
    }

    private var noOverride: GateVerdict {
        guard let overrides = observation.workload.value?.overrides else {
            return GateVerdict(.noOverride, false, "the Deployment was not read")
        }
        return GateVerdict(
            .noOverride, overrides.isEmpty,
            overrides.isEmpty
                ? "nothing on the Deployment overrules the ConfigMap"
                : "overruled by \(overrides.joined(separator: ", "))")
    }

    private var noRollout: GateVerdict {
        let complete = observation.workload.value?.rolloutComplete ?? false
        return GateVerdict(
            .noRollout, complete,
            complete
                ? "every replica is of the current generation and ready" : "a rollout is under way, stalled or unread")
    }

    private var documentHasStarted: GateVerdict { DocumentStart(observation: observation, last: facts.started).gate }

    private var redisAnswers: GateVerdict {
        switch facts.redis {
        case .notUsed: GateVerdict(.redisAnswers, true, "its sessions are kept in memory")
        case .answers(let how): GateVerdict(.redisAnswers, true, how)
        case .silent(let why): GateVerdict(.redisAnswers, false, "\(why): a restart now would crash-loop")
        case .unknown(let why): .cannotBeEvaluated(.redisAnswers, why)
        }
    }
}
