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
        for open in facts.open {
            let plan = facts.waiting.first {
                $0.plan.cluster == open.record.incident.cluster && $0.plan.cause == open.record.incident.cause
            }
            add(
                writer.incident(open.record, open.finding, step: writer.step(open, waiting: plan)), of: open.finding,
                facts.mutes, now)
        }
        for expiring in facts.expiring { add(writer.expiries(expiring).first, of: expiring.gravest, facts.mutes, now) }
        holding += facts.waiting.map { writer.approval($0) }
        if let opened = facts.breaker.openedAt { holding.append(writer.breaker(facts.breaker, openedAt: opened)) }
        over += facts.closed.map { writer.incident($0, nil, step: nil) }
        over += facts.decided.map { writer.approval($0) }
        over += facts.ended.map { writer.repair($0) }
        over += facts.closedBreakers.map { opened in
            writer.breaker(facts.breaker, openedAt: opened).with { $0.endsAt = facts.breaker.closedAt ?? opened }
        }
    }
}

extension NoticeBoard {
    private mutating func add(_ notice: Notice?, of finding: Finding?, _ mutes: [Mute], _ now: Date) {
        guard let notice else { return }
        let isMuted =
            finding.map { finding in notice.cluster.map { mutes.muting(finding, of: $0, at: now) != nil } ?? false }
            ?? false
        if isMuted { muted.insert(notice.key) } else { holding.append(notice) }
    }
}

extension NoticeFacts.Expiring {
    fileprivate var gravest: Finding? { findings.max { $0.severity < $1.severity } }
}

/// Puts what the history says into the words of a notice.
private struct NoticeWriter {
    let labels: [ClusterID: [String: String]]

    /// What is to be done about an incident now: what the finding says of it does not know of a plan that waits, or of
    /// a repair.
    func step(_ open: NoticeFacts.OpenIncident, waiting plan: PlanRecord?) -> NextStep? {
        let isUndo = open.repair?.plan.undoes != nil
        if let run = open.repair, run.endedAt == nil {
            return NextStep(
                "wait for the \(isUndo ? "undo" : "repair") that is under way",
                command: "agentctl remediate show run/\(run.id)")
        }
        if let plan { return approval(of: plan) }
        // A proved undo has brought the fault back: no probe closes the incident after it.
        if let run = open.repair, run.outcome == .proved, !isUndo {
            return "wait for the next healthy probes, which close the incident: run/\(run.id) is proved"
        }
        return open.finding?.nextStep
    }

    private func approval(of plan: PlanRecord) -> NextStep {
        .run("agentctl remediate show plan/\(plan.id)", then: [.run("agentctl remediate approve plan/\(plan.id)")])
    }

