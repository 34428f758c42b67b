package import Fleet
package import Kubernetes
package import Logging
package import Store

/// `agent.yaml`: what to watch, how often, and where the history lives. Every key has a default, so an empty file is a
/// valid one.
package struct AgentConfiguration: Equatable, Sendable {
    /// The file that it was read from; nil where it was not.
    package var file: String?
    /// SHA-256 of its text then, so that it can be told whether it was changed since.
    var digest: String?
    /// Kubeconfig files, merged by kubectl's rules; empty means `KUBECONFIG` or `~/.kube/config`.
    package var kubeconfigs: [String] = []
    /// The context of the host cluster; nil means the one whose own configuration says so.
    package var host: ClusterID?
    /// True where `host` was found by an earlier round, and nobody has named it.
    package var hostIsFound = false
    /// The contexts to watch and what is known of them; empty means every context of the kubeconfigs.
    package var contexts: [ClusterID: ContextOptions] = [:]
    /// policy.yaml; nil means that nothing is repaired by itself.
    package var policy: String?
    /// Seconds between the starts of two rounds.
    package var interval: Double = 30
    /// Seconds over which the beginnings of a round's probes are spread; nil for a tenth of the interval.
    package var spreadOverride: Double?
    package var backoff = ProbeSchedule.Backoff()
    /// Seconds for one request, its body included.
    package var requestTimeout: Double = 10
    /// Seconds for all that is asked of one cluster in a round.
    package var clusterTimeout: Double = 25
    /// Clusters probed at the same time.
    package var concurrency: Int = 64
    /// Directory of the history, the fingerprint key and the lock.
    package var state: String = "/var/lib/ksfleet"
    /// Unix socket that tells the agent's state; nil means none.
    package var socket: String? = "/run/ksfleet/agent.sock"
    /// Where `/metrics`, `/healthz` and `/readyz` are served; nil means nowhere.
    package var metrics: MetricsListener?
    /// Clusters that have metrics of their own; further ones count in the sums alone.
    package var metricsClusters = 500
    package var hysteresis = Hysteresis()
    /// Seconds that a repair waits for its rollout.
    package var rolloutTimeout: Double = 300
    /// Seconds after which a repair by hand proves again that access is back; a policy has its own.
    package var soak: Double = 5

    /// How long what is kept in the history.
    package var retention = RetentionRules()

    /// How the log is written, and the least severity of it; nil leaves it to the command line.
    package var logFormat: LogFormat?
    package var logLevel: Logger.Level?

    /// Who is told of what, in the order of the file.
    package var notifications: [NotificationRoute] = []

    /// How reports are told, where the command line does not say.
    package var report = ReportDefaults()

    /// What of the kubeconfigs is accepted only because the operator says so.
    package var allowance = EndpointAllowance()

    package init() {}

    /// What the operator says of one context.
    package struct ContextOptions: Equatable, Sendable {
        /// Where a cluster's own configuration does not tell (3.0 to 3.2), the operator may.
        package var role: ClusterRole?
        /// What the rules of a policy may choose by.
        package var labels: [String: String]
        /// Its session cache's Redis is outside of the cluster, where no API tells whether it answers.
        package var redisIsExternal: Bool

        package init(role: ClusterRole? = nil, labels: [String: String] = [:], redisIsExternal: Bool = false) {
            self.role = role
            self.labels = labels
            self.redisIsExternal = redisIsExternal
        }
    }

    /// What `report` says.
    package struct ReportDefaults: Equatable, Sendable {
        /// What the operator calls the fleet.
        package var fleet: String?
        /// A share, such as 0.999.
        package var objective: Double?
        /// A name of the time zone database.
        package var timeZone: String?
        /// A label of `contexts`.
        package var groupBy: String?

        package init() {}
    }

    /// The host by name; nil where none was named.
    package var namedHost: ClusterID? { hostIsFound ? nil : host }

    package var spread: Double { spreadOverride ?? interval / 10 }
    package var databasePath: String { "\(state)/history.sqlite" }
    package var fingerprintKeyPath: String { "\(state)/fingerprint.key" }
    package var lockPath: String { "\(state)/repair.lock" }
    /// Folder of the pages of `SentTokenFolder`.
    package var sentTokensPath: String { "\(state)/own-failures" }
}
