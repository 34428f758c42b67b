import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// A fresh look at one cluster and at its host, before anything is decided about it.
struct RepairLook: Sendable {
    let outcome: ProbeOutcome
    let host: ProbeOutcome?
    let diagnosis: Diagnosis
    /// From every source there is; nil where they disagree or none speaks.
    let role: ClusterRole?
    let redis: RedisState
    let started: StartedDocument?
    let claims: HostClaims
    let namedHost: ClusterID?
    let writer: (any ClusterWriter)?

    var observation: Observation { outcome.observation }

    var facts: RepairFacts {
        RepairFacts(
            observation: observation, host: host?.observation, diagnosis: diagnosis, role: role, redis: redis,
            started: started, claims: claims,
            namedHost: namedHost)
    }

    /// nil where the host's secret, which signs every proof, was not read.
    func judge(_ tokenNotes: any SentTokenNotes) -> AccessJudge? {
        guard let host, let secret = host.standing.document?.jwtSecret else { return nil }
        return AccessJudge(
            member: observation.cluster, host: host.observation.cluster, hostSecret: secret,
            hostVersion: host.standing.version,
            version: outcome.standing.version, clockOffset: outcome.standing.clockOffset, tokenNotes: tokenNotes)
    }

    /// What of the rights that a plan needs its credentials lack: asked before the first write, not met at it.
    func mayWrite(_ plan: RepairPlan) async -> GateVerdict {
        let rules = AccessRule.repairing.filter { rule in
            rule.attributes.resource == "configmaps" ? !plan.edits.isEmpty : rule.attributes.name == plan.workload
        }
        guard let writer, rules.contains(where: { $0.attributes.resource == "deployments" }) else {
            return .cannotBeEvaluated(.mayWrite, RunStatement.noRightKnown([.workload: plan.workload]))
        }
        for rule in rules {
            switch await writer.review(rule.attributes) {
            case .failed(let fault): return .cannotBeEvaluated(.mayWrite, Statement(text: fault.message))
            case .value(let status) where !status.allowed:
                return GateVerdict(.mayWrite, .refused, RunStatement.notAllowed([.right: rule.text]))
            case .value: continue
            }
        }
        return GateVerdict(.mayWrite, .passed, RunStatement.allowed([.rights: rules.map(\.text)]))
    }
}
