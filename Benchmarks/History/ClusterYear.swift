import Fleet
import Foundation

/// What happens to one cluster in a year: some incidents of minutes to hours, a lost probe now and then, changes of
/// configuration.
struct ClusterYear {
    struct Trouble {
        let begin: Int
        let end: Int
        let cause: Cause
        /// What its users' failures are logged as, if they reach it.
        let failure: FailureCause?
    }

    let name: String
    let role: ClusterRole
    /// In order, apart from each other; seconds since 1970.
    let troubles: [Trouble]
    /// Seconds since 1970; the first is the beginning.
    let changes: [Int]
    /// Whether somebody's old session is refused now and then.
    let hasStaleSessions: Bool
    /// Milliseconds that its probes usually take.
    let usualElapsed: Int

    private static let causes: [(Cause, FailureCause?, weight: Double)] = [
        (.tokenNotInCache, .tokenNotInCache, 0.35), (.secretMismatch, .signatureInvalid, 0.15),
        (.apiserverDown, nil, 0.15),
        (.unreachable, nil, 0.2), (.redisDown, .redisUnreachable, 0.1), (.clockSkew, .tokenUsedBeforeIssued, 0.05),
    ]

    init(number: Int, begin: Int, end: Int) {
        var random = SeededGenerator(seed: UInt64(number) &+ 1)
        name = number == 0 ? "host" : String(format: "member-%04d", number)
        role = number == 0 ? .host : .member
        hasStaleSessions = random.fraction() < 0.2
        usualElapsed = 60 + Int(random.fraction() * 200)
        var troubles: [Trouble] = []
        var at = begin + Int(random.fraction() * 120 * 86_400)
        while at < end {
            // Mostly minutes, sometimes a working day.
            let lasts = Int(300 * exp(random.fraction() * 4.6))
            var draw = random.fraction()
            let cause =
                Self.causes.first { cause in
                    draw -= cause.weight
                    return draw < 0
                } ?? Self.causes[0]
            if number > 0 {
                troubles.append(Trouble(begin: at, end: min(at + lasts, end), cause: cause.0, failure: cause.1))
            }
            at += lasts + 3600 + Int(-log(1 - random.fraction()) * 90 * 86_400)
        }
        self.troubles = troubles
        // Whoever repairs a cluster by hand changes its configuration, and the installer does now and then.
        let others = (0..<4).map { _ in begin + Int(random.fraction() * Double(end - begin)) }
        changes =
            [begin]
            + (troubles.filter { $0.cause == .tokenNotInCache }.map(\.end) + others).filter { $0 < end }.sorted()
    }

    /// A kubesphere.yaml as a member has it, redacted; no two clusters' are alike, because fingerprints are not.
    func document(_ version: Int) -> String {
        var random = SeededGenerator(
            seed: UInt64(version) &+ UInt64(name.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xFFFF_FFFF))
        let fingerprint = String(format: "%012lx", random.next() & 0xFFFF_FFFF_FFFF)
        let parts = (0..<12).map {
            """
            component\($0):\n  enabled: \(random.fraction() < 0.5)\n  endpoint: \
            http://component\($0).kubesphere-system.svc:\(9000 + $0)\n
            """
        }
        return """
            authentication:
              authenticateRateLimiterMaxTries: 10
              authenticateRateLimiterDuration: 10m0s
              loginHistoryRetentionPeriod: 168h
              maximumClockSkew: 10s
              jwtSecret: <fp:\(fingerprint)>
              oauthOptions:
                accessTokenMaxAge: \(version % 2 == 0 ? "0" : "2h")
            multicluster:
              clusterRole: \(role.rawValue)
            redis:
              host: redis.kubesphere-system.svc
              password: <fp:\(fingerprint)>

            """ + parts.joined()
    }
}
