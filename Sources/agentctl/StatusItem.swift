import Fleet
import FoundationEssentials
import Reports
import Store

/// One cluster of `agentctl status`: `agentctl.status/v1`.
struct StatusItem: Encodable, Comparable {
    let cluster: ClusterID
    let uid: String?
    let health: Health
    let role: ClusterRole?
    let version: String?
    let cause: Cause?
    /// Since when health and cause have been these.
    let since: Date
    let lastProbe: Date
    let lastAnswer: Date?
    let failuresInLastHour: Int
    /// The number of the incident that is open.
    let incident: Int64?
    let acknowledgedBy: String?
    let findings: [Finding]

    init(_ status: ClusterStatus) {
        cluster = status.cluster
        uid = status.uid
        health = status.health
        role = status.role
        version = status.version
        cause = status.cause
        since = status.since
        lastProbe = status.lastProbe
        lastAnswer = status.lastAnswer
        failuresInLastHour = status.failuresInLastHour
        let open = status.openIncidents.first { $0.incident.cause == status.cause } ?? status.openIncidents.first
        incident = open?.incident.id
        acknowledgedBy = open?.acknowledgedBy
        findings = status.diagnosis?.findings ?? []
    }

    /// Failing before unknown before healthy, then by name.
    static func < (a: StatusItem, b: StatusItem) -> Bool {
        (a.rank, a.cluster) < (b.rank, b.cluster)
    }

    private var rank: Int {
        switch health {
        case .failing: 0
        case .unknown: 1
        case .healthy: 2
        }
    }

    static func report(_ items: [StatusItem], now: Date, style: Style) -> Report<StatusItem> {
        Report(
            "agentctl.status/v1",
            [
                .init("HEALTH"), .init("CLUSTER", isFlexible: true), .init("ROLE"), .init("VERSION"), .init("CAUSE", isFlexible: true),
                .init("SINCE"),
                .init("PROBED"), .init("FAILED/H", .right),
            ], items
        ) { $0.cells(now: now, style: style) }
    }

    private func cells(now: Date, style: Style) -> [Table.Cell] {
        [
            .init(style.mark(health), full: health.rawValue, tone: health.tone), .init(cluster.rawValue, tone: .strong),
            role.map { .init($0.rawValue) } ?? .none, version.map { .init($0) } ?? .none,
            cause.map { .init($0.rawValue, tone: health.tone) } ?? .none,
            .init(shortDuration(seconds: now.timeIntervalSince(since)), full: since.rfc3339),
            .init(shortDuration(seconds: now.timeIntervalSince(lastProbe)) + " ago", full: lastProbe.rfc3339),
            .init(String(failuresInLastHour)),
        ]
    }
}
