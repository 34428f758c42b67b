package import FleetDiagnosis

/// One rule of a policy. Of all rules that match a cluster and a cause, the most restrictive mode holds: deny beats
/// allow, in any order.
package struct PolicyRule: Hashable, Sendable {
    /// Only repairable causes.
    package var causes: Set<Cause>
    package var clusters: ClusterSelector
    package var mode: PolicyMode
    package var after: EvidenceThreshold
    /// Windows in which it may act; none means at any time.
    package var windows: [MaintenanceWindow]
    /// Windows in which it must not act; these beat `windows`.
    package var blackouts: [MaintenanceWindow]

    package init(
        causes: Set<Cause>, clusters: ClusterSelector = .all, mode: PolicyMode,
        after: EvidenceThreshold = EvidenceThreshold(),
        windows: [MaintenanceWindow] = [], blackouts: [MaintenanceWindow] = []
    ) {
        self.causes = causes
        self.clusters = clusters
        self.mode = mode
        self.after = after
        self.windows = windows
        self.blackouts = blackouts
    }
}

/// How much must have been seen of a cause before anything is done about it.
package struct EvidenceThreshold: Hashable, Codable, Sendable {
    /// Probes in a row with the same cause.
    package var probes: Int
    /// Seconds since the first of them.
    package var lasting: Double

    package init(probes: Int = 3, lasting: Double = 0) {
        self.probes = probes
        self.lasting = lasting
    }
}
