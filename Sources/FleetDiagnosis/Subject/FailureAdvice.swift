package import FleetModel
package import FleetWords

extension FailureCause {
    /// What it means that a ks-apiserver logged this (kubesphere.md B3).
    package var meaning: Statement {
        let code: MeaningStatement =
            switch self {
            case .tokenNotInCache: .tokenNotInCache
            case .signatureInvalid: .signatureInvalid
            case .tokenExpired: .tokenExpired
            case .tokenUsedBeforeIssued: .tokenUsedBeforeIssued
            case .tokenMalformed: .tokenMalformed
            case .unexpectedAlgorithm: .unexpectedAlgorithm
            case .redisUnreachable: .redisUnreachable
            case .redisRefused: .redisRefused
            case .ldapUnreachable: .ldapUnreachable
            case .identityProviderUnreachable: .identityProviderUnreachable
            case .kubernetesUnreachable: .kubernetesUnreachable
            case .backendUnreachable: .backendUnreachable
            case .userNotFound: .userNotFound
            case .accountNotActive: .accountNotActive
            case .memberRefusedHostToken: .memberRefusedHostToken
            case .other: .otherReason
            }
        return code()
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
