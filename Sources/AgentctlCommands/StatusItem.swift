import Fleet
import FoundationEssentials
import Reports
import Store

/// One cluster of `agentctl status`: `agentctl.status/v2`, and of `agentctl probe`: `agentctl.probe/v2`.
struct StatusItem: Encodable, Comparable {
    let cluster: ClusterID
    let uid: String?
    let health: Health
    let role: ClusterRole?
    let version: String?
    let cause: Cause?
    /// Since when health and cause have been these.
    let since: Date?
    let lastProbe: Date
    let lastAnswer: Date?
    /// nil where a probe was not stored.
    let failuresInLastHour: Int?
    /// True where a log could not be read: the numbers of failures are then not all, and 0 says nothing.
    let logsUnread: Bool?
    /// Failures in the log lines that a probe has read; nil for what is read from the history.
    let newFailures: Int?
    /// Seconds that a probe took.
    let elapsed: Double?
    /// The incident that is open.
    let incident: HistoryName?
    let acknowledgedBy: String?
    let findings: [Finding]

    /// All of them: what is not named here is not written.
    private enum CodingKeys: String, CodingKey {
        case cluster, uid, health, role, version, cause, since, failuresInLastHour, logsUnread, newFailures, incident, acknowledgedBy, findings
        case lastProbe = "probedAt"
        case lastAnswer = "answeredAt"
        case elapsed = "duration"
    }

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
        logsUnread = status.diagnosis?.logsUnread
        newFailures = nil
        elapsed = nil
        let open = status.openIncidents.first { $0.incident.cause == status.cause } ?? status.openIncidents.first
        incident = open.map { .incident($0.incident.id) }
        acknowledgedBy = open?.acknowledgedBy
        findings = status.diagnosis?.findings ?? []
    }

    init(
        cluster: ClusterID, uid: String?, health: Health, role: ClusterRole?, version: String?, cause: Cause?, at: Date, answered: Bool,
        failures: Int, logsUnread: Bool?, findings: [Finding], elapsed: Double
    ) {
        self.cluster = cluster
        self.uid = uid
        self.health = health
        self.role = role
        self.version = version
        self.cause = cause
        since = nil
        lastProbe = at
        lastAnswer = answered ? at : nil
        failuresInLastHour = nil
        self.logsUnread = logsUnread
        newFailures = failures
        self.elapsed = elapsed
        incident = nil
        acknowledgedBy = nil
        self.findings = findings
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
            "agentctl.status/v2",
            [
                .init("HEALTH"), .init("CLUSTER"), .init("ROLE", expendable: 2), .init("VERSION", expendable: 1), .init("CAUSE"),
                .init("SINCE", expendable: 4), .init("PROBED", expendable: 0), .init("FAILED/H", .right, expendable: 3),
            ], items
        ) { $0.cells(now: now, style: style) }
    }

    /// `?` where nothing could be read, `3+` where there are three at least.
    static func text(_ failures: Int, isUnread: Bool) -> String {
        guard isUnread else { return String(failures) }
        return failures == 0 ? "?" : "\(failures)+"
    }

    private func cells(now: Date, style: Style) -> [Table.Cell] {
        [
            .init(style.mark(health), full: health.rawValue, tone: health.tone), .init(cluster.rawValue, tone: .strong),
            role.map { .init($0.rawValue) } ?? .none, version.map { .init($0) } ?? .none,
            cause.map { .init($0.rawValue, tone: health.tone) } ?? .none,
            since.map { .init(shortDuration(seconds: now.timeIntervalSince($0)), full: $0.rfc3339) } ?? .none,
            .init(shortDuration(seconds: now.timeIntervalSince(lastProbe)) + " ago", full: lastProbe.rfc3339),
            .init(Self.text(failuresInLastHour ?? 0, isUnread: logsUnread == true)),
        ]
    }
}
