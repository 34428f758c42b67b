import Control
import Fleet
import FoundationEssentials
import KubeSphere
import Logging
import Rounds
import Store

/// What the policy decided, to the journal and to whoever reads the events.
extension RepairEngine {
    func hold(_ cluster: ClusterID, _ decision: Decision) async {
        guard decision.mode > .suggest, decision.action == .nothing else { return }
        let reasons = decision.refusals.map(\.statement.plain)
        // Numbers change from round to round; which gates say no is what is news.
        await hold(
            cluster, reasons.joined(separator: "; "), sign: decision.refusals.map(\.name).joined(separator: " "),
            incident: nil)
    }

    func hold(_ cluster: ClusterID, _ reason: String, sign: String? = nil, incident: Int64?) async {
        if sign == nil { obstacles[cluster] = reason }
        guard held[cluster] != sign ?? reason else { return }
        held[cluster] = sign ?? reason
        logger.info("policy does not act", metadata: ["cluster": "\(cluster)", "why": "\(reason)"])
        await events.post(
            AgentEvent(.repairHeld, reason).with {
                $0.cluster = cluster.rawValue; $0.incident = incident
            })
    }

    func tell(_ result: RoundResult, _ incidents: [IncidentEvent]) async {
        await events.post(
            AgentEvent(
                .round,
                "\(result.outcomes.count) cluster\(result.outcomes.count == 1 ? "" : "s") probed: \(result.summary)"))
        for event in incidents {
            let kind: AgentEvent.Kind =
                switch event.kind {
                case .opened: .incidentOpened
                case .closed: .incidentClosed
                case .reopened: .incidentReopened
                }
            await events.post(
                AgentEvent(
                    kind, "incident/\(event.incident.id) \(event.kind.rawValue): \(event.incident.cause.rawValue)"
                ).with {
                    $0.cluster = event.incident.cluster.rawValue
                    $0.cause = event.incident.cause.rawValue
                    $0.incident = event.incident.id
                })
        }
    }
}
