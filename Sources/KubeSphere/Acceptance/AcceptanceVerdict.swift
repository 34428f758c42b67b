package import Fleet
import FoundationEssentials
import KubeSphereConfig

/// What an answer through the service proxy says of the token that was sent with it.
package enum AcceptanceVerdict {
    /// - Parameters:
    ///   - status: the HTTP status of the answer.
    ///   - message: the message of its Status object, or empty.
    ///   - backends: where the services are that ks-apiserver may not have reached.
    /// - Returns: nil where the answer is 200 and the control decides what it is worth.
    package static func refusal(status: Int, message: String, backends: BackendAddresses = BackendAddresses())
        -> Acceptance?
    {
        switch status {
        case 200..<300: nil
        case 401: unauthorized(message, backends)
        // 403 on the version path: kube-apiserver's own refusal names `services`; any other is ks-apiserver's, after
        // authentication.
        case 403: message.contains("services/proxy") ? .unavailable(Fault(.forbidden, message, status: 403)) : nil
        case 404: .unavailable(Fault(.notFound, message, status: 404))
        case 429: .unavailable(Fault(.tooManyRequests, message, status: 429))
        // 500 and 502 with these words are the service proxy's: nothing behind the Service took the connection
        // (kubesphere.md C3).
        case 500..<600 where message.contains("error trying to reach service"):
            .unavailable(Fault(.serviceUnavailable, message, status: status))
        case 502, 503, 504: .unavailable(Fault(.serviceUnavailable, message, status: status))
        default: .unavailable(Fault(.server, message.isEmpty ? "HTTP \(status)" : message, status: status))
        }
    }

    /// kube-apiserver's own 401 says exactly `Unauthorized`; ks-apiserver names the reason, after `Unauthorized: ` on
    /// 3.x (kubesphere.md M12).
    private static func unauthorized(_ message: String, _ backends: BackendAddresses) -> Acceptance {
        guard message != "Unauthorized" else {
            return .unavailable(Fault(.unauthorized, "kube-apiserver: Unauthorized", status: 401))
        }
        let prefix = "Unauthorized: "
        let reason = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
        return .refused(FailureCause(message: reason, backends: backends), message: printable(reason, limit: 200))
    }
}
