package import FoundationEssentials

/// What a running agent says of itself: `GET /v1/state` on its Unix socket. Fields are only ever added.
package struct AgentState: Codable, Equatable, Sendable {
    package var schema = "ksfleet.agent.state/v1"
    package var version: String
    package var pid: Int32
    package var startedAt: Date
    /// Rounds recorded since the start.
    package var rounds: Int
    /// nil before the first round is done.
    package var lastRound: Round?
    /// Seconds between the starts of two rounds.
    package var interval: Double
    package var policy: PolicyReply?
    package var breaker: BreakerReply?
    /// Plans that wait for a person.
    package var waiting: [Waiting]?
    /// Repairs under way, by run.
    package var running: [String]?
    /// Freezes that hold now, those of policy.yaml included.
    package var freezes: Int?

    /// The round that was recorded last.
    package struct Round: Codable, Equatable, Sendable {
        package var startedAt: Date
        /// Seconds.
        package var elapsed: Double
        /// The context of the host, where one was found.
        package var host: String?
        /// Clusters by health: `healthy`, `failing`, `unknown`.
        package var health: [String: Int]

        package init(startedAt: Date, elapsed: Double, host: String?, health: [String: Int]) {
            self.startedAt = startedAt
            self.elapsed = elapsed
            self.host = host
            self.health = health
        }
    }

    /// A plan that waits for approval.
    package struct Waiting: Codable, Equatable, Sendable {
        package var plan: Int64
        package var cluster: String
        package var cause: String
        package var expiresAt: Date?

        package init(plan: Int64, cluster: String, cause: String, expiresAt: Date?) {
            self.plan = plan
            self.cluster = cluster
            self.cause = cause
            self.expiresAt = expiresAt
        }
    }

    package init(version: String, pid: Int32, startedAt: Date, rounds: Int, lastRound: Round?, interval: Double) {
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
        self.rounds = rounds
        self.lastRound = lastRound
        self.interval = interval
    }
}
