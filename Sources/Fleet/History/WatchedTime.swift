package import FleetDiagnosis

/// How long access was one of three things, and how long nobody looked. Seconds.
///
/// Unknown is neither: a probe that could not say counts for nothing and against nothing.
package struct WatchedTime: Hashable, Codable, Sendable {
    package var healthy: Double
    package var failing: Double
    /// Probed, and the probe could not say.
    package var unknown: Double
    /// Not probed: the agent was down, or the cluster was not known yet.
    package var unwatched: Double

    package init(healthy: Double = 0, failing: Double = 0, unknown: Double = 0, unwatched: Double = 0) {
        self.healthy = healthy
        self.failing = failing
        self.unknown = unknown
        self.unwatched = unwatched
    }

    /// The time of which it is known whether access was there.
    package var known: Double { healthy + failing }
    package var watched: Double { known + unknown }
    package var total: Double { watched + unwatched }

    /// healthy / (healthy + failing); nil where nothing is known.
    package var availability: Double? { known > 0 ? healthy / known : nil }

    package mutating func add(_ seconds: Double, _ health: Health) {
        switch health {
        case .healthy: healthy += seconds
        case .failing: failing += seconds
        case .unknown: unknown += seconds
        }
    }

    package static func + (a: WatchedTime, b: WatchedTime) -> WatchedTime {
        WatchedTime(
            healthy: a.healthy + b.healthy, failing: a.failing + b.failing, unknown: a.unknown + b.unknown,
            unwatched: a.unwatched + b.unwatched)
    }

    package static func += (a: inout WatchedTime, b: WatchedTime) { a = a + b }
}
