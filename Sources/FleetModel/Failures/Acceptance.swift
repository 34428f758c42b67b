/// What a cluster's ks-apiserver made of a token that the host could have issued (kubesphere.md C3).
package enum Acceptance: Hashable, Codable, Sendable {
    /// 200, and a mis-signed token on the same path got its 401 `signature is invalid`: the token was really looked at.
    case accepted
    /// 200, but a mis-signed token was not refused: anonymous gets 200 too, so this proves nothing.
    case unproven(String)
    case refused(FailureCause, message: String)
    /// The request did not get as far as a verdict: no endpoints, no right to the service proxy, a network between.
    case unavailable(Fault)
    /// Not sent, and why (no host secret at hand, for example).
    case notAttempted(String)

    /// Why there was no verdict, where something kept the token from its server.
    package var fault: Fault? { if case .unavailable(let fault) = self { fault } else { nil } }

    package var refusal: FailureCause? { if case .refused(let cause, _) = self { cause } else { nil } }
}
