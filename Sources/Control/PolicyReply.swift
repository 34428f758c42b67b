package import FoundationEssentials

/// `GET /v1/policy`: what is in force, and what came of the last reload.
package struct PolicyReply: Codable, Equatable, Sendable {
    package var schema = "ksfleet.policy/v1"
    /// The file; absent where there is none and the built-in policy, which only observes, is in force.
    package var file: String?
    /// The mode for whatever no rule matches.
    package var mode: String
    /// How far the farthest rule goes.
    package var highestMode: String
    package var rules: Int
    package var loadedAt: Date
    /// Why the last reload changed nothing: every mistake of the file, a line each.
    package var lastError: String?

    package init(file: String?, mode: String, highestMode: String, rules: Int, loadedAt: Date) {
        self.file = file
        self.mode = mode
        self.highestMode = highestMode
        self.rules = rules
        self.loadedAt = loadedAt
    }
}

/// The error breaker: open after a failure of the agent, closed again by a person only.
package struct BreakerReply: Codable, Equatable, Sendable {
    package var schema = "ksfleet.breaker/v1"
    package var open: Bool
    package var openedAt: Date?
    package var reason: String?
    package var closedAt: Date?
    package var closedBy: String?

    package init(open: Bool) { self.open = open }
}

/// A time in which nothing is repaired by policy.
package struct FreezeReply: Codable, Equatable, Sendable {
    package static let listSchema = "ksfleet.freezes/v1"

    package var schema = "ksfleet.freeze/v1"
    /// 0 for a freeze of policy.yaml, which ends there.
    package var id: Int64
    /// Absent means the whole fleet.
    package var clusters: [String]?
    package var labels: [String: String]?
    package var from: Date
    package var until: Date?
    package var reason: String
    package var by: String
    /// The runs in its clusters that were under way when it began: each stops before its next write, and is put back
    /// then; one that has written everything is only proved. Every other is held. Absent for none.
    package var underWay: [String]?
    /// Of one that was ended early: when it would have ended by itself, and which others still cover clusters of it.
    package var plannedUntil: Date?
    package var stillFrozenBy: [FreezeReply]?

    package init(id: Int64, clusters: [String]?, from: Date, until: Date?, reason: String, by: String) {
        self.id = id
        self.clusters = clusters
        self.from = from
        self.until = until
        self.reason = reason
        self.by = by
    }
}

/// `POST /v1/probe`: what a probe of now found; it stands in the history like any other.
package struct ProbeReply: Codable, Equatable, Sendable {
    package struct Cluster: Codable, Equatable, Sendable {
        package var cluster: String
        package var health: String
        package var cause: String?

        package init(cluster: String, health: String, cause: String?) {
            self.cluster = cluster
            self.health = health
            self.cause = cause
        }
    }

    package var schema = "ksfleet.probe/v1"
    package var at: Date
    /// Seconds.
    package var elapsed: Double
    package var clusters: [Cluster]

    package init(at: Date, elapsed: Double, clusters: [Cluster]) {
        self.at = at
        self.elapsed = elapsed
        self.clusters = clusters
    }
}
