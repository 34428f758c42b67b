package import FleetDiagnosis
package import FleetModel
package import FoundationEssentials

/// What a policy says of one cluster and one cause: all matching rules together, each of them able to forbid.
package struct PolicyStanding: Hashable, Sendable {
    /// The rules that match, counted from 1; empty where the policy's own mode holds.
    package let rules: [Int]
    /// The most restrictive of theirs.
    package let mode: PolicyMode
    /// The most demanded by any of them.
    package let after: EvidenceThreshold
    /// The windows of each rule that has some: of each, one must be open.
    package let windows: [[MaintenanceWindow]]
    package let blackouts: [MaintenanceWindow]
}

extension Policy {
    package func standing(of cluster: ClusterID, labels: [String: String], cause: Cause) -> PolicyStanding {
        let matching = rules.enumerated().filter {
            $0.element.causes.contains(cause) && $0.element.clusters.matches(cluster, labels: labels)
        }
        let found = matching.map(\.element)
        let after = found.reduce(found.first?.after ?? EvidenceThreshold()) {
            EvidenceThreshold(probes: max($0.probes, $1.after.probes), lasting: max($0.lasting, $1.after.lasting))
        }
        return PolicyStanding(
            rules: matching.map { $0.offset + 1 }, mode: found.map(\.mode).min() ?? mode, after: after,
            windows: found.map(\.windows).filter { !$0.isEmpty }, blackouts: found.flatMap(\.blackouts))
    }

    /// The freezes of the file and of the history that hold for a cluster.
    package func holdingFreezes(_ cluster: ClusterID, _ labels: [String: String], _ ledger: RepairLedger, at now: Date)
        -> [Freeze]
    {
        (freezes + ledger.freezes).filter { $0.holds(at: now) && $0.clusters.matches(cluster, labels: labels) }.sorted {
            ($0.until ?? .distantFuture) > ($1.until ?? .distantFuture)
        }
    }
}
