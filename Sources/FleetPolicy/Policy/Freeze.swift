package import FleetModel
import FleetText
package import FoundationEssentials

/// A time in which nothing is repaired or undone, by policy or by a person. A deny: it beats every rule.
package struct Freeze: Hashable, Codable, Sendable {
    /// 0 for a freeze of policy.yaml.
    package var id: Int64
    package var clusters: ClusterSelector
    package var from: Date
    /// The first moment that is free again; nil until somebody unfreezes.
    package var until: Date?
    package var reason: String
    package var by: String

    package init(
        id: Int64 = 0, clusters: ClusterSelector = .all, from: Date, until: Date? = nil, reason: String, by: String
    ) {
        self.id = id
        self.clusters = clusters
        self.from = from
        self.until = until
        self.reason = printable(reason, limit: 200)
        self.by = printable(by, limit: 100)
    }

    /// Whether both may cover a cluster. Where nobody knows yet what is watched, they may.
    package func overlaps(_ other: Freeze, watched: [ClusterID: [String: String]]) -> Bool {
        watched.isEmpty
            || watched.contains {
                clusters.matches($0.key, labels: $0.value) && other.clusters.matches($0.key, labels: $0.value)
            }
    }

    package func holds(at time: Date) -> Bool { time >= from && until.map { time < $0 } ?? true }
}
