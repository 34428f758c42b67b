package import Fleet

/// One cluster's access over the period.
package struct ClusterLine: Encodable, Sendable {
    package let cluster: ClusterID
    package let role: ClusterRole?
    package let version: String?
    /// By the period's last probe.
    package let health: Health?
    package let cause: Cause?
    package let time: WatchedTime
    package let availability: Double?
    /// Of the period before.
    package let availabilityBefore: Double?
    package let failures: Int
    package let incidents: Int
    /// Its time piece by piece; absent but for the worst clusters.
    package let pieces: [WatchedTime]?

    /// The worst first: by time failing, then by time unknown, then by failures and name.
    static func all(_ clusters: [ReportSource.Cluster], _ source: ReportSource, _ limits: ReportLimits) -> [ClusterLine] {
        let failures = Dictionary(source.failures.map { ($0.cluster, $0.count) }, uniquingKeysWith: +)
        let incidents = Dictionary(source.incidents.map { ($0.incident.cluster, 1) }, uniquingKeysWith: +)
        let ranked = clusters.map { (cluster: $0, time: $0.times.reduce(into: WatchedTime()) { $0 += $1 }) }.sorted { a, b in
            let (left, right) = (failures[a.cluster.id] ?? 0, failures[b.cluster.id] ?? 0)
            return (b.time.failing, b.time.unknown, right, a.cluster.id) < (a.time.failing, a.time.unknown, left, b.cluster.id)
        }
        let troubled = ranked.count { $0.time.known < $0.time.watched || $0.time.failing > 0 || $0.cluster.health != .healthy }
        let plotted = min(limits.plottedClusters, max(troubled, limits.plottedAtLeast))
        return ranked.enumerated().map { rank, item in
            ClusterLine(
                cluster: item.cluster.id, role: item.cluster.role, version: item.cluster.version, health: item.cluster.health,
                cause: item.cluster.health == .healthy ? nil : item.cluster.cause, time: item.time, availability: item.time.availability,
                availabilityBefore: item.cluster.before.availability, failures: failures[item.cluster.id] ?? 0,
                incidents: incidents[item.cluster.id] ?? 0, pieces: rank < plotted ? item.cluster.times : nil)
        }
    }
}
