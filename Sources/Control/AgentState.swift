package import Fleet
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
    /// Plans that a person is asked to approve.
    package var waiting: [Waiting]?
    /// Repairs under way, by run.
    package var running: [String]?
    /// What the policy said in the last round of each failing cluster whose cause can be repaired; nil of an agent that
    /// does not say.
    package var decisions: [Decided]?
    /// Freezes that hold now, those of policy.yaml included.
    package var freezes: Int?
    /// Mutes that hold now.
    package var mutes: Int?
    /// agent.yaml; nil of an agent that does not say, or was started without one.
    package var configuration: Configuration?
    /// nil of an agent that does not say.
    package var store: Store?
    /// How deliveries go, by route in the order of agent.yaml; nil of an agent that does not say.
    package var notifications: [Notifications]?

    /// How far the policy went for one cluster, and what held it.
    package struct Decided: Codable, Equatable, Sendable {
        package var cluster: String
        package var cause: String?
        package var decision: AgentDecision

        package init(cluster: String, cause: String?, decision: AgentDecision) {
            self.cluster = cluster
            self.cause = cause
            self.decision = decision
        }
    }

    /// The file that the agent was started with.
    package struct Configuration: Codable, Equatable, Sendable {
        package var file: String
        /// False where the file says something else by now: it takes a restart.
        package var isInForce: Bool

        package init(file: String, isInForce: Bool) {
            self.file = file
            self.isInForce = isInForce
        }
    }

    /// A route of the notifications.
    package struct Notifications: Codable, Equatable, Sendable {
        package var route: String
        /// What it is, without a secret: `slack`, `mail to ops@example.org`.
        package var receiver: String
        /// Messages on their way.
        package var waiting: Int
        package var oldestWaiting: Date?
        /// Why the receiver did not take what waits; nil where it was not tried, or nothing waits.
        package var error: String?
        package var lastDelivered: Date?

        package init(
            route: String, receiver: String, waiting: Int, oldestWaiting: Date?, error: String?, lastDelivered: Date?
        ) {
            self.route = route
            self.receiver = receiver
            self.waiting = waiting
            self.oldestWaiting = oldestWaiting
            self.error = error
            self.lastDelivered = lastDelivered
        }
    }

    /// How the history is.
    package struct Store: Codable, Equatable, Sendable {
        /// Bytes of the database and of its write-ahead log.
        package var databaseBytes: Int64
        package var logBytes: Int64
        /// What is kept how long.
        package var rawDays: Int
        package var hourlyDays: Int
        package var totalDays: Int
        package var maxBytes: Int64?
        package var lastRetention: Retention?
        /// Why the last round is not in the history; nil where it is.
        package var trouble: Trouble?

        package init(
            databaseBytes: Int64, logBytes: Int64, rawDays: Int, hourlyDays: Int, totalDays: Int, maxBytes: Int64?,
            lastRetention: Retention?,
            trouble: Trouble?
        ) {
            self.databaseBytes = databaseBytes
            self.logBytes = logBytes
            self.rawDays = rawDays
            self.hourlyDays = hourlyDays
            self.totalDays = totalDays
            self.maxBytes = maxBytes
            self.lastRetention = lastRetention
            self.trouble = trouble
        }
    }

    /// What the last run of the retention did.
    package struct Retention: Codable, Equatable, Sendable {
        package var endedAt: Date
        package var rolledUp: Int
        package var removed: Int
        /// Seconds that the longest of its transactions held the writer.
        package var longestHold: Double
        /// The file is larger than allowed, and nothing that may go is left.
        package var isOverBound: Bool

        package init(endedAt: Date, rolledUp: Int, removed: Int, longestHold: Double, isOverBound: Bool) {
            self.endedAt = endedAt
            self.rolledUp = rolledUp
            self.removed = removed
            self.longestHold = longestHold
            self.isOverBound = isOverBound
        }
    }

    /// Rounds are made and cannot be recorded.
    package struct Trouble: Codable, Equatable, Sendable {
        package var since: Date
        /// A stable code such as `disk-full`.
        package var code: String
        package var message: String
        package var rounds: Int

        package init(since: Date, code: String, message: String, rounds: Int) {
            self.since = since
            self.code = code
            self.message = message
            self.rounds = rounds
        }
    }

    /// The round that was made last.
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

    package init(
        version: String, pid: Int32, startedAt: Date, rounds: Int, lastRound: Round?, interval: Double,
        store: Store? = nil
    ) {
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
        self.rounds = rounds
        self.lastRound = lastRound
        self.interval = interval
        self.store = store
    }
}
