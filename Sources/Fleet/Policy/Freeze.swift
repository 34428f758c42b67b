package import FoundationEssentials

/// A time in which nothing is repaired by policy. A deny: it beats every rule.
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

    package func holds(at time: Date) -> Bool { time >= from && until.map { time < $0 } ?? true }
}
