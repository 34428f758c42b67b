package import Fleet
package import FoundationEssentials

/// One incident as the period's end saw it.
package struct IncidentLine: Encodable, Sendable, Comparable {
    package let incident: HistoryName
    package let cluster: ClusterID
    package let cause: Cause
    package let openedAt: Date
    /// Absent where it was open at the period's end, whatever came later.
    package let closedAt: Date?
    /// Seconds, up to the period's end where it was open then.
    package let duration: Double
    package let reopened: Int
    package let acknowledgedAt: Date?
    /// The person's name.
    package let acknowledgedBy: String?
    /// Seconds between the last healthy probe and the first that was not: the fault began in them. Absent where that is
    /// not known.
    package let detection: Double?

    package var isOpen: Bool { closedAt == nil }

    init(_ row: ReportSource.IncidentRow, until: Date) {
        incident = .incident(row.incident.id)
        cluster = row.incident.cluster
        cause = row.incident.cause
        openedAt = row.incident.openedAt
        closedAt = row.incident.closedAt.flatMap { $0 < until ? $0 : nil }
        duration = (closedAt ?? until).timeIntervalSince(openedAt).rounded()
        reopened = row.incident.reopened
        let isAcknowledged = row.acknowledgedAt.map { $0 < until } ?? false
        acknowledgedAt = isAcknowledged ? row.acknowledgedAt : nil
        acknowledgedBy = isAcknowledged ? row.acknowledgedBy.map(personName(ofActor:)) : nil
        detection = row.detection
    }

    /// Open ones first, then the longest.
    package static func < (a: IncidentLine, b: IncidentLine) -> Bool {
        a.isOpen == b.isOpen ? (b.duration, a.openedAt, a.cluster) < (a.duration, b.openedAt, b.cluster) : a.isOpen
    }
}

/// How fast incidents were seen, and how fast they were over. Seconds.
package struct Recovery: Encodable, Sendable {
    /// That began in the period.
    package let opened: Int
    /// That ended in the period; the times to recover are theirs.
    package let closed: Int
    /// That were open at its end.
    package let open: Int
    /// From the first failed probe to the end: MTTR.
    package let mean: Double?
    package let median: Double?
    package let longest: Double?
    /// The median of `IncidentLine.detection` of those that began in the period.
    package let detection: Double?
    /// The median from the first failed probe until somebody acknowledged it.
    package let acknowledgement: Double?

    init(_ incidents: [IncidentLine], since: Date) {
        let ended = incidents.filter { !$0.isOpen }.map(\.duration)
        let began = incidents.filter { $0.openedAt >= since }
        opened = began.count
        closed = ended.count
        open = incidents.count(where: \.isOpen)
        mean = ended.isEmpty ? nil : (ended.reduce(0, +) / Double(ended.count)).rounded()
        median = Self.median(ended)
        longest = ended.max()
        detection = Self.median(began.compactMap(\.detection))
        acknowledgement = Self.median(
            began.compactMap { line in line.acknowledgedAt.map { $0.timeIntervalSince(line.openedAt) } })
    }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return (sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2).rounded()
    }
}
