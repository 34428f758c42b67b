package import Fleet
package import FoundationEssentials
package import Store

extension NoticeBoard {
    /// What a team may have to be told of what the history says.
    ///
    /// - Parameters:
    ///   - labels: of the clusters, as agent.yaml gives them.
    ///   - now: what is muted then is not told.
    package init(_ facts: NoticeFacts, labels: [ClusterID: [String: String]], at now: Date) {
        let writer = NoticeWriter(labels: labels)
        self.init(undecided: facts.undecided)
        for open in facts.open { add(writer.incident(open.record, open.finding), of: open.finding, facts.mutes, now) }
        for expiring in facts.expiring { add(writer.expiries(expiring).first, of: expiring.gravest, facts.mutes, now) }
        holding += facts.waiting.map { writer.approval($0) }
        if let opened = facts.breaker.openedAt { holding.append(writer.breaker(facts.breaker, openedAt: opened)) }
        over += facts.closed.map { writer.incident($0, nil) }
        over += facts.decided.map { writer.approval($0) }
        over += facts.ended.map { writer.repair($0) }
        over += facts.closedBreakers.map { opened in writer.breaker(facts.breaker, openedAt: opened).with { $0.endsAt = facts.breaker.closedAt ?? opened } }
    }
}

extension NoticeBoard {
    private mutating func add(_ notice: Notice?, of finding: Finding?, _ mutes: [Mute], _ now: Date) {
        guard let notice else { return }
        let isMuted = finding.map { finding in notice.cluster.map { mutes.muting(finding, of: $0, at: now) != nil } ?? false } ?? false
        if isMuted { muted.insert(notice.key) } else { holding.append(notice) }
    }
}

extension NoticeFacts.Expiring {
    fileprivate var gravest: Finding? { findings.max { $0.severity < $1.severity } }
}

/// Puts what the history says into the words of a notice.
private struct NoticeWriter {
    let labels: [ClusterID: [String: String]]

    func incident(_ record: IncidentRecord, _ finding: Finding?) -> Notice {
        let incident = record.incident
        let again = incident.reopened > 0 ? ["it was open before: it came back \(incident.reopened)×"] : []
        return Notice(
            key: "incident/\(incident.id)", kind: .incident, severity: finding?.severity ?? .critical, cluster: incident.cluster, cause: incident.cause,
            labels: labels[incident.cluster] ?? [:], title: "\(incident.cause.rawValue) on \(incident.cluster)", lines: (finding?.evidence ?? []) + again,
            nextStep: finding?.nextStep ?? "agentctl incidents show incident/\(incident.id)", startsAt: incident.openedAt, endsAt: incident.closedAt
        ).with {
            $0.incident = incident.id
            $0.takenOnBy = record.acknowledgedBy
        }
    }

    /// One for each cluster: which of its credentials ends first is in the evidence, and may change.
    func expiries(_ expiring: NoticeFacts.Expiring) -> [Notice] {
        guard let gravest = expiring.gravest else { return [] }
        return [
            Notice(
                key: "expiry/\(expiring.cluster)", kind: .expiry, severity: gravest.severity, cluster: expiring.cluster, cause: gravest.cause,
                labels: labels[expiring.cluster] ?? [:], title: "credentials of \(expiring.cluster) end soon", lines: expiring.findings.flatMap(\.evidence),
                nextStep: gravest.nextStep, startsAt: expiring.since)
        ]
    }

    func approval(_ record: PlanRecord) -> Notice {
        let plan = record.plan
        let edits = plan.edits.map { "\($0.path): \($0.from) -> \($0.to)" } + (plan.edits.isEmpty ? ["\(plan.workload) is restarted"] : [])
        let decided = record.decidedBy.map { by in ["\(record.state.rawValue) by \(by)" + (record.reason.map { $0.isEmpty ? "" : ": \($0)" } ?? "")] } ?? []
        return Notice(
            key: "plan/\(record.id)", kind: .approval, severity: .warning, cluster: plan.cluster, cause: plan.cause, labels: labels[plan.cluster] ?? [:],
            title: "plan/\(record.id) waits for a person: \(plan.cause.rawValue) on \(plan.cluster)",
            lines: record.state == .proposed ? edits + plan.costs + ["it expires at \(record.expiresAt.rfc3339)"] : decided,
            nextStep: "agentctl remediate show plan/\(record.id), then: agentctl remediate approve plan/\(record.id) --reason …",
            startsAt: record.createdAt, endsAt: record.state == .proposed ? nil : record.decidedAt ?? record.expiresAt
        ).with {
            $0.plan = record.id
            $0.incident = record.incident
        }
    }

    func repair(_ record: RunRecord) -> Notice {
        let outcome = record.outcome ?? .failed
        let what = record.plan.undoes == nil ? "repair" : "undo"
        let by = record.mode == .policy ? "begun by policy" : "begun by \(record.actor)"
        return Notice(
            key: "run/\(record.id)", kind: .repair, severity: Self.severity(outcome), cluster: record.plan.cluster, cause: record.plan.cause,
            labels: labels[record.plan.cluster] ?? [:], title: "\(what) of \(record.plan.cluster) \(Self.words(outcome)): \(record.plan.cause.rawValue)",
            lines: (record.summary.map { [$0] } ?? []) + ["\(by): \(record.reason)"], nextStep: "agentctl remediate show run/\(record.id)",
            startsAt: record.startedAt, endsAt: record.endedAt
        ).with {
            $0.run = record.id
            $0.plan = record.planID
            $0.incident = record.incident
            $0.outcome = outcome
        }
    }

    func breaker(_ breaker: BreakerState, openedAt: Date) -> Notice {
        let closed = breaker.openedAt == nil ? (breaker.closedBy.map { ["closed by \($0)"] } ?? []) : []
        return Notice(
            key: "breaker/\(Int64(saturating: openedAt.timeIntervalSince1970))", kind: .breaker, severity: .critical,
            title: "the breaker is open: nothing is repaired by policy", lines: (breaker.reason.map { [$0] } ?? []) + closed,
            nextStep: "find out why, then: agentctl remediate breaker close --reason …", startsAt: openedAt)
    }

    private static func severity(_ outcome: RepairAttempt.Outcome) -> Finding.Severity {
        switch outcome {
        case .proved: .info
        case .stopped, .rolledBack: .warning
        case .contested, .failed: .critical
        }
    }

    private static func words(_ outcome: RepairAttempt.Outcome) -> String {
        switch outcome {
        case .proved: "is proved"
        case .stopped: "was stopped before anything was written"
        case .rolledBack: "was rolled back"
        case .contested: "is contested: somebody else writes the same document"
        case .failed: "failed and needs a person"
        }
    }
}
