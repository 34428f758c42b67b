import Documents
package import Fleet
package import FoundationEssentials

/// What the history says of a period and of the one before it: all that a report is made of.
package struct ReportSource: Sendable {
    package struct Cluster: Sendable {
        package var id: ClusterID
        package var role: ClusterRole?
        package var version: String?
        /// One for each piece of the period.
        package var times: [WatchedTime]
        /// What the period's last probe saw; nil where there was none.
        package var health: Health?
        package var cause: Cause?
        package var before: WatchedTime

        package init(
            id: ClusterID, role: ClusterRole? = nil, version: String? = nil, times: [WatchedTime],
            health: Health? = nil, cause: Cause? = nil,
            before: WatchedTime = WatchedTime()
        ) {
            self.id = id
            self.role = role
            self.version = version
            self.times = times
            self.health = health
            self.cause = cause
            self.before = before
        }
    }

    package struct Failures: Sendable {
        package var cluster: ClusterID
        package var bucket: Int
        package var cause: FailureCause
        package var count: Int

        package init(cluster: ClusterID, bucket: Int, cause: FailureCause, count: Int) {
            self.cluster = cluster
            self.bucket = bucket
            self.cause = cause
            self.count = count
        }
    }

    package struct IncidentRow: Sendable {
        package var incident: Incident
        package var acknowledgedAt: Date?
        package var acknowledgedBy: String?
        /// Seconds between the last probe that was healthy and the first that was not: the fault lies in them. nil
        /// where that is not known.
        package var detection: Double?

        package init(
            _ incident: Incident, acknowledgedAt: Date? = nil, acknowledgedBy: String? = nil, detection: Double? = nil
        ) {
            self.incident = incident
            self.acknowledgedAt = acknowledgedAt
            self.acknowledgedBy = acknowledgedBy
            self.detection = detection
        }
    }

    /// Where a cluster stands by its last probe of all.
    package struct Standing: Sendable {
        package var cluster: ClusterID
        package var at: Date
        package var findings: [Finding]

        package init(cluster: ClusterID, at: Date, findings: [Finding]) {
            self.cluster = cluster
            self.at = at
            self.findings = findings
        }
    }

    /// A repair that was proposed and that nobody has decided on yet.
    package struct WaitingPlan: Sendable {
        package var id: Int64
        package var cluster: ClusterID
        package var cause: Cause
        package var proposedAt: Date
        package var expiresAt: Date

        package init(id: Int64, cluster: ClusterID, cause: Cause, proposedAt: Date, expiresAt: Date) {
            self.id = id
            self.cluster = cluster
            self.cause = cause
            self.proposedAt = proposedAt
            self.expiresAt = expiresAt
        }
    }

    /// The label that clusters are grouped by, and its value of each that has one.
    package struct Grouping: Sendable {
        package var label: String
        package var values: [ClusterID: String]

        package init(label: String, values: [ClusterID: String]) {
            self.label = label
            self.values = values
        }
    }

    package var title: String
    package var buckets: TimeBuckets
    package var zone = ReportZone.utc
    /// What the operator calls the fleet.
    package var fleet: String?
    /// The program and its version.
    package var generator = "ksfleet"
    /// The share of time in which access is to be there.
    package var objective: Double?
    package var grouping: Grouping?
    package var clusters: [Cluster] = []
    package var failures: [Failures] = []
    package var failuresBefore: [Failures] = []
    /// Those that were open at any time of the period.
    package var incidents: [IncidentRow] = []
    package var incidentsBefore: [IncidentRow] = []
    package var changes: [ChangeLine] = []
    package var changesBefore = 0
    package var repairs: [Repair] = []
    package var repairsBefore: [Repair] = []
    package var standing: [Standing] = []
    /// Those that were still in time at the period's end.
    package var waiting: [WaitingPlan] = []
    package var breaker = BreakerState()
    /// Those that are over as well.
    package var mutes: [Mute] = []

    package init(title: String, buckets: TimeBuckets) {
        self.title = title
        self.buckets = buckets
    }

    /// Findings are kept of the last probe only: those of a probe a day and more after the period's end speak of
    /// another time.
    var currentStanding: [Standing] { standing.filter { $0.at < until.addingTimeInterval(86_400) } }

    package var since: Date { Date(timeIntervalSince1970: Double(buckets.since)) }
    package var until: Date { Date(timeIntervalSince1970: Double(buckets.until)) }
}
