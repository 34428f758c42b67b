import Fleet
import FoundationEssentials
import Reports
import Store

/// Failed authentications of one cluster and cause over time: `agentctl.history.failures/v1`.
struct FailureSeries: Encodable {
    struct Minute: Encodable {
        let at: Date
        let count: Int
    }

    let cluster: ClusterID
    let cause: FailureCause
    let count: Int
    /// The most in one minute.
    let peak: Int
    let first: Date
    let last: Date
    /// The minutes with failures, the oldest first.
    let minutes: [Minute]

    private init?(_ rows: [StoredFailures]) {
        let sorted = rows.sorted { $0.minute < $1.minute }
        guard let oldest = sorted.first, let newest = sorted.last else { return nil }
        cluster = oldest.cluster
        cause = oldest.cause
        count = rows.reduce(0) { $0 + $1.count }
        peak = rows.map(\.count).max() ?? 0
        first = oldest.minute
        last = newest.minute
        minutes = sorted.map { Minute(at: $0.minute, count: $0.count) }
    }

    /// One for each cluster and cause, the most failures first.
    static func all(_ failures: [StoredFailures]) -> [FailureSeries] {
        struct Key: Hashable {
            let cluster: ClusterID
            let cause: FailureCause
        }
        return Dictionary(grouping: failures) { Key(cluster: $0.cluster, cause: $0.cause) }.values.compactMap(FailureSeries.init)
            .sorted { ($1.count, $0.cluster, $0.cause) < ($0.count, $1.cluster, $1.cause) }
    }

    /// - Parameter range: What the bars stretch over, from the left to the right.
    static func report(_ series: [FailureSeries], range: Range<Date>, zone: ClockZone, style: Style) -> Report<FailureSeries> {
        Report(
            "agentctl.history.failures/v1",
            [
                .init("CLUSTER", isFlexible: true), .init("CAUSE"), .init("COUNT", .right), .init("TREND"), .init("PEAK/MIN", .right),
                .init("LAST"),
            ], series
        ) { item in
            let bins = item.bins(range)
            return [
                .init(item.cluster.rawValue), .init(item.cause.rawValue), .init(String(item.count)),
                .init(sparkline(bins, style: style), full: bins.map(String.init).joined(separator: " "), tone: .unsure),
                .init(String(item.peak)),
                .init(zone.text(item.last), full: item.last.rfc3339),
            ]
        }
    }

    private static let bars = 24

    private func bins(_ range: Range<Date>) -> [Int] {
        // A minute counts where it begins; the one in which the range begins belongs to it.
        let start = (range.lowerBound.timeIntervalSince1970 / 60).rounded(.down) * 60
        let counts = minutes.map { (at: $0.at.timeIntervalSince1970, count: $0.count) }
        return binned(counts, over: start..<max(start + 60, range.upperBound.timeIntervalSince1970), width: Self.bars)
    }
}

/// One minute of one cluster and cause, as CSV has it.
struct FailureMinute: Encodable {
    let minute: Date
    let cluster: ClusterID
    let cause: FailureCause
    let count: Int

    init(_ row: StoredFailures) {
        minute = row.minute
        cluster = row.cluster
        cause = row.cause
        count = row.count
    }

    static func report(_ minutes: [FailureMinute]) -> Report<FailureMinute> {
        Report(
            "agentctl.history.failures.minutes/v1", [.init("MINUTE"), .init("CLUSTER"), .init("CAUSE"), .init("COUNT", .right)], minutes
        ) {
            [.init($0.minute.rfc3339), .init($0.cluster.rawValue), .init($0.cause.rawValue), .init(String($0.count))]
        }
    }
}
