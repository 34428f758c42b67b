/// What the suite breaks on the member, with kubectl alone.
enum Fault: String, CaseIterable, Sendable {
    /// `accessTokenMaxAge: 2h`, in force.
    case maxAge = "max-age"
    /// No `accessTokenMaxAge`, which means 2h, in force.
    case maxAgeAbsent = "max-age-absent"
    /// Another jwtSecret than the host's, in force.
    case otherSecret = "other-secret"
    /// The process holds another secret, its ConfigMap the host's.
    case staleSecret = "stale-secret"
    /// The process holds 2h, its ConfigMap 0.
    case staleMaxAge = "stale-max-age"
    case scaledToZero = "scaled-to-zero"
    /// The token of a service account of the suite's own is deleted.
    case tokenRevoked = "token-revoked"
    /// The service account's roles are taken away.
    case bindingRemoved = "binding-removed"

    /// The code that ksfleet has to find.
    var cause: String {
        switch self {
        case .maxAge, .maxAgeAbsent: "token-not-in-cache"
        case .otherSecret: "secret-mismatch"
        case .staleSecret, .staleMaxAge: "stale-process"
        case .scaledToZero: "ks-apiserver-down"
        case .tokenRevoked: "credentials-rejected"
        case .bindingRemoved: "rights-missing"
        }
    }

    /// Where ksfleet may not look, it does not know.
    var health: String { self == .bindingRemoved ? "unknown" : "failing" }

    /// What the member says to a token of the host, and what each such refusal is counted as; nil where it is not asked
    /// or does not answer.
    var refusal: (words: String, code: String)? {
        switch self {
        case .maxAge, .maxAgeAbsent, .staleMaxAge: ("token not found in cache", "token-not-in-cache")
        case .otherSecret, .staleSecret: ("signature is invalid", "signature-invalid")
        case .scaledToZero, .tokenRevoked, .bindingRemoved: nil
        }
    }

    var isRepairable: Bool { refusal != nil }

    /// The ConfigMap is right: only the process is not.
    var isStale: Bool { self == .staleSecret || self == .staleMaxAge }

    /// ksfleet looks with a service account of the suite's own.
    var isOfCredentials: Bool { self == .tokenRevoked || self == .bindingRemoved }
}
