/// `kind: Status`: how the API server explains an answer without success
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/).
package struct Status: Decodable, Hashable, Sendable {
    package struct Details: Decodable, Hashable, Sendable {
        package var name: String?
        package var kind: String?
        package var retryAfterSeconds: Int?
    }

    package var kind: String
    /// `Success` or `Failure`.
    package var status: String?
    package var message: String?
    /// A word such as `Forbidden` or `NotFound`.
    package var reason: String?
    package var details: Details?
    package var code: Int?

    /// Reason and message; the reason is left out where the message begins with it.
    var explanation: String {
        guard let reason, !reason.isEmpty else { return message ?? "" }
        guard let message, !message.isEmpty else { return reason }
        return message.hasPrefix(reason) ? message : "\(reason): \(message)"
    }

    /// A 422 that names no object: the patch itself could not be applied. A validation's 422 names what is invalid.
    var isUnexplained: Bool { details?.name == nil && details?.kind == nil }
}
