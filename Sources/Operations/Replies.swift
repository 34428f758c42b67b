import ConfigurationFiles
package import Control
import Fleet
import FoundationEssentials
package import Store

// What the history holds, as the control API says it.

extension PlanReply {
    init(_ record: PlanRecord, gates: [GateVerdict]? = nil) {
        self.init(
            id: record.id, plan: record.plan, state: record.state.rawValue, proposedAt: record.createdAt,
            proposedBy: record.createdBy, gates: gates)
        // As it was approved or is to be: what was made by another version may be written otherwise here.
        hash = record.hash
        asksForApproval = record.asks
        incident = record.incident
        expiresAt = record.state.isPending ? record.expiresAt : nil
        decidedAt = record.decidedAt
        decidedBy = record.decidedBy
        reason = record.reason.flatMap { $0.isEmpty ? nil : $0 }
        run = record.run
    }
}

extension RunReply {
    init(_ record: RunRecord, steps: [JournalRow]? = nil) {
        self.init(
            id: record.id, cluster: record.plan.cluster.rawValue, startedAt: record.startedAt,
            automatic: record.mode == .policy)
        cause = record.plan.cause.rawValue
        plan = record.planID
        incident = record.incident
        endedAt = record.endedAt
        outcome = record.outcome?.rawValue
        summary = record.summary
        canBeUndone = record.outcome == .proved && !record.plan.edits.isEmpty && record.plan.undoes == nil
        waived = record.plan.waived.map { $0.map(\.gate.rawValue) }
        self.steps = steps.map { $0.map(Step.init) }
    }

    /// A dry run, of which only the journal knows; nil where it does not.
    init?(rehearsal rows: [JournalRow]) {
        guard let first = rows.first else { return nil }
        self.init(
            id: first.entry.run, cluster: first.entry.cluster.rawValue, startedAt: first.entry.at, automatic: false)
        steps = rows.map(Step.init)
        guard let close = rows.last, close.entry.step == RepairStep.close.rawValue else { return }
        endedAt = close.entry.at
        let end: RunOutcome =
            switch close.entry.phase {
            case .done: .rehearsed
            case .refused: .stopped
            case .failed, .intended: .failed
            }
        outcome = end.rawValue
        summary = close.entry.detail
    }
}

extension RunReply.Step {
    init(_ row: JournalRow) {
        self.init(
            sequence: row.sequence, at: row.entry.at, step: row.entry.step, phase: row.entry.phase.rawValue,
            detail: row.entry.detail)
    }
}

extension IncidentReply {
    package init(_ record: IncidentRecord) {
        let incident = record.incident
        self.init(
            id: incident.id, cluster: incident.cluster.rawValue, cause: incident.cause.rawValue,
            openedAt: incident.openedAt)
        closedAt = incident.closedAt
        acknowledgedAt = record.acknowledgedAt
        acknowledgedBy = record.acknowledgedBy
    }
}

extension BreakerReply {
    init(_ state: BreakerState) {
        self.init(open: state.isOpen)
        openedAt = state.openedAt
        reason = state.reason
        closedAt = state.closedAt
        closedBy = state.closedBy
    }
}

extension FreezeReply {
    init(_ freeze: Freeze) {
        self.init(
            id: freeze.id, clusters: freeze.clusters.names, from: freeze.from, until: freeze.until,
            reason: freeze.reason, by: freeze.by)
        labels = freeze.clusters.labels.isEmpty ? nil : freeze.clusters.labels
    }
}

extension MuteReply {
    init(_ mute: Mute) {
        self.init(
            id: mute.id, cause: mute.cause.rawValue, clusters: mute.clusters.names, from: mute.from, until: mute.until,
            reason: mute.reason, by: mute.by)
    }
}

extension PolicyReply {
    init(_ state: PolicyCenter.State) {
        let policy = state.policy
        self.init(
            file: state.path, mode: policy.mode.rawValue,
            highestMode: (policy.rules.map(\.mode) + [policy.mode]).max()?.rawValue ?? policy.mode.rawValue,
            rules: policy.rules.count, loadedAt: state.loadedAt)
        lastError = state.rejected?.description
    }
}
