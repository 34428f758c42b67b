package import FleetDiagnosis
package import FleetModel
package import FoundationEssentials

/// A history's probes, the oldest first, folded into rounds again: one ends where a cluster comes a second time. So a
/// program that starts knows what the one before it knew: how long clusters have been failing, and when the fleet was
/// last above its ceiling.
package struct RoundFold: Sendable {
    /// So much of the past is worth knowing: a problem older than a day is no younger for it.
    package static let lookBack = 86_400.0

    package private(set) var record = FleetRecord()
    /// Whether the agent doubted its own network in the last round.
    package private(set) var isBlind = false
    private let limits: PolicyLimits
    private var seen: Set<ClusterID> = []
    private var last: Date?

    package init(limits: PolicyLimits) { self.limits = limits }

    package mutating func take(_ cluster: ClusterID, health: Health, cause: Cause?, at: Date) {
        if seen.contains(cluster) { endRound() }
        seen.insert(cluster)
        isBlind = isBlind || cause?.isOfAgent == true
        last = at
        // A repairable cause is only ever diagnosed from a token that was refused (MemberVerdict).
        record.record(
            cluster, health: health, cause: cause, at: at, refusedByProbe: cause.map { Cause.repairable.contains($0) })
    }

    private mutating func endRound() {
        if let last { _ = record.endRound(at: last, limits: limits, ledger: nil, isBlind: isBlind) }
        seen = []
        isBlind = false
    }
}
