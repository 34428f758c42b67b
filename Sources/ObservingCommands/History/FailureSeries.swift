import Console
import Fleet
import FoundationEssentials
import Reports
import Store

/// Failed authentications of one cluster and cause over time: `agentctl.history.failures/v2`.
struct FailureSeries: Encodable {
    struct Minute: Encodable {
        let at: Date
        let count: Int
        /// Seconds: 60, and more where minutes were rolled up to an hour or a day.
        let period: Int
    }

    let cluster: ClusterID
    let cause: FailureCause
    let count: Int
    /// The most in one minute.
    let peak: Int
    let firstAt: Date
    let lastAt: Date
    /// The minutes with failures, the oldest first.
    let minutes: [Minute]

    private init?(_ rows: [StoredFailures]) {
        let sorted = rows.sorted { $0.minute < $1.minute }
        guard let oldest = sorted.first, let newest = sorted.last else { return nil }
        cluster = oldest.cluster
        cause = oldest.cause
        count = rows.reduce(0) { $0 + $1.count }
        peak = rows.map(\.peak).max() ?? 0
        firstAt = oldest.minute
        lastAt = newest.minute
        minutes = sorted.map { Minute(at: $0.minute, count: $0.count, period: $0.period) }
    }

    /// One for each cluster and cause, the most failures first.
    static func all(_ failures: [StoredFailures]) -> [FailureSeries] {
        struct Key: Hashable {
            let cluster: ClusterID
            let cause: FailureCause
        }
        return Dictionary(grouping: failures) { Key(cluster: $0.cluster, cause: $0.cause) }.values.compactMap(
            FailureSeries.init
        )
        .sorted { ($1.count, $0.cluster, $0.cause) < ($0.count, $1.cluster, $1.cause) }
    }

    static func listing(_ series: [FailureSeries]) -> Listing<FailureSeries> {
        Listing("agentctl.history.failures/v2", FailureTable.columns, series, name: \.cluster.rawValue) { _ in [] }
    }
}

/// The same for a table, added up where it is stored: a year of a fleet has too many minutes to be read one by one.
enum FailureTable {
    /// How many bars a trend has.
    static let bars = 24

    static let columns: [Table.Column] = [
        .init("CLUSTER", isName: true), .init("CAUSE"), .init("COUNT", .right), .init("TREND", expendable: 2),
        .init("PEAK/MIN", .right, expendable: 1), .init("LAST", expendable: 0),
    ]

    static func table(_ sums: [FailureSum], zone: ClockZone, style: Style) -> Table {
        Table(
            columns,
            rows: sums.map { sum in
                [
                    .init(sum.cluster.rawValue), .init(sum.cause.rawValue), .init(String(sum.count)),
                    .init(
                        sparkline(sum.bins, style: style), full: sum.bins.map(String.init).joined(separator: " "),
                        tone: .unsure),
                    .init(String(sum.peak)), .init(zone.text(sum.last), full: sum.last.rfc3339),
                ]
            })
    }
}

/// One minute of one cluster and cause, or the hour or day that it was rolled up to, as CSV has it.
struct FailureMinute: Encodable {
    let minute: Date
    let cluster: ClusterID
    let cause: FailureCause
    let count: Int
    let seconds: Int

    init(_ row: StoredFailures) {
        seconds = row.period
        minute = row.minute
        cluster = row.cluster
        cause = row.cause
        count = row.count
    }

    static func listing(_ minutes: [FailureMinute]) -> Listing<FailureMinute> {
        Listing(
            "agentctl.history.failures.minutes/v1",
            [.init("MINUTE"), .init("CLUSTER"), .init("CAUSE"), .init("COUNT", .right), .init("SECONDS", .right)],
            minutes
        ) {
            [
                .init($0.minute.rfc3339), .init($0.cluster.rawValue), .init($0.cause.rawValue), .init(String($0.count)),
                .init(String($0.seconds)),
            ]
        }
    }
}
