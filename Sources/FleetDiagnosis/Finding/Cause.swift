import FleetWords

/// A root cause that the fleet knows (docs of KubeSphere's behaviour, table of root causes R1 to R17). Raw values are
/// stable codes.
package enum Cause: String, CaseIterable, Codable, Sendable, Comparable {
    /// R1: the member checks a session cache that the host's tokens are not in.
    case tokenNotInCache = "token-not-in-cache"
    /// R2: host and member have different jwtSecrets.
    case secretMismatch = "secret-mismatch"
    /// R3: the configuration is right, but the process that runs is older than it.
    case staleProcess = "stale-process"
    /// R4: an environment variable or a flag overrules the ConfigMap.
    case configOverride = "config-override"
    /// R6: the clocks differ by more than the accepted skew.
    case clockSkew = "clock-skew"
    /// R7: nothing behind Service ks-apiserver answers.
    case apiserverDown = "ks-apiserver-down"
    /// R8: the session cache's Redis does not answer.
    case redisDown = "redis-down"
    /// R8: the session cache's Redis answers, and does not take the password of kubesphere.yaml.
    case redisRefused = "redis-refused"
    /// R9: kube-apiserver does not know the credentials.
    case credentialsRejected = "credentials-rejected"
    /// R10: kube-apiserver cannot be reached, or its certificate is not what the kubeconfig expects.
    case unreachable
    /// R5: whoever renders the ConfigMap will put a setting back with which tokens are refused.
    case configWillBeReverted = "config-will-be-reverted"
    /// R11: the tunnel through which the host reaches the member is down.
    case tunnelDown = "tunnel-down"
    /// R12: the user is not synced to the member.
    case userNotSynced = "user-not-synced"
    /// R13: the cluster's role is not what the fleet needs.
    case roleWrong = "role-wrong"
    /// R14: host and member are of different major versions.
    case versionSkew = "version-skew"
    /// R15: another host manages the cluster.
    case managedByOtherHost = "managed-by-other-host"
    /// R16: the host itself loses sessions.
    case hostSessionLoss = "host-session-loss"
    /// R17: the host's tokens never expire.
    case hostTokensNeverExpire = "host-tokens-never-expire"
    /// The service proxy hands another credential to ks-apiserver than the one that was sent.
    case foreignToken = "foreign-token"
    /// kubesphere.yaml is absent, cannot be parsed, or holds what no process starts with: the next restart would not
    /// come back.
    case configInvalid = "config-invalid"
    /// The jwtSecret has no quotes, and YAML makes a number or a boolean of it: the process uses that one's text.
    case secretNotText = "secret-not-text"
    /// The probe lacks a right, so it cannot say.
    case rightsMissing = "rights-missing"
    /// The host's own Cluster object says that the member is not ready, or says nothing new for too long.
    case notReadyOnHost = "not-ready-on-host"
    /// More than one cluster calls itself the host, and none is named.
    case severalHosts = "several-hosts"
    /// The host has no Cluster object for a watched cluster.
    case notRegistered = "not-registered"
    /// The host has more than one Cluster object for a cluster, or one for itself as a member.
    case registeredTwice = "registered-twice"
    /// What the host's Cluster object holds as the member's kubeconfig is none.
    case clusterKubeconfigUnreadable = "cluster-kubeconfig-unreadable"
    /// The host knows members that no context watches.
    case memberNotWatched = "member-not-watched"
    /// Something that the cluster is reached with ends soon.
    case credentialsExpire = "credentials-expire"
    /// A log was longer than a probe reads.
    case logCut = "log-cut"
    /// A log cannot be read at all: its failures are not counted.
    case logUnread = "log-unread"
    /// A service other than Redis that ks-apiserver needs does not answer.
    case backendDown = "backend-down"
    /// ks-apiserver ends again and again, and is up in between.
    case restarting
    /// ks-apiserver speaks TLS behind its Service, which the host's dispatcher does not.
    case serviceSpeaksTLS = "service-speaks-tls"
    /// This machine's own clock is off.
    case agentClock = "agent-clock"
    /// Many clusters were lost at once: the fault is likelier ours than the fleet's.
    case agentBlind = "agent-blind"
    /// Refused, and nothing that was read explains it.
    case unexplained

    package static func < (a: Cause, b: Cause) -> Bool { a.rawValue < b.rawValue }

    /// Causes that are the agent's own: what a round with one says of the clusters is not to be acted upon.
    package var isOfAgent: Bool { self == .agentBlind || self == .agentClock }

    /// The causes that ksfleet may repair; every other one yields advice.
    package static let repairable: Set<Cause> = [.tokenNotInCache, .secretMismatch, .staleProcess]
}

/// Whether the host's tokens are accepted. Unknown is not failing: it opens nothing and closes nothing.
package enum Health: String, CaseIterable, Codable, Sendable { case healthy, failing, unknown }

extension Cause: StatementValue {}
extension Health: StatementValue {}