    func incident(_ record: IncidentRecord, _ finding: Finding?, step: NextStep?) -> Notice {
        let incident = record.incident
        let again = incident.reopened > 0 ? ["it was open before: it came back \(incident.reopened)×"] : []
        return Notice(
            key: "incident/\(incident.id)", kind: .incident, severity: finding?.severity ?? .critical,
            cluster: incident.cluster, cause: incident.cause,
            labels: labels[incident.cluster] ?? [:], title: "\(incident.cause.rawValue) on \(incident.cluster)",
            lines: (finding?.evidence.map(\.plain) ?? []) + again,
            nextStep: step ?? .run("agentctl incidents show incident/\(incident.id)"), startsAt: incident.openedAt,
            endsAt: incident.closedAt
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
                key: "expiry/\(expiring.cluster)", kind: .expiry, severity: gravest.severity, cluster: expiring.cluster,
                cause: gravest.cause,
                labels: labels[expiring.cluster] ?? [:], title: "credentials of \(expiring.cluster) end soon",
                lines: expiring.findings.flatMap { $0.evidence.map(\.plain) },
                nextStep: gravest.nextStep, startsAt: expiring.since)
        ]
    }

    func approval(_ record: PlanRecord) -> Notice {
        let plan = record.plan
        let edits =
            plan.edits.map { "\($0.path): \($0.from) -> \($0.to)" }
            + (plan.edits.isEmpty ? ["\(plan.workload) is restarted"] : [])
        let proposed = ["proposed by \(personName(ofActor: record.createdBy))"]
        // Of one that was carried out the run's own notice names everybody.
        let applied = record.state == .applied ? ["carried out as run/\(record.run ?? "")"] : nil
        let decided = applied ?? record.decidedBy.map { [Self.act(record.state.rawValue, by: $0, record.reason)] } ?? []
        return Notice(
            key: "plan/\(record.id)", kind: .approval, severity: .warning, cluster: plan.cluster, cause: plan.cause,
            labels: labels[plan.cluster] ?? [:],
            title: "plan/\(record.id) \(Self.words(record.state)): \(plan.cause.rawValue) on \(plan.cluster)",
            lines: record.state == .proposed
                ? proposed + edits + plan.costs + ["it expires at \(record.expiresAt.rfc3339)"] : proposed + decided,
            nextStep: record.state == .proposed
                ? approval(of: record) : .run("agentctl remediate show plan/\(record.id)"),
            startsAt: record.createdAt, endsAt: record.state == .proposed ? nil : record.decidedAt ?? record.expiresAt
        ).with {
            $0.plan = record.id
            $0.incident = record.incident
        }
    }

    /// Of a plan that is decided, the title says how: "waits for approval" would call for an act.
    private static func words(_ state: PlanState) -> String {
        switch state {
        case .proposed: "waits for approval"
        case .applied: "was carried out"
        case .approved, .rejected, .withdrawn, .superseded: "was \(state.rawValue)"
        case .expired: "has expired"
        }
    }

    func repair(_ record: RunRecord) -> Notice {
        let outcome = record.outcome ?? .failed
        let what = record.plan.undoes == nil ? "repair" : "undo"
        return Notice(
            key: "run/\(record.id)", kind: .repair, severity: Self.severity(outcome), cluster: record.plan.cluster,
            cause: record.plan.cause,
            labels: labels[record.plan.cluster] ?? [:],
            title: "\(what) of \(record.plan.cluster) \(Self.words(record)): \(record.plan.cause.rawValue)",
            lines: (record.summary.map { [$0] } ?? []) + people(record),
            nextStep: .run("agentctl remediate show run/\(record.id)"),
            startsAt: record.startedAt, endsAt: record.endedAt
        ).with {
            $0.run = record.id
            $0.plan = record.planID
            $0.incident = record.incident
            $0.outcome = outcome
        }
    }

    /// Each act with the name and the reason of whoever did it.
    private func people(_ record: RunRecord) -> [String] {
        let approved = record.approval.map { [Self.act("approved", by: $0.by, $0.reason)] } ?? []
        return ["proposed by \(personName(ofActor: record.proposedBy))"] + approved
            + [Self.act("begun", by: record.mode == .policy ? "policy" : record.actor, record.reason)]
    }

    private static func act(_ what: String, by actor: String, _ reason: String?) -> String {
        "\(what) by \(personName(ofActor: actor))" + (reason.map { $0.isEmpty ? "" : ": \($0)" } ?? "")
    }

    func breaker(_ breaker: BreakerState, openedAt: Date) -> Notice {
        let closed =
            breaker.openedAt == nil ? (breaker.closedBy.map { ["closed by \(personName(ofActor: $0))"] } ?? []) : []
        return Notice(
            key: "breaker/\(Int64(saturating: openedAt.timeIntervalSince1970))", kind: .breaker, severity: .critical,
            title: "the breaker is open: nothing is repaired by policy",
            lines: (breaker.reason.map { [$0] } ?? []) + closed,
            nextStep: NextStep("find out why, then close it", command: "agentctl remediate breaker close"),
            startsAt: openedAt)
    }

    private static func severity(_ outcome: RepairAttempt.Outcome) -> Finding.Severity {
        switch outcome {
        case .proved: .info
        case .stopped, .rolledBack: .warning
        case .contested, .failed: .critical
        }
    }

    private static func words(_ record: RunRecord) -> String {
        switch record.outcome ?? .failed {
        case .proved: "proved"
        case .stopped where record.state.goingBack != nil: "was stopped, and what it had written is taken back"
        case .stopped: "was stopped before anything was written"
        case .rolledBack: "was rolled back"
        case .contested: "contested: somebody else writes the same document"
        case .failed: "failed and needs a person"
        }
    }
}
