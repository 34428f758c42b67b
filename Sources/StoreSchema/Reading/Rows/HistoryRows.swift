package import Fleet
package import FoundationEssentials

/// One probe, as the history keeps it, or what was made of the probes of an hour or a day when they got old.
package struct StoredProbe: Hashable, Codable, Sendable {
    package var cluster: ClusterID
    /// To the second; the beginning of the period where probes were rolled up.
    package var at: Date
    /// The worst of the period where probes were rolled up.
    package var health: Health
    /// nil where the cluster is healthy. The most frequent cause of the worst health where probes were rolled up.
    package var cause: Cause?
    /// Seconds, to the millisecond; the average where probes were rolled up.
    package var elapsed: Double
    /// nil for a single probe.
    package var rolledUp: RolledUp?

    /// How many probes of which health one roll-up stands for.
    package struct RolledUp: Hashable, Codable, Sendable {
        /// Seconds: an hour or a day.
        package var period: Int
        package var healthy: Int
        package var failing: Int
        package var unknown: Int
        /// Seconds that the quickest and the slowest probe took.
        package var shortest: Double
        package var longest: Double
    }
}

/// Failed authentications of one cluster and cause in a minute, or in the hour or day that minutes were rolled up to
/// when they got old.
package struct StoredFailures: Hashable, Codable, Sendable {
    package var cluster: ClusterID
    /// The beginning of the minute, hour or day.
    package var minute: Date
    package var cause: FailureCause
    package var count: Int
    /// Seconds that the count stands for: 60, 3600 or 86400.
    package var period = 60
    /// The most in one minute.
    package var peak: Int

    init(cluster: ClusterID, minute: Date, cause: FailureCause, count: Int, period: Int = 60, peak: Int? = nil) {
        self.cluster = cluster
        self.minute = minute
        self.cause = cause
        self.count = count
        self.period = period
        self.peak = peak ?? count
    }
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
    /// Failures that probes of ours may have left there before they were killed.
    package var sentTokens: [SentToken] = []

    package init(cursors: [LogCursor] = [], ownFailures: [FailureCause: Int] = [:], sentTokens: [SentToken] = []) {
        self.cursors = cursors
        self.ownFailures = ownFailures
        self.sentTokens = sentTokens
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
