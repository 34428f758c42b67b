package import FoundationEssentials

/// Every gate there is: of a policy's decision, of a plan, of an undo and of carrying one out. Raw values are stable
/// codes: they are stored, shown and documented.
package enum Gate: String, CaseIterable, Codable, Sendable {
    // MARK: A policy's decision, in the order in which they are asked, before any lock is taken

    /// The policy's mode is more than `observe`.
    case mode
    /// No freeze covers the cluster.
    case freeze
    /// A window of each matching rule is open, and no blackout holds.
    case window
    /// The clock has not gone back, and what is decided upon is fresh.
    case clock
    /// The agent does not doubt its own network, and knows at least half of the fleet.
    case seesTheFleet = "sees-the-fleet"
    /// The same cause in enough consecutive probes, for long enough.
    case evidence
    /// The acceptance probe itself was refused; a log alone is not enough.
    case refusedByProbe = "refused-by-probe"
    /// The cause is one of `Cause.repairable`.
    case causeIsRepairable = "cause-is-repairable"
    /// A host is known, and it is not this cluster.
    case notTheHost = "not-the-host"
    /// Every source that states a role says `member`.
    case roleIsMember = "role-is-member"
    /// No more of the fleet is failing than the policy allows.
    case ceiling
    /// The fleet has been below its ceiling for long enough.
    case storm
    /// No repair of the cluster is under way.
    case notUnderWay = "not-under-way"
    /// Fewer automatic attempts than the policy allows.
    case attempts
    /// Nobody reverted the last repair.
    case contested
    /// Long enough since the cluster's last repair.
    case cooldown
    /// The error breaker is closed.
    case breaker
    /// The wave has room.
    case wave
    /// Fewer repairs are under way in the fleet than the policy allows.
    case concurrency
    /// A person approved the plan of exactly this hash, in time.
    case approval
    /// Every gate of the plan holds.
    case preconditions
    /// No gate is waived, or a person has waived it or approved the waiver.
    case waivedByAPerson = "waived-by-a-person"

    // MARK: A plan and an undo, on a fresh look at the cluster

    /// A context of the agent leads to the cluster.
    case clusterWatched = "cluster-watched"
    /// Instead of the probe: configuration and log explain each other.
    case configAndLogAgree = "config-and-log-agree"
    /// Of an undo: the run wrote something that still stands.
    case runWrote = "run-wrote"
    /// Of an undo: the context leads to the cluster of the run.
    case sameCluster = "same-cluster"
    /// One host is named, or only one of the watched clusters says that it is the host.
    case hostIsCertain = "host-is-certain"
    /// The UID of kube-system was read.
    case identityKnown = "identity-known"
    /// The host's process runs with the jwtSecret of its ConfigMap.
    case hostSigns = "host-signs-with-its-config"
    /// A cluster that gets the jwtSecret is a member of the host.
    case knownToTheHost = "known-to-the-host"
    /// kubesphere.yaml parses, and a server starts with it.
    case documentParses = "document-parses"
    /// A process was started with the document as it stands.
    case documentHasStarted = "document-has-started"
    /// jwtSecret is set on host and member.
    case secretsNotEmpty = "secrets-not-empty"
    /// The Deployment of ks-apiserver has replicas and pods.
    case workloadFound = "workload-found"
    /// Nothing on the Deployment overrules the ConfigMap.
    case noOverride = "no-override"
    /// Every replica is of the current generation and ready.
    case noRollout = "no-rollout-under-way"
    /// The session cache that the next start needs is there.
    case redisAnswers = "redis-answers"
    /// All that the plan needs was read.
    case allRead = "all-read"
    /// The edit changes the planned scalars of kubesphere.yaml and nothing else.
    case editIsMinimal = "edit-is-minimal"
    /// Of an undo: the document of before was kept, and its seal opens.
    case sealedDocumentOpens = "sealed-document-opens"
    /// Of an undo: the document holds what the run wrote.
    case valueStillStands = "value-still-stands"
    /// The API server allows the agent each write of the plan.
    case mayWrite = "may-write"
    /// No document holds the mask of a secret in its place.
    case noMask = "no-mask"
    /// The old document can be sealed, so that the run can be taken back.
    case undoIsKept = "undo-is-kept"

    // MARK: Carrying a plan out

    /// The plan still waits, and is what it was when it was shown.
    case planWaits = "plan-waits"
    /// A policy's repair is proved by the probe, not by logs alone.
    case proofIsStrong = "proof-is-strong"
    /// No ksfleet of another machine repairs the cluster.
    case noOtherKsfleet = "no-other-ksfleet"
    /// Stands for the plan's gates, which are asked again before the run begins.
    case planWasMade = "plan-was-made"
    /// Stands for the plan's gates where only the history is read.
    case freshLook = "fresh-look"
}

extension Gate {
    /// Those of a policy's decision, in the order in which they are asked.
    package static let ofPolicy: [Gate] = [
        .mode, .freeze, .window, .clock, .seesTheFleet, .evidence, .refusedByProbe, .causeIsRepairable, .notTheHost,
        .roleIsMember, .ceiling, .storm, .notUnderWay, .attempts, .contested, .cooldown, .breaker, .wave, .concurrency,
        .approval, .preconditions, .waivedByAPerson,
    ]

    /// Those that stand for the gates of a plan, where these are not asked.
    package static let standIns: [Gate] = [.planWasMade, .freshLook]

    /// Those of a plan, of an undo and of carrying either out.
    package static let ofPlan: [Gate] =
        [.notTheHost, .roleIsMember, .causeIsRepairable, .refusedByProbe, .waivedByAPerson]
        + allCases.filter { !ofPolicy.contains($0) && !standIns.contains($0) }

    /// Those without which there is nothing to propose: no problem that is known well enough, or one that only a person
    /// can end.
    package static let ofProblem: Set<Gate> = [
        .mode, .clock, .seesTheFleet, .evidence, .refusedByProbe, .causeIsRepairable, .notTheHost, .roleIsMember,
        .notUnderWay, .attempts, .contested,
    ]

    /// Whether a person may let it pass where it cannot be evaluated. None that tells which cluster this is, what it is
    /// to the fleet or who may act; and none without whose answer there is no plan to make.
    package var isWaivable: Bool { Self.waivable.contains(self) }

    package static let waivable: [Gate] = [.documentHasStarted, .redisAnswers, .knownToTheHost, .mayWrite]
}

extension Gate {
    package func passes(_ compared: Statement) -> GateVerdict { GateVerdict(self, .passed, compared) }
    /// - Parameter until: the first moment at which it no longer refuses, where a clock decides that.
    package func refuses(_ compared: Statement, until: Date? = nil) -> GateVerdict {
        GateVerdict(self, .refused, compared, until: until)
    }
    package func decides(_ passed: Bool, _ compared: Statement, until: Date? = nil) -> GateVerdict {
        GateVerdict(self, passed, compared, until: until)
    }
    package func cannotBeEvaluated(_ why: Statement) -> GateVerdict { .cannotBeEvaluated(self, why) }
}

extension Gate: StatementValue {}
