package import FleetDiagnosis
package import FleetModel
import FleetRepair
package import FoundationEssentials

/// What was seen of each cluster so far, folded probe by probe: what `decide()` calls evidence and counts. Live and
/// from the history alike.
package struct FleetRecord: Sendable {
    package struct Row: Hashable, Sendable {
        package var health: Health
        package var at: Date
        /// The run of failures with one cause that is not over; unknown probes between them neither count nor end it.
        package var evidence: Evidence?
    }

    package private(set) var rows: [ClusterID: Row] = [:]
    package private(set) var knownSince: Date?
    package private(set) var lastAboveCeiling: Date?

    package init() {}

    /// Takes one probe in.
    ///
    /// - Parameter refusedByProbe: the acceptance probe itself was refused; nil where that is not known.
    package mutating func record(_ cluster: ClusterID, health: Health, cause: Cause?, at: Date, refusedByProbe: Bool?) {
        knownSince = min(knownSince ?? at, at)
        var evidence = rows[cluster]?.evidence
        switch (health, cause) {
        case (.unknown, _): break
        case (.failing, let cause?): evidence = Self.continued(evidence, cause, at, refusedByProbe)
        case (.failing, nil), (.healthy, _): evidence = nil
        }
        rows[cluster] = Row(health: health, at: at, evidence: evidence)
    }

    /// Another cause, a gap too long, or a clock that has gone back begin a new run; only another cause begins a new
    /// problem.
    private static func continued(_ old: Evidence?, _ cause: Cause, _ at: Date, _ refused: Bool?) -> Evidence {
        var new = Evidence(cause: cause, probesInARow: 1, since: at, lastProbe: at, refusedByProbe: refused)
        guard let old, old.cause == cause else { return new }
        new.failingSince = min(old.failingSince, at)
        guard at >= old.lastProbe, at.timeIntervalSince(old.lastProbe) <= Evidence.longestGap else { return new }
        new.since = old.since
        new.probesInARow = old.probesInARow + 1
        return new
    }

    /// Forgets the clusters that are not watched any more.
    package mutating func keep(_ watched: Set<ClusterID>) { rows = rows.filter { watched.contains($0.key) } }

    /// Takes a round's end in: whether the fleet is above its ceiling. Asked once a round, before any decision on it.
    package mutating func endRound(at: Date, limits: PolicyLimits, ledger: RepairLedger?, isBlind: Bool) -> FleetCounts
    {
        let repairing = Set(ledger?.attempts.filter(\.isUnderWay).map(\.cluster) ?? [])
        var counts = FleetCounts(
            watched: rows.count, failing: 0, unknown: 0, isBlind: isBlind, knownSince: knownSince ?? at)
        for (cluster, row) in rows {
            if row.health == .failing || repairing.contains(cluster) { counts.failing += 1 }
            if row.health == .unknown || at.timeIntervalSince(row.at) > Evidence.longestGap {
                counts.unknown += 1
            }
        }
        if counts.failing > UnhealthyCeiling(limits).most(of: counts.watched) {
            // A clock that has gone back does not make a storm older.
            lastAboveCeiling = max(lastAboveCeiling ?? at, at)
        }
        counts.lastAboveCeiling = lastAboveCeiling
        return counts
    }

    package func evidence(of cluster: ClusterID) -> Evidence? { rows[cluster]?.evidence }
}
