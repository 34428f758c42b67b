package import FoundationEssentials

/// All that one probe learned of one cluster. A value with no secret in it.
package struct Observation: Equatable, Sendable {
    package var cluster: ClusterID
    package var at: Date
    /// From the first request to the last answer, seconds.
    package var elapsed: Double
    /// UID of namespace kube-system: what identifies a cluster whatever its contexts are called.
    package var identity: Reading<String>
    package var config: Reading<ConfigFacts>
    /// What is kept of a configuration that could not be read; nil for one that was, and where none was got.
    package var unreadable: UnreadableConfig?
    package var workload: Reading<Workload>
    /// What the process said of itself, where its Deployment cannot be read.
    package var servedVersion: KubeSphereVersion?
    package var acceptance: Acceptance
    package var logs: Reading<LogReading>
    /// The server's `Date` header minus our clock, seconds, to about one second; nil without an answer.
    package var clockOffset: Double?
    /// What stops being valid, and when.
    package var expiries: [Expiry]
    package var surroundings: Surroundings

    package init(
        cluster: ClusterID, at: Date, elapsed: Double, identity: Reading<String>, config: Reading<ConfigFacts>,
        workload: Reading<Workload>,
        acceptance: Acceptance, logs: Reading<LogReading>, clockOffset: Double? = nil,
        expiries: [Expiry] = [], surroundings: Surroundings = Surroundings()
    ) {
        self.cluster = cluster
        self.at = at
        self.elapsed = elapsed
        self.identity = identity
        self.config = config
        self.workload = workload
        self.acceptance = acceptance
        self.logs = logs
        self.clockOffset = clockOffset
        self.expiries = expiries
        self.surroundings = surroundings
    }

    /// Of the ks-apiserver that runs, as far as anything tells it.
    package var version: KubeSphereVersion? { workload.value?.version ?? servedVersion }

    /// Whether every log that there is was read.
    package var hasReadLogs: Bool { logs.value?.unread.isEmpty ?? false }

    /// Nothing could be asked: the same fault stands in every field.
    package static func unread(_ cluster: ClusterID, at: Date, elapsed: Double, fault: Fault) -> Observation {
        Observation(
            cluster: cluster, at: at, elapsed: elapsed, identity: .failed(fault), config: .failed(fault),
            workload: .failed(fault),
            acceptance: .notAttempted(fault.message), logs: .failed(fault))
    }
}

/// The new log lines of every replica since its cursor, already counted.
package struct LogReading: Equatable, Sendable {
    package var failures: [FailureCount]
    /// Where the next read of each container goes on.
    package var cursors: [LogCursor]
    /// Failures that this probe itself will have left in the log after this read, by cause: a later reading subtracts
    /// them.
    package var ownFailures: [FailureCause: Int]
    package var bytes: Int
    /// True where the log was longer than a probe reads, and the rest was left out.
    package var cut: Bool
    /// Replicas whose log could not be read, with the reason.
    package var unread: [Fault]
    /// Since when there was always one that could not be read, as far as this process knows.
    package var unreadSince: Date?
    /// Logs of which a part is gone that was not read: rotated away, or of a run whose successor has ended as well.
    package var gaps: Int
    /// No log was read before: this is the last hour, and not what is new.
    package var isFirst: Bool

    package init(
        failures: [FailureCount] = [], cursors: [LogCursor] = [], ownFailures: [FailureCause: Int] = [:],
        bytes: Int = 0, cut: Bool = false,
        unread: [Fault] = [], gaps: Int = 0, isFirst: Bool = false
    ) {
        self.failures = failures
        self.cursors = cursors
        self.ownFailures = ownFailures
        self.bytes = bytes
        self.cut = cut
        self.unread = unread
        self.gaps = gaps
        self.isFirst = isFirst
    }

    package var total: Int { failures.reduce(0) { $0 + $1.count } }
}

/// Where the reading of one container's log stopped.
package struct LogCursor: Hashable, Codable, Sendable {
    package var podUID: String
    /// Which run of the container the line is of: its restart count then.
    package var restarts: Int
    /// The last line that was read: the API's own timestamp of it, RFC 3339 with nanoseconds, as the server wrote it,
    /// and after `#` a hash of the line. Empty at the beginning of a run's log; without a hash where an older version
    /// has written it.
    package var timestamp: String

    package init(podUID: String, restarts: Int, timestamp: String) {
        self.podUID = podUID
        self.restarts = restarts
        self.timestamp = timestamp
    }
}
