/// Decides over a bearer token by one version's rules, in that version's order.
struct TokenVerifier {
    let version: SimulatedVersion
    let role: ClusterRole
    let configuration: ServerConfiguration
    /// The server's own clock, which need not be right.
    let now: Timestamp
    /// When the process started; Go prints the monotonic clock since then.
    let started: Timestamp

    /// Why a token was refused, and which of the server's functions say so in its log.
    struct Refusal: Error, Equatable {
        enum Stage { case parsing, expiry, issueTime, cache, user }
        let stage: Stage
        let message: String
    }

    /// The user of an accepted token. `cacheError` is what looking into the session cache would fail with, if it would.
    func verify(_ text: String, cacheError: () -> String?) throws(Refusal) -> String {
        let token = try parse(text)
        try checkTimes(token)
        let kind = token.claims["token_type"]?.string
        // Max age 0 or a static token: accepted without the cache (v3.4.1 pkg/models/auth/token.go:82-86).
        if configuration.accessTokenMaxAge != 0, kind != "static_token" {
            throw Refusal(stage: .cache, message: cacheError() ?? "token not found in cache")
        }
        return try user(token)
    }

    private func parse(_ text: String) throws(Refusal) -> ParsedToken {
        let token: ParsedToken
        do {
            token = try ParsedToken(text)
        } catch {
            throw Refusal(stage: .parsing, message: error.text)
        }
        if let problem = algorithmProblem(token.header["alg"]?.string) {
            throw Refusal(stage: .parsing, message: problem)
        }
        // jwt-go overwrites a claim's error with the signature's: a wrong secret wins over an expired token.
        guard token.isSigned(with: configuration.secret) else {
            throw Refusal(stage: .parsing, message: "signature is invalid")
        }
        return token
    }

    private func algorithmProblem(_ algorithm: String?) -> String? {
        let known = [
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512",
            "none",
        ]
        guard let algorithm else { return "signing method (alg) is unspecified." }
        guard known.contains(algorithm) else { return "signing method (alg) is unavailable." }
        if verifiesAsIssuer {
            if algorithm == "RS256" { return "crypto/rsa: verification error" }
            return algorithm == "HS256" ? nil : "signing method \(algorithm) is invalid"
        }
        return algorithm.hasPrefix("HS") ? nil : "expect token signed with HMAC but got \(algorithm)"
    }

    /// From 3.2 on the OAuth issuer verifies, with the maximum clock skew; before, jwt-go does, with none.
    private var verifiesAsIssuer: Bool { version == .v3_4 || version == .v4_1 }

    private func checkTimes(_ token: ParsedToken) throws(Refusal) {
        if verifiesAsIssuer { try checkTimesAsIssuer(token) } else { try checkTimesAsLibrary(token) }
    }

    private func checkTimesAsIssuer(_ token: ParsedToken) throws(Refusal) {
        if let expiry = token.seconds("exp").map({ Timestamp(seconds: Int($0)) }), expiry.seconds > 0, expiry < now {
            let late = GoText.duration(nanoseconds: now.nanoseconds(since: expiry))
            throw Refusal(stage: .expiry, message: "jwt: token is expired by \(late)")
        }
        guard let issued = token.seconds("iat").map({ Timestamp(seconds: Int($0)) }) else { return }
        if issued.nanoseconds(since: now) > configuration.maximumClockSkew {
            let running = GoText.monotonic(nanoseconds: now.nanoseconds(since: started))
            throw Refusal(
                stage: .issueTime,
                message:
                    "jwt: token used before issued, iat:\(GoText.time(issued)), now:\(GoText.time(now)) m=\(running)")
        }
    }

    private func checkTimesAsLibrary(_ token: ParsedToken) throws(Refusal) {
        var refusal: Refusal?
        if let expiry = token.seconds("exp").map({ Int($0) }), expiry > 0, now.seconds > expiry {
            let late = GoText.duration(nanoseconds: (now.seconds - expiry) * 1_000_000_000)
            refusal = Refusal(stage: .expiry, message: "token is expired by \(late)")
        }
        if let issued = token.seconds("iat").map({ Int($0) }), issued > now.seconds {
            refusal = Refusal(stage: .issueTime, message: "Token used before issued")
        }
        if let start = token.seconds("nbf").map({ Int($0) }), start > now.seconds {
            refusal = Refusal(stage: .issueTime, message: "token is not valid yet")
        }
        if let refusal { throw refusal }
    }

    private func user(_ token: ParsedToken) throws(Refusal) -> String {
        let name = token.claims["username"]?.string ?? ""
        let subject = token.claims["sub"]?.string ?? ""
        if version == .v4_1, subject.hasPrefix("kubesphere:serviceaccount:") { return subject }
        let looksUp =
            switch version {
            case .v3_0: false
            case .v3_1, .v3_4: true
            case .v4_1: role == .host
            }
        guard looksUp, name != "system:pre-registration", !configuration.users.contains(name) else { return name }
        throw Refusal(stage: .user, message: "user.iam.kubesphere.io \"\(name)\" not found")
    }
}

extension GoText {
    /// Go's suffix for the monotonic clock: `+0.616271604`.
    static func monotonic(nanoseconds: Int) -> String {
        """
        \(nanoseconds < 0 ? "-" : "+")\(abs(nanoseconds) / 1_000_000_000).\(padded(abs(nanoseconds) % 1_000_000_000, 9))
        """
    }
}
