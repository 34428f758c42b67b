/// What is found of who is whose host, and of what the host's Cluster objects say.
package enum MembershipStatement: String, StatementCode {
    case severalHosts = "membership.several-hosts"
    case maybeOfAnotherHost = "membership.maybe-of-another-host"
    case membersUnwatched = "membership.members-unwatched"
    case contextsUnasked = "membership.contexts-unasked"
    case saysHost = "membership.says-host"
    case saysNoRole = "membership.says-no-role"
    case versionsDiffer = "membership.versions-differ"
    case hostTokensNeverExpire = "membership.host-tokens-never-expire"
    case sessionsSplit = "membership.sessions-split"
    case managedByAnother = "membership.managed-by-another"
    case usersMissing = "membership.users-missing"
    case usersMissingAtLeast = "membership.users-missing-at-least"
    case userRefused = "membership.user-refused"
    case agentUnavailable = "membership.agent-unavailable"
    case reachedByTunnel = "membership.reached-by-tunnel"
    case notReady = "membership.not-ready"
    case readyIsOld = "membership.ready-is-old"
    case probeSaysWhether = "membership.probe-says-whether"
    case tokenKubeconfig = "membership.token-kubeconfig"
    case notRegistered = "membership.not-registered"
    case objectsWithoutUID = "membership.objects-without-uid"
    case kubeconfigEndsSoon = "membership.kubeconfig-ends-soon"
    case registeredTwice = "membership.registered-twice"
    case hostIsMember = "membership.host-is-member"
    case kubeconfigEncodedTwice = "membership.kubeconfig-encoded-twice"
    case kubeconfigUnreadable = "membership.kubeconfig-unreadable"

    package func english(_ v: Wording) -> String {
        switch self {
        case .severalHosts:
            """
            \(v[.count]) clusters say that they are the host: \(v.few(.clusters, 5)); no token is signed, because \
            each has members of its own
            """
        case .maybeOfAnotherHost:
            """
            it refuses tokens that \(v[.host]) signs; \(v.few(.clusters, 5)) could never be read, and may be its \
            host
            """
        case .membersUnwatched:
            """
            \(v[.count]) of the \(v[.members]) members that the host knows match no context, by UID or by name: \
            \(v.few(.clusters, 10))
            """
        case .contextsUnasked:
            """
            \(v[.contexts]) contexts could never be asked which cluster they lead to, and may be among them
            """
        case .saysHost: "it says clusterRole host, and \(v[.host]) is the fleet's host"
        case .saysNoRole:
            """
            it says clusterRole none: it was never joined, or its installer was told nothing of \(v[.host])
            """
        case .versionsDiffer: "the host runs \(v[.hostVersion]), this member \(v[.version])"
        case .hostTokensNeverExpire:
            """
            accessTokenMaxAge is \(v[.maxAge]) on the host: its tokens never expire and cannot be revoked
            """
        case .sessionsSplit:
            """
            its session cache is in memory, and it has \(v[.replicas]) replicas: each refuses the tokens that \
            another has issued
            """
        case .managedByAnother:
            """
            namespace kubesphere-system says that host cluster \(v[.claimed]) manages it, and \(v[.host]) is called \
            \(v[.own])
            """
        case .usersMissing:
            """
            \(v[.missing]) of the host's \(v[.users]) users \(v.number(.missing) == 1 ? "is" : "are") not on this \
            member: \(names(v))
            """
        case .usersMissingAtLeast:
            """
            \(v[.missing]) of the host's \(v[.users]) or more users \(v.number(.missing) == 1 ? "is" : "are") not on \
            this member: \(names(v))
            """
        case .userRefused: "to them it answers 401 `user.iam.kubesphere.io … not found`, and logs nothing"
        case .agentUnavailable:
            """
            the host's Cluster object \(v[.name]) says AgentAvailable False\(v.with(.since) { ", since \($0)" }): \
            \(v[.message])
            """
        case .reachedByTunnel:
            """
            its connection type is proxy: the host reaches it only through the tunnel that the member's \
            cluster-agent opens
            """
        case .notReady: "the host's Cluster object \(v[.name]) says Ready False (\(v[.reason])): \(v[.message])"
        case .readyIsOld:
            """
            the host's Cluster object \(v[.name]) says Ready \(v[.status]), and was last brought up to date \
            \(v[.age]) before it was read: the host's controller does it every \(v[.seconds]) s, unless it cannot \
            reach the member
            """
        case .probeSaysWhether: "no condition says whether tokens are accepted: the probe does"
        case .tokenKubeconfig:
            """
            a 3.3 host never gets a cluster ready whose kubeconfig authenticates with a token (kubesphere#5395, \
            mended in 3.4)
            """
        case .notRegistered:
            """
            none of the host's \(v[.objects]) Cluster objects is this cluster, by the UID of kube-system or by name
            """
        case .objectsWithoutUID:
            """
            \(v[.objects]) of them carry no UID (hosts before 3.3): it may be one of those, under another name
            """
        case .kubeconfigEndsSoon: "the host's Cluster object \(v[.name]) says KubeConfigCertExpiresInSevenDays True"
        case .registeredTwice:
            """
            the host's Cluster objects \(v[.names]) are one cluster, by the UID of its kube-system
            """
        case .hostIsMember:
            """
            Cluster object \(v[.names]) is no host by its label, and is the host itself, by the UID of its \
            kube-system: the host is a member of itself
            """
        case .kubeconfigEncodedTwice:
            """
            spec.connection.kubeconfig of the host's Cluster object \(v[.name]) is no kubeconfig: it is base64 once \
            more than it should be (the console of some versions encodes it again when it is saved twice): the host \
            cannot reach the member with it
            """
        case .kubeconfigUnreadable:
            """
            spec.connection.kubeconfig of the host's Cluster object \(v[.name]) is no kubeconfig that can be read: \
            the host cannot reach the member with it
            """
        }
    }
}

extension MembershipStatement {
    private func names(_ v: Wording) -> String {
        v[.named] + (v.number(.missing) > v.length(.named) ? ", …" : "")
    }
}
