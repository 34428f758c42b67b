import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "The fleet on one screen: whether each cluster accepts the host's tokens, if not why, since when, and what to do.",
        discussion: """
            Reads the history; works while the agent runs and while it is down.

              agentctl status
              agentctl status member-02 -o json
              agentctl status --exit-code        exits with 10 unless every cluster is healthy
            """)

    @Argument(help: "Only these clusters.")
    var clusters: [String] = []

    @Flag(name: .long, help: "Exit with 10 unless every cluster is healthy.")
    var exitCode = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let now = Date()
            let all = try await HistoryReader.open(path: store.db).status(now: now)
            let unknown = clusters.filter { name in !all.contains { $0.cluster.rawValue == name } }
            guard unknown.isEmpty else {
                throw CommandFailure(.noSuchObject, "the history has no cluster \(unknown.map { printable($0) }.joined(separator: ", "))", hint: "list them: agentctl status")
            }
            let shown = all.filter { clusters.isEmpty || clusters.contains($0.cluster.rawValue) }.sorted(by: StatusRow.isWorse).map { StatusRow($0, now: now) }
            try output.show(StatusRow.listing(shown, terminal: output.terminal), whenEmpty: "no cluster was probed yet")
            if output.output == .table, !shown.isEmpty { print(StatusRow.explanation(shown)) }
            if exitCode, shown.contains(where: { $0.health != .healthy }) { throw ExitCode(ExitStatus.judgedBad.rawValue) }
        }
    }
}

/// One cluster as `status` shows it: `agentctl.status/v1`.
struct StatusRow: Encodable {
    let cluster: ClusterID
    let health: Health
    let role: ClusterRole?
    let version: String?
    let cause: Cause?
    let since: Date
    let lastProbe: Date
    let failuresInLastHour: Int
    let incident: Int64?
    let findings: [Finding]
    /// Seconds.
    private let sinceAge: Double
    private let probeAge: Double

    private enum CodingKeys: String, CodingKey {
        case cluster, health, role, version, cause, since, lastProbe, failuresInLastHour, incident, findings
    }

    init(_ status: ClusterStatus, now: Date) {
        cluster = status.cluster
        health = status.health
        role = status.role
        version = status.version
        cause = status.cause
        since = status.since
        lastProbe = status.lastProbe
        failuresInLastHour = status.failuresInLastHour
        incident = status.openIncidents.first?.incident.id
        findings = status.diagnosis?.findings ?? []
        sinceAge = now.timeIntervalSince(status.since)
        probeAge = now.timeIntervalSince(status.lastProbe)
    }

    /// Failing before unknown before healthy, and by name.
    static func isWorse(_ a: ClusterStatus, _ b: ClusterStatus) -> Bool {
        let order: [Health] = [.failing, .unknown, .healthy]
        let (x, y) = (order.firstIndex(of: a.health) ?? 0, order.firstIndex(of: b.health) ?? 0)
        return x == y ? a.cluster < b.cluster : x < y
    }

    static func listing(_ rows: [StatusRow], terminal: Terminal) -> Listing<StatusRow> {
        Listing(
            schema: "agentctl.status/v1",
            columns: [
                Column("health", short: { HealthMark.text($0.health, on: terminal) }, tint: { HealthMark.tint($0.health) }) { $0.health.rawValue },
                Column("cluster") { $0.cluster.rawValue },
                Column("role") { $0.role?.rawValue ?? "-" },
                Column("version") { $0.version ?? "-" },
                Column("cause") { $0.cause?.rawValue ?? "-" },
                Column("since", short: { shortDuration(seconds: $0.sinceAge) }) { $0.since.rfc3339 },
                Column("last probe", short: { shortDuration(seconds: $0.probeAge) + " ago" }) { $0.lastProbe.rfc3339 },
                Column("failures/h", alignsRight: true) { String($0.failuresInLastHour) },
                Column("incident", alignsRight: true) { $0.incident.map(String.init) ?? "-" },
            ], rows: rows)
    }

    /// The evidence and the next step of each cluster that is not healthy, and the count of all.
    static func explanation(_ rows: [StatusRow]) -> String {
        var lines: [String] = []
        for row in rows where !row.findings.isEmpty {
            for finding in row.findings where row.health != .healthy || finding.severity > .info {
                lines.append("")
                lines.append("\(printable(row.cluster.rawValue)): \(finding.cause.rawValue)")
                lines += finding.evidence.map { "  \(printable($0))" }
                lines.append("  next: \(printable(finding.nextStep))")
            }
        }
        let counts = Health.allCases.map { health in "\(rows.count { $0.health == health }) \(health.rawValue)" }
        return (lines + ["", counts.joined(separator: ", ")]).joined(separator: "\n")
    }
}
