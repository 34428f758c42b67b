import Fleet
import FoundationEssentials
import Reports
import Store

/// Asks the history for what a report on a period is made of.
struct ReportCollector {
    let reader: HistoryReader
    let buckets: TimeBuckets
    let zone: ReportZone

    /// Incidents whose detection is looked up: each takes a look at the probes before it.
    private static let lookups = 1000
    /// Changes of which the two texts are compared; a report shows no more.
    private static let texts = 100

    func source(title: String) async throws -> ReportSource {
        var source = ReportSource(title: title, buckets: buckets)
        source.zone = zone
        let before = buckets.before
        source.clusters = try await clusters(before)
        source.failures = try await reader.failureBins(buckets).map(ReportSource.Failures.init)
        source.failuresBefore = try await reader.failureBins(before).map(ReportSource.Failures.init)
        source.incidents = try await incidents()
        source.incidentsBefore = try await reader.incidents(filter(before)).map { ReportSource.IncidentRow($0) }
        source.changes = try await reader.configEdits(buckets, texts: Self.texts).map(ChangeLine.init)
        source.changesBefore = try await reader.configEdits(before, texts: 0).count
        source.repairs = try await repairs(buckets)
        source.repairsBefore = try await repairs(before)
        source.standing = try await reader.status(now: source.until).map {
            ReportSource.Standing(cluster: $0.cluster, at: $0.lastProbe, findings: $0.diagnosis?.findings ?? [])
        }
        source.waiting = try await waiting(source)
        source.breaker = try await reader.ledger().breaker
        source.mutes = try await reader.mutes()
        return source
    }

    private func waiting(_ source: ReportSource) async throws -> [ReportSource.WaitingPlan] {
        try await reader.plans(HistoryFilter(), states: [.proposed]).filter {
            $0.asks && $0.createdAt < source.until && $0.expiresAt > source.until
        }.map {
            ReportSource.WaitingPlan(
                id: $0.id, cluster: $0.plan.cluster, cause: $0.plan.cause, proposedAt: $0.createdAt,
                expiresAt: $0.expiresAt)
        }
    }

    private func filter(_ buckets: TimeBuckets) -> HistoryFilter {
        HistoryFilter(
            since: Date(timeIntervalSince1970: Double(buckets.since)),
            until: Date(timeIntervalSince1970: Double(buckets.until)))
    }

    private func clusters(_ before: TimeBuckets) async throws -> [ReportSource.Cluster] {
        let earlier = Dictionary(
            uniqueKeysWithValues: try await reader.watch(before).map { ($0.cluster, $0.times.reduce(WatchedTime(), +)) }
        )
        return try await reader.watch(buckets).map { watch in
            ReportSource.Cluster(
                id: watch.cluster, role: watch.role, version: watch.version, times: watch.times, health: watch.health,
                cause: watch.cause,
                before: earlier[watch.cluster] ?? WatchedTime())
        }
    }

    private func incidents() async throws -> [ReportSource.IncidentRow] {
        let records = try await reader.incidents(filter(buckets))
        let moments = records.prefix(Self.lookups).map { (cluster: $0.incident.cluster, at: $0.incident.openedAt) }
        let probes = try await reader.lastProbes(before: Array(moments))
        return records.enumerated().map { index, record in
            var row = ReportSource.IncidentRow(record)
            if index < probes.count, let probe = probes[index], probe.health == .healthy {
                row.detection = record.incident.openedAt.timeIntervalSince(probe.at).rounded()
            }
            return row
        }
    }

    private func repairs(_ buckets: TimeBuckets) async throws -> [ReportSource.Repair] {
        try await reader.runs(filter(buckets)).map { ReportSource.Repair($0) }
    }
}

extension ReportSource.Failures {
    fileprivate init(_ sum: FailureBin) {
        self.init(cluster: sum.cluster, bucket: sum.bucket, cause: sum.cause, count: sum.count)
    }
}

extension ReportSource.IncidentRow {
    fileprivate init(_ record: IncidentRecord) {
        self.init(record.incident, acknowledgedAt: record.acknowledgedAt, acknowledgedBy: record.acknowledgedBy)
    }
}

extension ChangeLine {
    fileprivate init(_ edit: ConfigEdit) {
        let change = edit.change
        self.init(
            cluster: change.cluster, at: change.at, writer: change.manager, writtenAt: change.writtenAt,
            resourceVersion: change.resourceVersion,
            texts: edit.texts)
    }
}

extension ReportSource.Repair {
    fileprivate init(_ record: RunRecord) {
        self.init(
            run: record.id, cluster: record.plan.cluster, cause: record.plan.cause, automatic: record.mode == .policy,
            proposedBy: record.proposedBy,
            startedBy: record.actor, startReason: record.reason, startedAt: record.startedAt)
        undoes = record.plan.undoes
        waivers = record.plan.waivers
        approval = record.approval.map { Approval(by: $0.by, reason: $0.reason) }
        end = record.endedAt.flatMap { at in
            record.outcome.map { End(at: at, outcome: $0, summary: record.summary ?? "") }
        }
    }
}
