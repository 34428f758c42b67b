package import Fleet

/// One cluster's access over the period.
package struct ClusterLine: Encodable, Sendable {
    package let cluster: ClusterID
    /// The value of the label that the report groups by; absent where the cluster has none.
    package let group: String?
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
    /// What each piece's cell says.
    package let states: [CellState]?

    /// Nothing to look at: it was healthy at the end, and where somebody looked.
    package var isHealthyThroughout: Bool {
        health == .healthy && time.failing == 0 && (states ?? []).allSatisfy { $0 == .healthy || $0 == .unwatched }
    }

    /// The worst first: by time failing, then by time unknown, then by failures and name.
    static func all(_ clusters: [ReportSource.Cluster], _ source: ReportSource, _ limits: ReportLimits) -> [ClusterLine]
    {
        let failures = Dictionary(source.failures.map { ($0.cluster, $0.count) }, uniquingKeysWith: +)
        let incidents = Dictionary(source.incidents.map { ($0.incident.cluster, 1) }, uniquingKeysWith: +)
        let ranked = clusters.map { (cluster: $0, time: $0.times.reduce(into: WatchedTime()) { $0 += $1 }) }.sorted {
            a, b in
            let (left, right) = (failures[a.cluster.id] ?? 0, failures[b.cluster.id] ?? 0)
            return (b.time.failing, b.time.unknown, right, a.cluster.id) < (
                a.time.failing, a.time.unknown, left, b.cluster.id
            )
        }
        let plotted = limits.plotted(of: ranked.count, pieces: source.buckets.count)
        return ranked.enumerated().map { rank, item in
            ClusterLine(
                cluster: item.cluster.id, group: source.grouping?.values[item.cluster.id], role: item.cluster.role,
                version: item.cluster.version, health: item.cluster.health,
                cause: item.cluster.health == .healthy ? nil : item.cluster.cause, time: item.time,
                availability: item.time.availability,
                availabilityBefore: item.cluster.before.availability, failures: failures[item.cluster.id] ?? 0,
                incidents: incidents[item.cluster.id] ?? 0, pieces: rank < plotted ? item.cluster.times : nil,
                states: rank < plotted ? item.cluster.times.map(CellState.init) : nil)
        }
    }
}

/// Clusters that have one value of a label, or none.
package struct ClusterGroup: Encodable, Sendable {
    /// Absent for the clusters that have no such label.
    package let name: String?
    package let clusters: Int
    package let healthy: Int
    package let failing: Int
    package let time: WatchedTime
    package let availability: Double?

    /// By name, those without the label last; nil where there is no label to group by.
    static func all(_ lines: [ClusterLine], _ source: ReportSource) -> [ClusterGroup]? {
        guard source.grouping != nil else { return nil }
        let groups = Dictionary(grouping: lines, by: \.group)
        let names = groups.keys.compactMap(\.self).sorted().map(String?.some) + (groups[nil] == nil ? [] : [nil])
        return names.map { ClusterGroup($0, groups[$0] ?? []) }
    }

    private init(_ name: String?, _ lines: [ClusterLine]) {
        self.name = name
        clusters = lines.count
        healthy = lines.count { $0.health == .healthy }
        failing = lines.count { $0.health == .failing }
        time = lines.reduce(into: WatchedTime()) { $0 += $1.time }
        availability = time.availability
    }

    /// `12 clusters, 1 failing, 99.92 % available`.
    package var summary: String {
        let unknown = clusters - healthy - failing
        return [
            clusters == 1 ? "1 cluster" : "\(countText(clusters)) clusters",
            failing > 0 ? "\(countText(failing)) failing" : nil,
            unknown > 0 ? "\(countText(unknown)) unknown" : nil, availability.map { "\(shareText($0)) available" },
        ].compactMap(\.self).joined(separator: ", ")
    }
}
