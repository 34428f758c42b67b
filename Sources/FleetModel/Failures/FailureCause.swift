/// Why a ks-apiserver refused one request, as its log line or its 401 says.
///
/// The raw values are stable: they are stored, shown and used in policies.
package enum FailureCause: String, CaseIterable, Codable, Sendable, Comparable {
    /// The process checks a session cache that the token is not in.
    case tokenNotInCache = "token-not-in-cache"
    /// The token was signed with another jwtSecret than the process runs with.
    case signatureInvalid = "signature-invalid"
    case tokenExpired = "token-expired"
    /// The token's `iat` lies in the process's future: a clock differs by more than `maximumClockSkew`.
    case tokenUsedBeforeIssued = "token-used-before-issued"
    /// Not a JWT at all: junk in a cookie.
    case tokenMalformed = "token-malformed"
    /// Another signing method: a Kubernetes service-account token that reached ks-apiserver, for example.
    case unexpectedAlgorithm = "unexpected-algorithm"
    /// The session cache could not be asked.
    case redisUnreachable = "redis-unreachable"
    /// It answered, and did not take the password.
    case redisRefused = "redis-refused"
    /// A directory of an identity provider could not be asked.
    case ldapUnreachable = "ldap-unreachable"
    /// Any other identity provider: OpenID Connect, OAuth 2.0, CAS.
    case identityProviderUnreachable = "identity-provider-unreachable"
    /// ks-apiserver did not reach its own cluster's kube-apiserver.
    case kubernetesUnreachable = "kube-apiserver-unreachable"
    /// A service that its address does not name.
    case backendUnreachable = "backend-unreachable"
    case userNotFound = "user-not-found"
    case accountNotActive = "account-not-active"
    /// A host's note that a MEMBER refused a request it passed on (4.x `multicluster.go`); never the host's own
    /// failure.
    case memberRefusedHostToken = "member-refused-host-token"
    case other

    package static func < (a: FailureCause, b: FailureCause) -> Bool { a.rawValue < b.rawValue }
}

/// Failed authentications of one cluster in one minute, by cause.
package struct FailureCount: Hashable, Codable, Sendable {
    /// Minutes since 1970-01-01T00:00Z.
    package let minute: Int
    package let cause: FailureCause
    package var count: Int

    package init(minute: Int, cause: FailureCause, count: Int) {
        self.minute = minute
        self.cause = cause
        self.count = count
    }
}
