import Documents
package import Fleet
package import FoundationEssentials

/// A report on a period, ready to be written in any format: `agentctl.report/v1`.
///
/// A value made of `ReportSource` alone, without a clock of its own: the same history, end and zone give the same
/// bytes.
package struct FleetReport: Encodable, Sendable {
    package let title: String
    /// The program that made it, and its version.
    package let generator: String
    /// What the operator calls the fleet; absent where nobody named it.
    package let fleet: String?
    /// The host cluster; absent where none is known, or more than one.
    package let host: ClusterID?
    package let since: Date
    package let until: Date
    package let timeZone: ReportZone
    /// Seconds of a piece of the plots.
    package let grain: Int64
    package let verdict: Verdict
    /// Absent where none is set.
    package let objective: Objective?
    package let glance: Glance
    package let comparison: [Comparison]
    /// The whole fleet's access over time.
    package let access: [AccessPiece]
    /// The label that clusters are grouped by, and the groups; absent where none is.
    package let groupBy: String?
    package let groups: [ClusterGroup]?
    /// The worst first.
    package let clusters: [ClusterLine]
    package let failures: FailureBreakdown
    package let recovery: Recovery
    package let incidents: Excerpt<IncidentLine>
    package let changes: Excerpt<ChangeLine>
    package let repairs: Excerpt<RepairLine>
    package let expiring: Excerpt<ExpiryLine>
    package let attention: Excerpt<AttentionLine>
    /// The same, equal reasons together.
    package let attentionTopics: [AttentionTopic]
    /// Absent where nothing is muted.
    package let muted: [MutedLine]?
    /// What a reader must know to read the figures right; a sentence each.
    package let notes: [String]

    package init(_ source: ReportSource, limits: ReportLimits = ReportLimits()) {
        let watched = source.clusters.filter { $0.times.contains { $0.watched > 0 } }
        let incidents = source.incidents.map { IncidentLine($0, until: source.until) }.sorted()
        let repairs = RepairLine.all(source.repairs, until: source.until)
        let lines = ClusterLine.all(watched, source, limits)
        let needs = AttentionLine.all(source, incidents, repairs)
        let topics = AttentionTopic.all(needs)
        title = source.title
        generator = source.generator
        fleet = source.fleet
        let hosts = source.clusters.filter { $0.role == .host }
        host = hosts.count == 1 ? hosts.first?.id : nil
        since = source.since
        until = source.until
        timeZone = source.zone
        grain = source.buckets.grain
        access = AccessPiece.all(watched, source.buckets)
        groupBy = source.grouping?.label
        groups = ClusterGroup.all(lines, source)
        clusters = lines
        objective = source.objective.map { Objective($0, lines) }
        failures = FailureBreakdown(source)
        recovery = Recovery(incidents, since: source.since)
        glance = Glance(lines, failures: failures, recovery: recovery, changes: source.changes.count, repairs: repairs)
        verdict = Verdict(glance, objective, topics)
        comparison = Comparison.all(source, now: glance, recovery)
        self.incidents = Excerpt(incidents, most: limits.incidents)
        changes = Excerpt(source.changes, most: limits.changes)
        self.repairs = Excerpt(repairs, most: limits.repairs)
        expiring = Excerpt(ExpiryLine.all(source.currentStanding), most: limits.expiring)
        attention = Excerpt(needs, most: limits.attention)
        attentionTopics = Array(topics.prefix(limits.attention))
        let muted = MutedLine.all(source)
        self.muted = muted.isEmpty ? nil : muted
        notes = ReportNotes(source, watched: watched).sentences + muted.map { $0.sentence(in: source.zone) }
    }

    /// `Production, host prod-host`: whose report it is; empty where neither is known.
    package var subject: String {
        [
            fleet.map { "Fleet \($0)" },
            host.map { fleet == nil ? "Host cluster \($0.rawValue)" : "host \($0.rawValue)" },
        ]
        .compactMap(\.self).joined(separator: ", ")
    }

    package var length: Double { until.timeIntervalSince(since) }

    /// Whether there is anything to plot.
    package var isEmpty: Bool { clusters.isEmpty }
}

/// How much of each list a report holds: bounded, so that any fleet and any period fit in a mail.
package struct ReportLimits: Sendable {
    /// Cells of all clusters together; of the clusters beyond them, the best, there are the sums.
    package var cells = 4000
    package var incidents = 200
    package var changes = 100
    package var repairs = 100
    package var expiring = 100
    package var attention = 50

    package init() {}

    func plotted(of clusters: Int, pieces: Int) -> Int { min(clusters, cells / max(1, pieces)) }
}

/// The first items of a list, and how many there are in all.
package struct Excerpt<Item: Encodable & Sendable>: Encodable, Sendable {
    package let total: Int
    package let items: [Item]

    package init(_ all: [Item], most: Int) {
        total = all.count
        items = Array(all.prefix(most))
    }

    package var leftOut: Int { total - items.count }
    package var isEmpty: Bool { total == 0 }
}
