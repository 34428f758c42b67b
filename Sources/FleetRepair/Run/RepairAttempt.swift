package import FleetDiagnosis
package import FleetModel
package import FoundationEssentials

/// One repair that was begun, as the history remembers it: what cooldown, attempts, breaker and waves are counted from.
package struct RepairAttempt: Hashable, Codable, Sendable {
    /// How it ended.
    package enum Outcome: String, CaseIterable, Codable, Sendable {
        /// Access was proved, and stayed proved over the soak.
        case proved
        /// The world was not as planned, or the leave to write was withdrawn: nothing was written, or it is taken back.
        case stopped
        /// Not proved; the old document is back, and that was proved.
        case rolledBack = "rolled-back"
        /// Somebody else writes the same document: nothing was forced.
        case contested
        /// Neither proved nor put back: a person is needed.
        case failed
    }

    package var run: String
    package var cluster: ClusterID
    package var cause: Cause
    /// The incident that it answers; nil for a repair by hand without one.
    package var incident: Int64?
    package var startedAt: Date
    /// nil while it is under way, or where its process was killed.
    package var endedAt: Date?
    package var outcome: Outcome?
    /// By policy, not by hand. Breaker, attempts and waves count these only; the cooldown counts both.
    package var automatic: Bool
    /// The run that this one takes back.
    package var undoes: String?
    /// Who began it; nil where that is not asked about.
    package var actor: String?

    package init(
        run: String, cluster: ClusterID, cause: Cause, incident: Int64? = nil, startedAt: Date, endedAt: Date? = nil,
        outcome: Outcome? = nil,
        automatic: Bool
    ) {
        self.run = run
        self.cluster = cluster
        self.cause = cause
        self.incident = incident
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.automatic = automatic
    }

    /// One that is decided upon and has no run yet: it counts like one that is under way.
    package static func beginning(of cluster: ClusterID, at now: Date) -> RepairAttempt {
        RepairAttempt(run: "", cluster: cluster, cause: .unexplained, startedAt: now, automatic: true)
    }

    package var isBeginning: Bool { run.isEmpty }
}

/// The error breaker: open after a failure, closed again by a person only.
package struct BreakerState: Hashable, Codable, Sendable {
    package var openedAt: Date?
    package var reason: String?
    /// When it was last closed by a person, and who; waves begin with one cluster again from there.
    package var closedAt: Date?
    package var closedBy: String?

    package var isOpen: Bool { openedAt != nil }

    package init(openedAt: Date? = nil, reason: String? = nil, closedAt: Date? = nil, closedBy: String? = nil) {
        self.openedAt = openedAt
        self.reason = reason
        self.closedAt = closedAt
        self.closedBy = closedBy
    }
}
