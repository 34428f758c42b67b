package import Fleet
package import FoundationEssentials

/// One probe, as the history keeps it.
package struct StoredProbe: Hashable, Codable, Sendable {
    package var cluster: ClusterID
    /// To the second.
    package var at: Date
    package var health: Health
    /// nil where the cluster is healthy.
    package var cause: Cause?
    /// Seconds, to the millisecond.
    package var elapsed: Double
}

/// Failed authentications of one cluster, minute and cause.
package struct StoredFailures: Hashable, Codable, Sendable {
    package var cluster: ClusterID
    /// The beginning of the minute.
    package var minute: Date
    package var cause: FailureCause
    package var count: Int
}

/// A moment from which on a cluster's configuration was another one.
package struct ConfigChange: Hashable, Codable, Sendable {
    package var cluster: ClusterID
    /// When a probe first saw it.
    package var at: Date
    /// Equal for equal content, in any cluster.
    package var snapshot: Int64
    package var resourceVersion: String
    /// The field manager that wrote it, where the server says.
    package var manager: String?
    package var writtenAt: Date?
}

/// A configuration in full, each secret replaced by its fingerprint.
package struct ConfigSnapshot: Hashable, Codable, Sendable {
    package var change: ConfigChange
    package var text: String
}

/// An incident, with who took it on.
package struct IncidentRecord: Hashable, Codable, Sendable {
    package var incident: Incident
    package var acknowledgedAt: Date?
    package var acknowledgedBy: String?
}

/// A row of the journal, with its place in the chain.
package struct JournalRow: Hashable, Codable, Sendable {
    package var sequence: Int64
    package var entry: JournalEntry
    package var previousHash: String
    package var hash: String
}

/// What the next read of a cluster's logs needs from the last one.
package struct LogResumption: Hashable, Codable, Sendable {
    package var cursors: [LogCursor] = []
    /// Failures that our own probes left in the logs, still to be subtracted.
    package var ownFailures: [FailureCause: Int] = [:]

    package init(cursors: [LogCursor] = [], ownFailures: [FailureCause: Int] = [:]) {
        self.cursors = cursors
        self.ownFailures = ownFailures
    }
}

/// Where a cluster stands now.
package struct ClusterStatus: Hashable, Codable, Sendable {
    package var cluster: ClusterID
    /// UID of namespace kube-system.
    package var uid: String?
    package var role: ClusterRole?
    /// As `v3.4.1`.
    package var version: String?
    package var health: Health
    package var cause: Cause?
    /// Since when health and cause have been these.
    package var since: Date
    package var lastProbe: Date
    /// When the cluster last answered; nil where it never did.
    package var lastAnswer: Date?
    /// Failed authentications in the hour before the time asked for.
    package var failuresInLastHour: Int
    package var openIncidents: [IncidentRecord]
    package var diagnosis: Diagnosis?
}
