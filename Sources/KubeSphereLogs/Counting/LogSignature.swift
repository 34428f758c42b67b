/// The versions of ks-apiserver as their lines of failed authentications tell them apart (kubesphere.md B3).
package enum LogSignature: String, CaseIterable, Codable, Sendable {
    /// `authentication.go` with `Unable to authenticate the request due to error`.
    case v3_0 = "3.0"
    /// Warnings of `jwt_token.go` alone.
    case v3_1 = "3.1"
    /// Warnings of `jwt.go` alone.
    case v3_2 = "3.2 to 3.4"
    /// `authentication.go` with `Request authentication failed`, or a host's `multicluster.go`.
    case v4_1 = "4.x"
}
