extension FailureCause {
    /// What it means that a ks-apiserver logged this, in one sentence (kubesphere.md B3).
    package var meaning: String {
        switch self {
        case .tokenNotInCache:
            """
            the signature was good, so jwtSecret matches; the token is not in this process's session cache, which is \
            asked because accessTokenMaxAge is not 0
            """
        case .signatureInvalid: "the token was signed with another jwtSecret than this process runs with"
        case .tokenExpired: "an old token; normal now and then, and a sign of a fast clock where it is constant"
        case .tokenUsedBeforeIssued: "the issuer's clock is ahead of this node's by more than maximumClockSkew"
        case .tokenMalformed: "not a token at all: junk in a cookie or a header"
        case .unexpectedAlgorithm: "a foreign token, such as a Kubernetes service account's, reached ks-apiserver"
        case .redisUnreachable: "the session cache's Redis did not answer"
        case .redisRefused: "the session cache's Redis answered, and did not take the password of kubesphere.yaml"
        case .ldapUnreachable: "an identity provider's LDAP server did not answer"
        case .identityProviderUnreachable: "an identity provider did not answer"
        case .kubernetesUnreachable: "ks-apiserver did not reach its own cluster's kube-apiserver"
        case .backendUnreachable: "a service that ks-apiserver needs did not answer; the line says at which address"
        case .userNotFound: "the token is good, and its user does not exist on this cluster"
        case .accountNotActive: "the user is disabled"
        case .memberRefusedHostToken:
            "a 4.x host's note that a MEMBER refused what the host passed on; no failure of this cluster"
        case .other: "a reason that is not known by name"
        }
    }

    /// What to do about it where nothing but a log is known, not even of which cluster it is: MEMBER stands for that.
    package var advice: NextStep {
        switch self {
        case .tokenNotInCache:
            NextStep(
                """
                on a member, plan a repair, which sets accessTokenMaxAge to 0; on a host with several replicas, give \
                them one Redis
                """,
                command: "agentctl remediate plan MEMBER")
        case .signatureInvalid:
            NextStep(
                "plan a repair, which compares jwtSecret with the host's, and the process's age with the ConfigMap's",
                command: "agentctl remediate plan MEMBER")
        case .tokenExpired, .tokenUsedBeforeIssued:
            "compare the clocks of the host's and the member's nodes (chronyc tracking, on each)"
        case .tokenMalformed: "clear the browser's cookies; nothing to repair here"
        case .unexpectedAlgorithm:
            "find who sends it; a kubeconfig with a bearer token may have it forwarded: use a client certificate"
        case .redisUnreachable: Self.redisLookup
        case .redisRefused: Self.redisPassword
        case .ldapUnreachable: "check the LDAP server that kubesphere.yaml names, and the way to it from the pods"
        case .identityProviderUnreachable:
            "check the identity provider that the line names, and the way to it from the pods"
        case .kubernetesUnreachable:
            NextStep(
                "check kube-apiserver and the network of that node",
                command: "kubectl --context MEMBER -n kubesphere-system get pods -o wide")
        case .backendUnreachable: "read those lines in the log, and check the service at the address that they name"
        case .userNotFound:
            NextStep(
                "compare the users of the member with those of the host",
                command: "kubectl --context MEMBER get users.iam.kubesphere.io")
        case .accountNotActive: "nothing: there is nothing to repair"
        case .memberRefusedHostToken: NextStep("look at the members", command: "agentctl status")
        case .other: "read those lines in the log"
        }
    }

    static let redisPassword = NextStep(
        "give kubesphere.yaml the password that Redis wants, and restart ks-apiserver then",
        command: "kubectl --context MEMBER -n kubesphere-system edit configmap kubesphere-config")

    static let redisLookup = NextStep(
        "bring Redis back before anything restarts",
        command: "kubectl --context MEMBER -n kubesphere-system get pods -l app=redis")
}
