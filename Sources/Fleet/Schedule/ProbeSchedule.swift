package import FleetModel
import FleetText
package import FoundationEssentials

/// Which clusters are due for a probe. Pure: time is given to it.
///
/// Every cluster that answers is probed once an interval. One that did not is probed apart from the others, so that
/// waiting for it costs them nothing, and after several probes in a row without an answer ever more rarely.
package struct ProbeSchedule: Equatable, Sendable {
    package struct Backoff: Equatable, Sendable {
        /// Probes in a row without an answer before a cluster is probed more rarely.
        package var after: Int
        /// The longest time between two probes of a cluster, seconds.
        package var longest: Double

        package init(after: Int = 3, longest: Double = 600) {
            self.after = after
            self.longest = longest
        }
    }

    private struct Silence: Equatable, Sendable {
        var probes: Int
        var due: Date
    }

    private let interval: Double
    private let backoff: Backoff
    /// The clusters that did not answer last time.
    private var silent: [ClusterID: Silence] = [:]

    package init(interval: Double, backoff: Backoff = Backoff()) {
        self.interval = interval
        self.backoff = backoff
    }

    /// - Parameter reached: whether any HTTP answer came: a cluster that refuses is one that answers.
    package mutating func record(_ cluster: ClusterID, reached: Bool, at time: Date) {
        guard !reached else {
            silent[cluster] = nil
            return
        }
        let probes = (silent[cluster]?.probes ?? 0) + 1
        silent[cluster] = Silence(probes: probes, due: time.addingTimeInterval(gap(after: probes)))
    }

    /// Seconds until the next probe after so many without an answer: the interval doubled each time, up to the longest
    /// gap.
    package func gap(after probes: Int) -> Double {
        guard probes >= backoff.after else { return interval }
        // 2^30 intervals are longer than any gap; beyond that the power would overflow.
        let doublings = min(probes - backoff.after + 1, 30)
        return max(interval, min(interval * Double(1 << doublings), backoff.longest))
    }

    /// Whether the cluster did not answer last time: then it is left to a round of its own kind, so that nobody waits
    /// for it.
    package func isSilent(_ cluster: ClusterID) -> Bool { silent[cluster] != nil }

    /// The silent clusters whose time has come.
    package func dueSilent(_ clusters: [ClusterID], at time: Date) -> [ClusterID] {
        clusters.filter { isSilent($0) && (silent[$0]?.due ?? time) <= time }
    }

    /// Seconds after a round's start at which a cluster's probe begins: the same in every round, and spread evenly over
    /// a fleet.
    package static func offset(of cluster: ClusterID, spread: Double) -> Double {
        // Swift's own hash differs from start to start. Names differ in their last letters, which FNV leaves in the low
        // bits: a multiplication (Knuth's, by the golden ratio) brings them up.
        var hash = FNV1a.hash64(cluster.rawValue.utf8)
        hash = (hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15
        return spread * Double(hash >> 11) / Double(1 << 53 as UInt64)
    }
}
