import ConfigurationFiles
import Fleet
import FoundationEssentials
import Store

/// What the history says of a cluster at one moment, as `decide()` wants to be told.
struct SituationReader {
    let reader: HistoryReader
    let fleet: PolicyFleet
    let document: PolicyDocument
    /// What was seen last of each cluster, however long ago.
    let latest: [ClusterID: ClusterStatus]

    init(reader: HistoryReader, statuses: [ClusterStatus], configuration: AgentConfiguration, document: PolicyDocument)
    {
        self.reader = reader
        self.document = document
        fleet = PolicyFleet(statuses, configuration)
        latest = Dictionary(uniqueKeysWithValues: statuses.map { ($0.cluster, $0) })
    }

    func situation(_ cluster: ClusterID, cause: Cause?, at now: Date) async throws -> Situation {
        let ledger = try await reader.ledger()
        let past = try await past(of: now)
        var own = past.record
        let counts =
            own.rows.isEmpty
            ? nil : own.endRound(at: now, limits: document.policy.limits, ledger: ledger, isBlind: past.isBlind)
        let last = own.rows[cluster]
        // What ended before the stretch that is read is no evidence, and yet it is known when it ended.
        let ended = last == nil ? latest[cluster].flatMap { $0.lastProbe <= now ? $0 : nil } : nil
        let seen =
            last.map { row in row.health == .failing ? row.evidence?.cause : nil }
            ?? (ended?.health == .failing ? ended?.cause : nil)
        let lastProbe = last?.at ?? ended?.lastProbe ?? now
        let diagnosed = cause ?? seen
        let health: Health = cause != nil ? .failing : last?.health ?? (seen == nil ? .unknown : .failing)
        let findings =
            diagnosed.map {
                [Finding($0, .critical, evidence: [], nextStep: .run("agentctl status \(shellWord(cluster.rawValue))"))]
            } ?? []
        return Situation(
            cluster: cluster, labels: fleet.labels[cluster] ?? [:], role: fleet.roles[cluster],
            isHost: fleet.roles.values.contains(.host) ? fleet.roles[cluster] == .host : nil,
            diagnosis: Diagnosis(health: health, findings: findings),
            evidence: (diagnosed == seen ? own.evidence(of: cluster) : nil) ?? diagnosed.map { none($0, lastProbe) },
            incident: try await incident(cluster, diagnosed, now), fleet: counts,
            ledger: ledger, plan: try await plan(cluster, now), lastWriter: try await lastWriter(cluster, ledger, now),
            now: now, zones: document.zones)
    }

    /// Nothing was seen of a cause that somebody only asks about, or nothing lately.
    private func none(_ cause: Cause, _ last: Date) -> Evidence {
        Evidence(cause: cause, probesInARow: 0, since: last, lastProbe: last, refusedByProbe: nil)
    }

    /// Of the moment itself, too: the first moment that is not wanted comes after it.
    private func past(of now: Date) async throws -> RoundFold {
        try await reader.foldProbes(
            since: now - RoundFold.lookBack, until: now + 1, into: RoundFold(limits: document.policy.limits)
        ) { fold, probes in
            for probe in probes { fold.take(probe.cluster, health: probe.health, cause: probe.cause, at: probe.at) }
        }
    }

    private func incident(_ cluster: ClusterID, _ cause: Cause?, _ now: Date) async throws -> Int64? {
        guard let cause else { return nil }
        let filter = HistoryFilter(clusters: [cluster], causes: [cause.rawValue], since: now, until: now + 1)
        return try await reader.incidents(filter).first?.incident.id
    }

    /// A repair and its undo between two probes leave a document that the history knew before: then the last run tells
    /// who wrote it.
    private func lastWriter(_ cluster: ClusterID, _ ledger: RepairLedger, _ now: Date) async throws -> String? {
        let change = try await reader.configChanges(HistoryFilter(clusters: [cluster], until: now, limit: 1)).first
        let ended = ledger.attempts.filter { $0.cluster == cluster && $0.outcome == .proved && $0.startedAt <= now }
            .compactMap(\.endedAt).max()
        if let ended, ended > change?.at ?? .distantPast { return "ksfleet" }
        return change?.manager
    }

    /// The plan that waits, with its approval. Its preconditions are looked at when it is carried out, not here.
    private func plan(_ cluster: ClusterID, _ now: Date) async throws -> PlanStanding? {
        guard
            let record = try await reader.plans(
                HistoryFilter(clusters: [cluster], until: now + 1, limit: 1), states: [.proposed, .approved]
            ).first
        else { return nil }
        let approval =
            record.state == .approved
            ? Approval(
                planHash: record.hash, proposedAt: record.createdAt, by: record.decidedBy ?? "somebody") : nil
        let note = GateVerdict(.freshLook, .passed, RunStatement.askedWhenCarriedOut())
        return PlanStanding(hash: record.hash, preconditions: [note], approval: approval)
    }
}
