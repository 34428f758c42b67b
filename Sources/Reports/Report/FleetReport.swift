import Fleet
package import FoundationEssentials

/// A report on a period, ready to be written in any format: `agentctl.report/v1`.
///
/// A value made of `ReportSource` alone: no clock and no zone, so that the same history and the same end give the same bytes.
package struct FleetReport: Encodable, Sendable {
    package let title: String
    package let since: Date
    package let until: Date
    /// Seconds of a piece of the plots.
    package let grain: Int64
    package let glance: Glance
    package let comparison: [Comparison]
    /// The whole fleet's access over time.
    package let access: [AccessPiece]
    /// The worst first.
    package let clusters: [ClusterLine]
    package let failures: FailureBreakdown
    package let recovery: Recovery
    package let incidents: Listing<IncidentLine>
    package let changes: Listing<ChangeLine>
    package let repairs: Listing<RepairLine>
    package let expiring: Listing<ExpiryLine>
    package let attention: Listing<AttentionLine>
    /// Absent where nothing is muted.
    package let muted: [MutedLine]?
    /// What a reader must know to read the figures right; a sentence each.
    package let notes: [String]

    package init(_ source: ReportSource, limits: ReportLimits = ReportLimits()) {
        let watched = source.clusters.filter { $0.times.contains { $0.watched > 0 } }
        let incidents = source.incidents.map { IncidentLine($0, until: source.until) }.sorted()
        let repairs = RepairLine.all(source.repairs, until: source.until)
        let lines = ClusterLine.all(watched, source, limits)
        title = source.title
        since = source.since
        until = source.until
        grain = source.buckets.grain
        access = AccessPiece.all(watched, source.buckets)
        clusters = lines
        failures = FailureBreakdown(source)
        recovery = Recovery(incidents, since: source.since)
        glance = Glance(lines, failures: failures, recovery: recovery, changes: source.changes.count, repairs: repairs)
        comparison = Comparison.all(source, now: glance, recovery)
        self.incidents = Listing(incidents, most: limits.incidents)
        changes = Listing(source.changes, most: limits.changes)
        self.repairs = Listing(repairs, most: limits.repairs)
        expiring = Listing(ExpiryLine.all(source.currentStanding), most: limits.expiring)
        attention = Listing(AttentionLine.all(source, incidents, repairs), most: limits.attention)
        let muted = MutedLine.all(source)
        self.muted = muted.isEmpty ? nil : muted
        notes = ReportNotes(source, watched: watched).sentences + muted.map(\.sentence)
    }

    package var length: Double { until.timeIntervalSince(since) }

    /// Whether there is anything to plot.
    package var isEmpty: Bool { clusters.isEmpty }
}

/// How much of each list a report holds: bounded, so that any fleet and any period fit in a mail.
package struct ReportLimits: Sendable {
    /// Clusters whose access is plotted over time; of the others there are the sums.
    package var plottedClusters = 40
    /// So many are plotted even where all is well: what is steady is worth seeing, once.
    package var plottedAtLeast = 10
    package var incidents = 200
    package var changes = 100
    package var repairs = 100
    package var expiring = 100
    package var attention = 50

    package init() {}
}

/// The first items of a list, and how many there are in all.
package struct Listing<Item: Encodable & Sendable>: Encodable, Sendable {
    package let total: Int
    package let items: [Item]

    package init(_ all: [Item], most: Int) {
        total = all.count
        items = Array(all.prefix(most))
    }

    package var leftOut: Int { total - items.count }
    package var isEmpty: Bool { total == 0 }
}
