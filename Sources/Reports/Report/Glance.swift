package import Fleet

/// The fleet in a few numbers.
package struct Glance: Encodable, Sendable {
    /// Clusters that were probed in the period.
    package let clusters: Int
    /// By the last probe of each in the period.
    package let healthy: Int
    package let failing: Int
    package let unknown: Int
    /// Time of all clusters together.
    package let time: WatchedTime
    /// healthy / (healthy + failing); absent where nothing is known.
    package let availability: Double?
    /// Failed authentications.
    package let failures: Int
    package let incidentsOpened: Int
    package let incidentsOpen: Int
    package let changes: Int
    package let repairs: Int
    package let repairsProved: Int

    init(_ lines: [ClusterLine], failures: FailureBreakdown, recovery: Recovery, changes: Int, repairs: [RepairLine]) {
        clusters = lines.count
        healthy = lines.count { $0.health == .healthy }
        failing = lines.count { $0.health == .failing }
        // A cluster whose last probe lies before the period's beginning was not asked since: nobody knows.
        unknown = lines.count { $0.health == .unknown || $0.health == nil }
        time = lines.reduce(into: WatchedTime()) { $0 += $1.time }
        availability = time.availability
        self.failures = failures.total
        incidentsOpened = recovery.opened
        incidentsOpen = recovery.open
        self.changes = changes
        self.repairs = repairs.count { $0.isAttempt }
        repairsProved = repairs.count { $0.isAttempt && $0.outcome == .proved }
    }
}

/// One piece of the fleet's time.
package struct AccessPiece: Encodable, Sendable {
    package let at: Int64
    package let time: WatchedTime

    static func all(_ clusters: [ReportSource.Cluster], _ buckets: TimeBuckets) -> [AccessPiece] {
        (0..<buckets.count).map { index in
            AccessPiece(
                at: buckets.start(of: index), time: clusters.reduce(into: WatchedTime()) { $0 += $1.times[index] })
        }
    }

    private enum CodingKeys: String, CodingKey { case at, healthy, failing, unknown, unwatched }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.date(at), forKey: .at)
        try container.encode(time.healthy, forKey: .healthy)
        try container.encode(time.failing, forKey: .failing)
        try container.encode(time.unknown, forKey: .unknown)
        try container.encode(time.unwatched, forKey: .unwatched)
    }
}
