package import Control
package import Fleet
import FoundationEssentials
import Repair
import Rounds
import Store

extension RepairEngine {
    package func plans() async throws -> [PlanReply] {
        try await asked { try await reader.plans(HistoryFilter(limit: Self.mostListed)).map { PlanReply($0) } }
    }

    package func plan(_ id: Int64) async throws -> PlanReply {
        guard let record = try await asked({ try await reader.plan(id) }) else {
            throw ControlProblem(
                .notFound, "there is no plan/\(id)", hint: NextStep("list them", command: "agentctl remediate list"))
        }
        return PlanReply(record)
    }

    package func propose(_ cluster: String, byLogs: Bool, waiving: [Gate], by caller: ControlCaller) async throws
        -> PlanReply
    {
        let cluster = ClusterID(cluster)
        let incident = try await openIncident(of: cluster)
        let limits = center.current.policy.limits
        let (record, gates) = try await asked {
            try await RepairService.with(configuration, limits: limits) { repairs in
                guard repairs.clusters.contains(cluster) else {
                    throw ControlProblem.notWatched(cluster, among: repairs.clusters)
                }
                switch await repairs.prepare(cluster, byLogs: byLogs, waivers: caller.waivers(of: waiving)) {
                case .refused(let gates, let diagnosis):
                    try await repairs.noteRefusal(cluster, gates: gates, actor: caller.actor)
                    throw ControlProblem.refusal(cluster, gates, diagnosis: diagnosis)
                case .ready(let repair):
                    return (
                        try await repairs.propose(
                            repair, incident: incident, actor: caller.actor, limits: limits, asks: false), repair.gates
                    )
                }
            }
        }
        await tell(.planProposed, record, by: caller.actor)
        let frozen = try await frozen(record.plan)
        var reply = PlanReply(record, gates: gates + (frozen.gate.passed ? [] : [frozen.gate]))
        reply.freeze = frozen.freeze.map { FreezeReply($0) }
        return reply
    }

    /// Of whatever cause: the plan's own is only known once it is made, and a cluster has one at a time.
    private func openIncident(of cluster: ClusterID) async throws -> Int64? {
        try await asked { try await reader.incidents(HistoryFilter(clusters: [cluster])) }.first {
            $0.incident.closedAt == nil
        }?.incident.id
    }

    package func approve(_ plan: Int64, hash: String?, by caller: ControlCaller) async throws -> PlanReply {
        // Without a hash, what is approved is what the agent shows under this number now.
        let shown = try await self.plan(plan)
        guard shown.plan.proof == .acceptance else {
            throw ControlProblem(
                .conflict, "plan/\(plan) would be proved by logs alone: the agent carries none such out by itself",
                hint: NextStep(
                    "carry it out by hand", command: "agentctl remediate apply \(shellWord(shown.cluster)) --by-logs"))
        }
        let record = try await asked {
            try await writer.approve(
                plan: plan, hash: hash ?? shown.hash, by: caller.actor, at: Date(), reason: caller.reason)
        }
        await tell(.planApproved, record, by: caller.actor)
        await considerApproved(record)
        return PlanReply(record)
    }

    package func reject(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply {
        let record = try await asked {
            try await writer.reject(plan: plan, by: caller.actor, at: Date(), reason: caller.reason)
        }
        await tell(.planRejected, record, by: caller.actor)
        return PlanReply(record)
    }

    package func withdraw(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply {
        let record = try await asked {
            try await writer.withdraw(plan: plan, by: caller.actor, at: Date(), reason: caller.reason)
        }
        await tell(.planWithdrawn, record, by: caller.actor)
        return PlanReply(record)
    }

    func tell(_ kind: AgentEvent.Kind, _ record: PlanRecord, by actor: String) async {
        await events.post(
            AgentEvent(kind, Self.words(kind, record, actor)).with {
                $0.cluster = record.plan.cluster.rawValue
                $0.cause = record.plan.cause.rawValue
                $0.incident = record.incident
                $0.plan = record.id
                $0.actor = actor
            })
    }

    /// Nobody's act stands under another's name: what somebody else made is asked about, not proposed anew.
    private static func words(_ kind: AgentEvent.Kind, _ record: PlanRecord, _ actor: String) -> String {
        let (plan, who) = ("plan/\(record.id) (\(record.hash))", personName(ofActor: actor))
        guard kind != .planProposed || record.createdBy == actor else {
            return "\(who) asks for approval of \(plan), proposed by \(personName(ofActor: record.createdBy))"
        }
        let reason = record.reason.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
        return "\(plan) is \(kind.rawValue.dropFirst("plan-".count))" + (kind == .planExpired ? "" : " by \(who)")
            + reason
    }
}
