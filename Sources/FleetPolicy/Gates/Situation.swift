package import CivilTime
package import FleetDiagnosis
package import FleetModel
import FleetText
package import FleetWords
package import FoundationEssentials

/// All that `decide()` is told of one cluster at one moment. What could not be found out is nil, and the gate that
/// needs it refuses.
package struct Situation: Sendable {
    package var cluster: ClusterID
    package var labels: [String: String]
    /// From every source there is; nil where none is certain.
    package var role: ClusterRole?
    /// Whether it is the host of the fleet; nil where no host is known.
    package var isHost: Bool?
    /// Of the last probe.
    package var diagnosis: Diagnosis
    package var evidence: Evidence?
    /// The open incident of the cause.
    package var incident: Int64?
    package var fleet: FleetCounts?
    package var ledger: RepairLedger?
    /// What would be done, once that is known.
    package var plan: PlanStanding?
    /// The field manager that last wrote the configuration.
    package var lastWriter: String?
    package var now: Date
    package var zones: ZoneTable

    package init(
        cluster: ClusterID, labels: [String: String] = [:], role: ClusterRole?, isHost: Bool?, diagnosis: Diagnosis,
        evidence: Evidence?,
        incident: Int64? = nil, fleet: FleetCounts?, ledger: RepairLedger?, plan: PlanStanding? = nil,
        lastWriter: String? = nil, now: Date,
        zones: ZoneTable
    ) {
        self.cluster = cluster
        self.labels = labels
        self.role = role
        self.isHost = isHost
        self.diagnosis = diagnosis
        self.evidence = evidence
        self.incident = incident
        self.fleet = fleet
        self.ledger = ledger
        self.plan = plan
        self.lastWriter = lastWriter.map { printable($0, limit: 100) }
        self.now = now
        self.zones = zones
    }

    /// What would be repaired; nil where the cluster is not failing.
    package var cause: Cause? { diagnosis.health == .failing ? diagnosis.primary?.cause : nil }
}

/// How long, and how often in a row, a cluster has been seen failing with one cause.
package struct Evidence: Hashable, Codable, Sendable {
    package var cause: Cause
    package var probesInARow: Int
    /// The first of them.
    package var since: Date
    /// The last of them.
    package var lastProbe: Date
    /// The acceptance probe itself was refused; nil where that is not known.
    package var refusedByProbe: Bool?
    /// The first failure with this cause since the cluster was last seen well, gaps and all: what tells an old problem
    /// from a new one.
    package var failingSince: Date

    /// - Parameter failingSince: `since`, unless given.
    package init(
        cause: Cause, probesInARow: Int, since: Date, lastProbe: Date, refusedByProbe: Bool?, failingSince: Date? = nil
    ) {
        self.failingSince = failingSince ?? since
        self.cause = cause
        self.probesInARow = probesInARow
        self.since = since
        self.lastProbe = lastProbe
        self.refusedByProbe = refusedByProbe
    }

    /// Seconds between two probes after which they are no longer "in a row", and after which the last one is too old to
    /// act upon.
    package static let longestGap = 900.0
}

/// How the whole fleet stands.
package struct FleetCounts: Hashable, Codable, Sendable {
    package var watched: Int
    /// Failing for any reason, or under repair: a cluster is not well before its repair is closed.
    package var failing: Int
    package var unknown: Int
    /// The agent doubts its own network.
    package var isBlind: Bool
    /// Since when the fleet's past is known.
    package var knownSince: Date
    /// When more of it than the ceiling allows were failing, last; nil where never since `knownSince`.
    package var lastAboveCeiling: Date?

    package init(
        watched: Int, failing: Int, unknown: Int, isBlind: Bool, knownSince: Date, lastAboveCeiling: Date? = nil
    ) {
        self.watched = watched
        self.failing = failing
        self.unknown = unknown
        self.isBlind = isBlind
        self.knownSince = knownSince
        self.lastAboveCeiling = lastAboveCeiling
    }
}

/// A plan that was made for the cluster, and how far it has come.
package struct PlanStanding: Hashable, Sendable {
    package var hash: String
    /// Its preconditions, from a fresh look at the cluster; nil where they have not been evaluated.
    package var preconditions: [GateVerdict]?
    /// nil where no person has approved any plan for it.
    package var approval: Approval?

    package init(hash: String, preconditions: [GateVerdict]?, approval: Approval? = nil) {
        self.hash = hash
        self.preconditions = preconditions
        self.approval = approval
    }
}

/// A person's consent to exactly one plan.
package struct Approval: Hashable, Codable, Sendable {
    package var planHash: String
    /// When the plan was shown: its time runs from there.
    package var proposedAt: Date
    package var by: String

    package init(planHash: String, proposedAt: Date, by: String) {
        self.planHash = planHash
        self.proposedAt = proposedAt
        self.by = printable(by, limit: 100)
    }
}
