import Console
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
    /// What the agent does about it, or what holds it back; what weighs most comes first. nil where there is nothing to
    /// say.
    let agent: [RepairStanding]?
    let findings: [Finding]
    /// Which of the findings somebody has muted, and until when; nil for none.
    let muted: [MutedItem]?

    /// All of them: what is not named here is not written.
    private enum CodingKeys: String, CodingKey {
        case cluster, uid, health, role, version, cause, since, failuresInLastHour, logsUnread, newFailures, incident,
            acknowledgedBy, agent, findings,
            muted
        case lastProbe = "probedAt"
        case lastAnswer = "answeredAt"
        case elapsed = "duration"
    }

    init(_ status: ClusterStatus, agent standings: [RepairStanding] = [], mutes: [Mute] = [], now: Date = Date()) {
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
        agent = standings.isEmpty ? nil : standings
        findings = status.diagnosis?.findings ?? []
        let muted = mutes.muted(findings, of: cluster, at: now).map(MutedItem.init)
        self.muted = muted.isEmpty ? nil : muted
    }

    func mute(of finding: Finding) -> MutedItem? { muted?.mute(of: finding) }

    init(
        cluster: ClusterID, uid: String?, health: Health, role: ClusterRole?, version: String?, cause: Cause?, at: Date,
        answered: Bool,
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
        agent = nil
        self.findings = findings
        muted = nil
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

    static func listing(_ items: [StatusItem], now: Date, style: Style) -> Listing<StatusItem> {
        Listing(
            "agentctl.status/v2",
            [
                .init("HEALTH"), .init("CLUSTER", isName: true), .init("ROLE", expendable: 2),
                .init("VERSION", expendable: 1), .init("CAUSE"),
                .init("SINCE", expendable: 4), .init("PROBED", expendable: 0), .init("FAILED/H", .right, expendable: 3),
                .init("AGENT", isShownEmpty: false),
            ], items, name: \.cluster.rawValue
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
            .init(Self.text(failuresInLastHour ?? 0, isUnread: logsUnread == true)), agentCell(now),
        ]
    }

    /// What weighs most, and how many more; in a pipe all of it.
    private func agentCell(_ now: Date) -> Table.Cell {
        guard let agent, let first = agent.first else { return .none }
        let more = agent.count > 1 ? ", +\(agent.count - 1)" : ""
        return .init(
            first.short(now: now) + more,
            full: agent.map { $0.sentence(now: now, words: .plain) }.joined(separator: "; "), tone: first.tone)
    }
}

/// A finding that is muted, as `status` tells it.
struct MutedItem: Encodable, Equatable {
    let cause: Cause
    let severity: Finding.Severity
    let mute: HistoryName
    let until: Date
    let by: String
    let reason: String

    init(_ muted: MutedFinding) {
        cause = muted.cause
        severity = muted.severity
        mute = .mute(muted.mute)
        until = muted.until
        by = muted.by
        reason = muted.reason
    }

    /// In place of what it is about: somebody knows it.
    func text(_ output: OutputOptions) -> String {
        let person = printable(personName(ofActor: by), limit: 60)
        let why = printable(reason, limit: 200)
        let sentence = "\(cause.rawValue), until \(output.time(until)) (\(mute), by \(person): \(why))"
        return hanging(sentence, after: "  muted: ", width: output.terminalWidth).map { $0 + "\n" }.joined()
    }
}

extension [MutedItem] {
    func mute(of finding: Finding) -> MutedItem? {
        first { $0.cause == finding.cause && $0.severity == finding.severity }
    }
}
