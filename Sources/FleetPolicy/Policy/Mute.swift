package import FleetDiagnosis
package import FleetModel
import FleetText
package import FoundationEssentials

/// A finding that somebody knows of and does not want to be told of, for a time. It hides nothing: it is still found,
/// stored and shown as muted; and once the same cause is critical, it is told.
package struct Mute: Hashable, Codable, Sendable {
    package var id: Int64
    package var cause: Cause
    package var clusters: ClusterSelector
    package var from: Date
    /// The first moment that is loud again. There always is one: what is muted for good is forgotten.
    package var until: Date
    package var reason: String
    package var by: String

    package init(
        id: Int64 = 0, cause: Cause, clusters: ClusterSelector = .all, from: Date, until: Date, reason: String,
        by: String
    ) {
        self.id = id
        self.cause = cause
        self.clusters = clusters
        self.from = from
        self.until = until
        self.reason = printable(reason, limit: 200)
        self.by = printable(by, limit: 100)
    }

    package func holds(at time: Date) -> Bool { time >= from && time < until }

    /// Whether it speaks of this finding of this cluster; of a critical one none does.
    package func covers(_ finding: Finding, of cluster: ClusterID) -> Bool {
        finding.severity < .critical && finding.cause == cause && clusters.matches(cluster, labels: [:])
    }
}

extension [Mute] {
    /// The mute that holds longest of those that cover it now; nil where it is loud.
    package func muting(_ finding: Finding, of cluster: ClusterID, at now: Date) -> Mute? {
        filter { $0.holds(at: now) && $0.covers(finding, of: cluster) }.max { $0.until < $1.until }
    }

    /// Which of a cluster's findings are muted now, for outputs, which hide none of them.
    package func muted(_ findings: [Finding], of cluster: ClusterID, at now: Date) -> [MutedFinding] {
        findings.compactMap { finding in muting(finding, of: cluster, at: now).map { MutedFinding(finding, $0) } }
    }
}

/// A finding that is muted, and by which mute.
package struct MutedFinding: Hashable, Codable, Sendable {
    package let cause: Cause
    package let severity: Finding.Severity
    package let mute: Int64
    package let until: Date
    package let by: String
    package let reason: String

    package init(_ finding: Finding, _ mute: Mute) {
        cause = finding.cause
        severity = finding.severity
        self.mute = mute.id
        until = mute.until
        by = mute.by
        reason = mute.reason
    }

    package func covers(_ finding: Finding) -> Bool { finding.cause == cause && finding.severity == severity }
}

extension Cause {
    /// Those that a mute can speak of.
    package static var mutable: [Cause] { allCases.filter { !$0.isAlwaysCritical } }

    /// Why a mute of it would never hold: what it is found with is critical, always.
    package var isAlwaysCritical: Bool {
        switch self {
        case .tokenNotInCache, .secretMismatch, .configOverride, .clockSkew, .redisDown, .redisRefused,
            .credentialsRejected, .tunnelDown, .backendDown:
            true
        default: false
        }
    }
}
