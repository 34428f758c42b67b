/// What it means that a ks-apiserver logged, or answered, a failure (kubesphere.md B3).
package enum MeaningStatement: String, StatementCode {
    case tokenNotInCache = "meaning.token-not-in-cache"
    case signatureInvalid = "meaning.signature-invalid"
    case tokenExpired = "meaning.token-expired"
    case tokenUsedBeforeIssued = "meaning.token-used-before-issued"
    case tokenMalformed = "meaning.token-malformed"
    case unexpectedAlgorithm = "meaning.unexpected-algorithm"
    case redisUnreachable = "meaning.redis-unreachable"
    case redisRefused = "meaning.redis-refused"
    case ldapUnreachable = "meaning.ldap-unreachable"
    case identityProviderUnreachable = "meaning.identity-provider-unreachable"
    case kubernetesUnreachable = "meaning.kubernetes-unreachable"
    case backendUnreachable = "meaning.backend-unreachable"
    case userNotFound = "meaning.user-not-found"
    case accountNotActive = "meaning.account-not-active"
    case memberRefusedHostToken = "meaning.member-refused-host-token"
    case otherReason = "meaning.other-reason"

    package func english(_ v: Wording) -> String {
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
            """
            a 4.x host's note that a MEMBER refused what the host passed on; no failure of this cluster
            """
        case .otherReason: "a reason that is not known by name"
        }
    }
}
