package import FleetDiagnosis
package import FleetPolicy

/// Who is told of what, and how often. The receiver itself is configured beside it, under the same name.
package struct NoticeRoute: Hashable, Sendable {
    /// By what the notices of one message belong together.
    package enum Grouping: String, CaseIterable, Codable, Sendable { case cluster, cause, kind }

    package var name: String
    /// The least severity.
    package var severity: Finding.Severity
    /// nil for any kind, and for any cause; an empty set for nothing.
    package var kinds: Set<Notice.Kind>?
    package var causes: Set<Cause>?
    package var clusters: ClusterSelector
    package var grouping: [Grouping]
    /// Seconds that a new group waits for what belongs to it.
    package var wait: Double
    /// Seconds between two messages of a group that has news.
    package var interval: Double
    /// Seconds after which what still holds is said again; nil for never.
    package var remind: Double?
    /// The receiver takes what is not said again for over, as Alertmanager does: everything is, even what somebody has
    /// taken on.
    package var keepsAlive: Bool
    /// Whether the end is told as well.
    package var resolved: Bool

    package init(
        name: String, severity: Finding.Severity = .info, kinds: Set<Notice.Kind>? = nil, causes: Set<Cause>? = nil,
        clusters: ClusterSelector = .all,
        grouping: [Grouping] = [.cause], wait: Double = 30, interval: Double = 300, remind: Double? = 14_400,
        keepsAlive: Bool = false, resolved: Bool = true
    ) {
        self.name = name
        self.severity = severity
        self.kinds = kinds
        self.causes = causes
        self.clusters = clusters
        self.grouping = grouping
        self.wait = wait
        self.interval = interval
        self.remind = remind
        self.keepsAlive = keepsAlive
        self.resolved = resolved
    }

    /// Whether its receiver is told of this notice. A notice of no cluster concerns everybody who asks for its kind.
    package func admits(_ notice: Notice) -> Bool {
        notice.severity >= severity && kinds?.contains(notice.kind) ?? true
            && (notice.cause.map { causes?.contains($0) ?? true } ?? true)
            && (notice.cluster.map { clusters.matches($0, labels: notice.labels) } ?? true)
    }

    /// The name of the group that a notice belongs to.
    package func group(of notice: Notice) -> String {
        grouping.map { "\($0.rawValue)=\(value(notice, $0))" }.joined(separator: " ")
    }

    private func value(_ notice: Notice, _ grouping: Grouping) -> String {
        switch grouping {
        case .cluster: notice.cluster?.rawValue ?? "-"
        case .cause: notice.cause?.rawValue ?? "-"
        case .kind: notice.kind.rawValue
        }
    }
}
