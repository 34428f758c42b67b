/// A line for klog: severity and place, without the time.
struct KlogLine: Equatable {
    let severity: Character
    let place: String
    let message: String

    init(_ severity: Character, _ place: String, _ message: String) {
        self.severity = severity
        self.place = place
        self.message = message
    }

    // In a container ks-apiserver is process 1; klog pads the number to seven columns.
    func text(at time: Timestamp) -> String { "\(severity)\(time.klog)       1 \(place)] \(message)" }
}

extension TokenVerifier.Refusal {
    /// The lines that one refused request leaves, as recorded from each version.
    func logLines(_ version: SimulatedVersion, role: ClusterRole) -> [KlogLine] {
        switch version {
        case .v3_0: lines30
        case .v3_1: stage == .user ? [] : [KlogLine("W", "jwt_token.go:52", message)]
        case .v3_4:
            stage == .user ? [] : issuerLines(parsing: 182, issueTime: 198) + [KlogLine("W", "jwt.go:53", message)]
        case .v4_1:
            issuerLines(parsing: 171, issueTime: 187)
                + (stage == .user ? [] : [KlogLine("W", "jwt.go:47", message)])
                + [KlogLine("E", "authentication.go:64", "Request authentication failed: \(message)")]
        }
    }

    private var lines30: [KlogLine] {
        let origin =
            stage == .cache
            ? [KlogLine("E", "token.go:65", message)]
            : [
                KlogLine("E", "jwt.go:51", message), KlogLine("E", "token.go:57", message),
            ]
        return origin + [
            KlogLine("E", "jwt_token.go:45", message),
            KlogLine("E", "authentication.go:60", "Unable to authenticate the request due to error: \(message)"),
        ]
    }

    private func issuerLines(parsing: Int, issueTime: Int) -> [KlogLine] {
        switch stage {
        case .parsing: [KlogLine("W", "issuer.go:\(parsing)", "jwt: failed to parse token: \(message)")]
        case .issueTime: [KlogLine("W", "issuer.go:\(issueTime)", message)]
        case .expiry, .cache, .user: []
        }
    }

    /// The 401's message: 3.x puts a word before the reason, 4.x does not.
    func responseMessage(_ version: SimulatedVersion) -> String { version.is3 ? "Unauthorized: \(message)" : message }
}
