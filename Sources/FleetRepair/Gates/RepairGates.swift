import FleetDiagnosis
import FleetModel
package import FleetWords

/// All gates of a repair, in the order in which they are shown. Pure; the first that fails is the reason of the
/// refusal.
package func repairGates(_ facts: RepairFacts) -> [GateVerdict] { RepairGates(facts: facts).all }

/// All gates of a repair that is proved by logs alone: instead of the probe, configuration and log must agree.
package func weakerRepairGates(_ facts: RepairFacts, evidence: WeakerEvidence?) -> [GateVerdict] {
    let agreed = GateVerdict(
        .configAndLogAgree, evidence != nil,
        evidence?.compared
            ?? PlanStatement.noWeakerEvidence([.least: WeakerEvidence.least, .minutes: WeakerEvidence.minutes]))
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
        guard cause == .secretMismatch else { return Gate.knownToTheHost.passes(RegisterStatement.noSecretCopied()) }
        return KnownToTheHost(observation, host: host).gate
    }

    private var documentIsRead: GateVerdict {
        guard let config = observation.config.value else { return Gate.documentParses.refuses(PlanStatement.notRead()) }
        return Gate.documentParses.passes(PlanStatement.resourceVersion([.resourceVersion: config.resourceVersion]))
    }

    func wroteSomething(_ run: RepairPlan, _ outcome: RepairAttempt.Outcome?) -> GateVerdict {
        guard !run.edits.isEmpty else {
            return Gate.runWrote.refuses(PlanStatement.restartedOnly([.workload: run.workload]))
        }
        switch outcome {
        case nil: return Gate.runWrote.refuses(PlanStatement.runNotOver())
        case .stopped: return Gate.runWrote.refuses(PlanStatement.runStopped())
        case .rolledBack: return Gate.runWrote.refuses(PlanStatement.runRolledBack())
        case .proved, .contested, .failed:
            return Gate.runWrote.passes(PlanStatement.runWrote([.paths: run.edits.map(\.path)]))
        }
    }

    func sameCluster(_ run: RepairPlan) -> GateVerdict {
        guard let uid = observation.identity.value else { return Gate.sameCluster.refuses(PlanStatement.uidUnread()) }
        return Gate.sameCluster.decides(uid == run.uid, PlanStatement.uidOfRun([.uid: uid, .expected: run.uid]))
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
        guard let uid = observation.identity.value else {
            return Gate.identityKnown.refuses(PlanStatement.uidUnread())
        }
        return Gate.identityKnown.passes(PlanStatement.uid([.uid: uid]))
    }

    /// R2 copies the host's secret and every proof is signed with it: the host's process must run with what its
    /// ConfigMap shows.
    private var hostSigns: GateVerdict {
        guard let host else { return Gate.hostSigns.refuses(PlanStatement.noHostObserved()) }
        guard host.provesItsSecret else {
            return Gate.hostSigns.refuses(PlanStatement.hostSignsOtherwise([.host: host.cluster]))
        }
        return Gate.hostSigns.passes(PlanStatement.hostSigns([.host: host.cluster]))
    }

    private var documentReads: GateVerdict {
        switch observation.config {
        case .failed(let fault): Gate.documentParses.refuses(Statement(text: fault.message))
        case .value(let config): documentStarts(config)
        }
    }

    /// A setting that no server starts with is repaired only where it is the one that the repair replaces.
    private func documentStarts(_ config: ConfigFacts) -> GateVerdict {
        let replaced = replacedPaths(config.layout)
        let flaw = config.flaws.first { $0.preventsStart && !replaced.contains($0.path) }
        let isReplaced = replaced.contains(config.layout.maxAgePath.joined(separator: "."))
        let starts = flaw == nil && (config.maxAge.checksSessionCache != nil || isReplaced)
        let code: PlanStatement = starts ? .documentStarts : flaw == nil ? .maxAgeUnreadable : .documentDoesNotStart
        return Gate.documentParses.decides(
            starts,
            code([
                .resourceVersion: config.resourceVersion, .maxAge: config.maxAge.text, .path: flaw?.path,
                .line: flaw?.line,
            ]))
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
        guard observation.config.value?.secret != nil else {
            return Gate.secretsNotEmpty.refuses(PlanStatement.memberSecretMissing())
        }
        guard host?.config.value?.secret != nil else {
            return Gate.secretsNotEmpty.refuses(PlanStatement.hostSecretMissing())
        }
        return Gate.secretsNotEmpty.passes(PlanStatement.secretsSet())
    }

    private var workloadFound: GateVerdict {
        guard let workload = observation.workload.value else {
            let message = observation.workload.fault?.message
            return Gate.workloadFound.refuses(message.map(Statement.init(text:)) ?? PlanStatement.notRead())
        }
        return Gate.workloadFound.decides(
            workload.replicas > 0 && !workload.pods.isEmpty,
            PlanStatement.workload([
                .workload: workload.name, .replicas: workload.replicas, .pods: workload.pods.count,
            ]))
    }

    private var noOverride: GateVerdict {
        guard let overrides = observation.workload.value?.overrides else {
            return Gate.noOverride.refuses(PlanStatement.deploymentUnread())
        }
        guard overrides.isEmpty else {
            return Gate.noOverride.refuses(PlanStatement.overridden([.overrides: overrides]))
        }
        return Gate.noOverride.passes(PlanStatement.noOverride())
    }

    private var noRollout: GateVerdict {
        let complete = observation.workload.value?.rolloutComplete ?? false
        return Gate.noRollout.decides(complete, complete ? PlanStatement.rolledOut() : PlanStatement.rollingOut())
    }

    private var documentHasStarted: GateVerdict { DocumentStart(observation: observation, last: facts.started).gate }

    private var redisAnswers: GateVerdict {
        switch facts.redis {
        case .notUsed: Gate.redisAnswers.passes(PlanStatement.sessionsInMemory())
        case .answers(let how): Gate.redisAnswers.passes(how)
        case .silent(let why): Gate.redisAnswers.refuses(PlanStatement.redisSilent([.why: why]))
        case .unknown(let why): Gate.redisAnswers.cannotBeEvaluated(why)
        }
    }
}
