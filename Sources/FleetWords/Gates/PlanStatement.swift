/// What the gates of a plan compare: the cluster, its Deployment, its document and its session cache.
package enum PlanStatement: String, StatementCode {
    case weakerEvidence = "plan.weaker-evidence"
    case noWeakerEvidence = "plan.no-weaker-evidence"
    case restartedOnly = "plan.restarted-only"
    case runNotOver = "plan.run-not-over"
    case runStopped = "plan.run-stopped"
    case runRolledBack = "plan.run-rolled-back"
    case runWrote = "plan.run-wrote"
    case uidUnread = "plan.uid-unread"
    case uid = "plan.uid"
    case uidOfRun = "plan.uid-of-run"
    case noHostObserved = "plan.no-host-observed"
    case hostSigns = "plan.host-signs"
    case hostSignsOtherwise = "plan.host-signs-otherwise"
    case notRead = "plan.not-read"
    case resourceVersion = "plan.resource-version"
    case documentStarts = "plan.document-starts"
    case documentDoesNotStart = "plan.document-does-not-start"
    case maxAgeUnreadable = "plan.max-age-unreadable"
    case secretsSet = "plan.secrets-set"
    case memberSecretMissing = "plan.member-secret-missing"
    case hostSecretMissing = "plan.host-secret-missing"
    case workload = "plan.workload"
    case deploymentUnread = "plan.deployment-unread"
    case noOverride = "plan.no-override"
    case overridden = "plan.overridden"
    case rolledOut = "plan.rolled-out"
    case rollingOut = "plan.rolling-out"
    case sessionsInMemory = "plan.sessions-in-memory"
    case redisSilent = "plan.redis-silent"
    case documentUnread = "plan.document-unread"
    case startedWith = "plan.started-with"
    case seenUpWith = "plan.seen-up-with"
    case neverSeenUpWith = "plan.never-seen-up-with"
    case changedSince = "plan.changed-since"

    package func english(_ v: Wording) -> String {
        switch self {
        case .weakerEvidence:
            """
            \(v[.count]) times \(v[.cause]) in \(v[.minutes]) minutes (at least \(v[.least])); accessTokenMaxAge is \
            \(v[.maxAge])
            """
        case .noWeakerEvidence:
            """
            the probe was not merely forbidden, the log has fewer than \(v[.least]) refusals in \(v[.minutes]) \
            minutes, or the configuration does not explain them
            """
        case .restartedOnly: "it only restarted \(v[.workload]): there is nothing to put back"
        case .runNotOver: "it is not over yet"
        case .runStopped: "it was stopped: it left nothing to put back"
        case .runRolledBack: "it was rolled back: the old document is in place already"
        case .runWrote: "it wrote \(v[.paths])"
        case .uidUnread: "the cluster's UID could not be read"
        case .uid: "kube-system UID \(v[.uid])"
        case .uidOfRun: "kube-system UID \(v[.uid]), and the run was on \(v[.expected])"
        case .noHostObserved: "no host was observed"
        case .hostSigns: "\(v[.host]) verified a token signed with the jwtSecret of its ConfigMap"
        case .hostSignsOtherwise: "\(v[.host]) did not verify a token signed with the jwtSecret of its ConfigMap"
        case .notRead: "not read"
        case .resourceVersion: "resourceVersion \(v[.resourceVersion])"
        case .documentStarts: "resourceVersion \(v[.resourceVersion]), accessTokenMaxAge \(v[.maxAge])"
        case .maxAgeUnreadable:
            "resourceVersion \(v[.resourceVersion]); no ks-apiserver starts with accessTokenMaxAge \(v[.maxAge])"
        case .documentDoesNotStart:
            """
            resourceVersion \(v[.resourceVersion]), accessTokenMaxAge \(v[.maxAge]); no ks-apiserver starts with its \
            \(v[.path])\(v.with(.line) { " on line \($0)" })
            """
        case .secretsSet: "jwtSecret is set on host and member"
        case .memberSecretMissing: "jwtSecret is empty or unread on the member"
        case .hostSecretMissing: "jwtSecret is empty or unread on the host"
        case .workload: "deployment \(v[.workload]), \(v.counted(.replicas, "replica")), \(v.counted(.pods, "pod"))"
        case .deploymentUnread: "the Deployment was not read"
        case .noOverride: "nothing on the Deployment overrules the ConfigMap"
        case .overridden: "overruled by \(v[.overrides])"
        case .rolledOut: "every replica is of the current generation and ready"
        case .rollingOut: "a rollout is under way, stalled or unread"
        case .sessionsInMemory: "its sessions are kept in memory"
        case .redisSilent: "\(v[.why]): a restart now would crash-loop"
        case .documentUnread: "its document was not read"
        case .startedWith: "the process that runs was started with resourceVersion \(v[.resourceVersion])"
        case .seenUpWith:
            """
            a process was seen up with it at \(v[.at]); since then at most jwtSecret and accessTokenMaxAge were \
            changed
            """
        case .neverSeenUpWith:
            """
            no process is known to have started with this document (\(v[.why])), so a restart may not come back
            """
        case .changedSince:
            """
            more than jwtSecret and accessTokenMaxAge was changed since a process came up with it, at \(v[.at]) \
            (resourceVersion \(v[.resourceVersion])), so a restart may not come back
            """
        }
    }
}
