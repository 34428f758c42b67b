package import Control
package import Fleet
import FoundationEssentials
import Store

/// Everything that `/metrics` shows, from what was counted and from what the agent says of itself. docs/metrics.md
/// lists each of them.
package struct FleetMetrics {
    let figures: FleetMeters.Figures
    package let state: AgentState
    /// The clusters that are watched now; figures of others are of no interest any more.
    let watched: [ClusterID]
    let silent: Int
    /// nil where the history could not be asked: what is not known is not shown as zero.
    let openIncidents: [Cause: Int]?
    /// How many clusters have series of their own, at most; the first by name.
    let mostClusters: Int

    package init(
        figures: FleetMeters.Figures, state: AgentState, watched: [ClusterID], silent: Int,
        openIncidents: [Cause: Int]?, mostClusters: Int
    ) {
        self.figures = figures
        self.state = state
        self.watched = watched
        self.silent = silent
        self.openIncidents = openIncidents
        self.mostClusters = mostClusters
    }

    package var families: [MetricFamily] { fleet + rounds + store + repairs + notifications + clusters }

    private var known: [(ClusterID, FleetMeters.Cluster)] {
        watched.sorted().compactMap { id in figures.clusters[id].map { (id, $0) } }
    }

    private var fleet: [MetricFamily] {
        let known = known.map(\.1)
        let health = Dictionary(known.map { ($0.health, 1) }, uniquingKeysWith: +)
        let causes = Dictionary(known.flatMap { $0.causes.map { ($0, 1) } }, uniquingKeysWith: +)
        return [
            .init(
                "ksfleet_build_info", .gauge, "Always 1; the label is the agent's version.",
                samples: [.init(labels: [("version", state.version)], value: 1)]),
            .init(
                "ksfleet_clusters", .gauge, "Watched clusters by what their last probe found. Unknown is not failing.",
                by: "health", health),
            .init(
                "ksfleet_clusters_silent", .gauge,
                "Watched clusters that did not answer their last probe; they are probed beside the rounds.",
                Double(silent)),
            .init(
                "ksfleet_cause_clusters", .gauge,
                "Watched clusters on which the last probe found the cause, gravest or not.", by: "cause", causes),
            .init(
                "ksfleet_auth_failures_total", .counter,
                "Requests that a ks-apiserver refused, as its log says; the agent's own are not among them.",
                by: "cause", figures.failures),
            .init(
                "ksfleet_probes_total", .counter, "Recorded probes by what they found.", by: "health", figures.probes),
            .init(
                "ksfleet_incident_transitions_total", .counter,
                "Incidents that were opened, closed, and opened again soon after.",
                samples: Cause.allCases.flatMap { cause in
                    FleetMeters.Transition.allCases.map {
                        .init(
                            labels: [("cause", cause.rawValue), ("transition", $0.rawValue)],
                            value: Double(figures.transitions[cause]?[$0] ?? 0))
                    }
                }),
        ]
            + (openIncidents.map {
                [.init("ksfleet_incidents_open", .gauge, "Incidents that are open now.", by: "cause", $0)]
            } ?? [])
    }

    private var rounds: [MetricFamily] {
        [
            .init(
                "ksfleet_round_duration_seconds", .histogram, "From the first probe of a round to the last answer.",
                samples: figures.rounds.samples),
            .init(
                "ksfleet_round_interval_seconds", .gauge, "Configured time between the starts of two rounds.",
                state.interval),
            .init("ksfleet_rounds_total", .counter, "Rounds that are in the history.", Double(state.rounds)),
            .init(
                "ksfleet_rounds_unrecorded_total", .counter, "Rounds that could not be put into the history.",
                Double(figures.unrecorded)),
            .init(
                "ksfleet_last_round_timestamp_seconds", .gauge, "Start of the last round.",
                state.lastRound?.startedAt.timeIntervalSince1970),
            .init(
                "ksfleet_last_recorded_timestamp_seconds", .gauge, "When probes were put into the history last.",
                figures.lastRecorded?.timeIntervalSince1970),
        ]
    }

    private var store: [MetricFamily] {
        [
            .init(
                "ksfleet_store_database_bytes", .gauge, "Size of the history.",
                state.store.map { Double($0.databaseBytes) }),
            .init(
                "ksfleet_store_wal_bytes", .gauge, "Size of the history's write-ahead log.",
                state.store.map { Double($0.logBytes) }),
            .init(
                "ksfleet_store_trouble", .gauge, "1 while rounds cannot be put into the history.",
                state.store.map { $0.trouble == nil ? 0 : 1 }),
        ]
    }

    private var repairs: [MetricFamily] {
        [
            .init("ksfleet_repairs_running", .gauge, "Repairs under way.", state.running.map { Double($0.count) }),
            .init(
                "ksfleet_repairs_total", .counter,
                "Repairs that came to an end, undone ones and dry runs (rehearsed) among them.", by: "outcome",
                figures.repairs),
            .init(
                "ksfleet_plans_waiting", .gauge, "Plans that wait for a person.", state.waiting.map { Double($0.count) }
            ),
            .init(
                "ksfleet_freezes_active", .gauge, "Freezes that hold now, those of policy.yaml included.",
                state.freezes.map(Double.init)),
            .init(
                "ksfleet_breaker_open", .gauge, "1 while a failed repair keeps policy from repairing anything.",
                state.breaker.map { $0.open ? 1 : 0 }),
            .init(
                "ksfleet_policy_reload_failed", .gauge, "1 while the policy file failed to load.",
                state.policy.map { $0.lastError == nil ? 0 : 1 }),
        ]
    }

    /// A route's label is its name in agent.yaml, which allows a hundred of them.
    private var notifications: [MetricFamily] {
        func each(_ name: String, _ help: String, _ value: (AgentState.Notifications) -> Double?) -> MetricFamily {
            .init(
                name, .gauge, help,
                samples: (state.notifications ?? []).compactMap { route in
                    value(route).map { .init(labels: [("route", route.route)], value: $0) }
                })
        }
        return [
            each("ksfleet_notifications_waiting", "Messages of the route that are on their way.") {
                Double($0.waiting)
            },
            each("ksfleet_notifications_failing", "1 while the route's receiver does not take what waits for it.") {
                $0.error == nil ? 0 : 1
            },
            each(
                "ksfleet_notifications_last_delivered_timestamp_seconds",
                "When the route's receiver took a message last."
            ) { $0.lastDelivered?.timeIntervalSince1970 },
        ]
    }

    // MARK: Series of single clusters

    private var clusters: [MetricFamily] {
        let shown = known.prefix(mostClusters)
        func each(_ name: String, _ help: String, _ value: (FleetMeters.Cluster) -> Double?) -> MetricFamily {
            .init(
                name, .gauge, help,
                samples: shown.compactMap { id, cluster in
                    value(cluster).map { .init(labels: [("cluster", id.rawValue)], value: $0) }
                })
        }
        return [
            .init(
                "ksfleet_clusters_without_series", .gauge,
                "Watched clusters beyond metrics.clusters: they count in every sum and have no series of their own.",
                Double(known.count - shown.count)),
            .init(
                "ksfleet_cluster_health", .gauge, "1 for what the cluster's last probe found, 0 for the others.",
                samples: shown.flatMap { id, cluster in
                    Health.allCases.map {
                        .init(
                            labels: [("cluster", id.rawValue), ("health", $0.rawValue)],
                            value: $0 == cluster.health ? 1 : 0)
                    }
                }),
            .init(
                "ksfleet_cluster_cause", .gauge,
                "1 for each cause that the cluster's last probe found; no series for the others.",
                samples: shown.flatMap { id, cluster in
                    cluster.causes.map { .init(labels: [("cluster", id.rawValue), ("cause", $0.rawValue)], value: 1) }
                }),
            .init(
                "ksfleet_cluster_auth_failures_total", .counter,
                """
                Requests that the cluster's ks-apiserver refused, as its log says; causes that never occurred have no \
                series.
                """,
                samples: shown.flatMap { id, cluster in
                    cluster.failures.sorted { $0.key < $1.key }.map {
                        .init(labels: [("cluster", id.rawValue), ("cause", $0.key.rawValue)], value: Double($0.value))
                    }
                }),
            each("ksfleet_cluster_last_answer_timestamp_seconds", "When the cluster was last probed and answered.") {
                $0.lastAnswer?.timeIntervalSince1970
            },
            each("ksfleet_cluster_probe_duration_seconds", "How long the cluster's last probe took.") { $0.elapsed },
            each(
                "ksfleet_cluster_credentials_expiry_timestamp_seconds",
                "Earliest expiry of the cluster's credentials, Unix time."
            ) { $0.expiry?.timeIntervalSince1970 },
        ]
    }
}
