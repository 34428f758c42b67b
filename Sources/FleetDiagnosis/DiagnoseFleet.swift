package import FleetModel
package import FleetWords

/// Diagnoses a whole round, and asks first whether the agent itself can see: a fault that strikes many clusters at once
/// is likelier here.
///
/// - Parameters:
///   - claims: who calls itself the host, where nobody has named one.
///   - reachedBefore: the clusters that answered in the round before; empty where that is not known.
///   - census: all watched clusters; an empty one says nothing of members that nobody watches.
package func diagnoseFleet(
    _ observations: [Observation], host: ClusterID?, claims: HostClaims = HostClaims(),
    reachedBefore: Set<ClusterID> = [], census: Census = Census()
) -> [ClusterID: Diagnosis] {
    let hostObservation = observations.first { $0.cluster == host }
    let doubt = Blindness(observations, reachedBefore: reachedBefore)
    let clock = AgentClock(observations)
    var result: [ClusterID: Diagnosis] = [:]
    for observation in observations {
        result[observation.cluster] =
            doubt.diagnosis(observation) ?? clock.diagnosis(observation)
            ?? diagnose(observation, host: hostObservation, claims: claims)
    }
    if let hostObservation, let diagnosis = result[hostObservation.cluster],
        let finding = census.finding(host: hostObservation)
    {
        result[hostObservation.cluster] = Diagnosis(health: diagnosis.health, findings: diagnosis.findings + [finding])
    }
    for observation in observations where !observation.hasReadLogs { result[observation.cluster]?.logsUnread = true }
    return result
}

/// Whether what could not be reached says more about this machine than about the clusters.
package struct Blindness: Equatable, Sendable {
    /// Clusters that are lost at once and may be our own network's fault.
    package let lost: Set<ClusterID>
    /// With the numbers; nil where nothing is doubted.
    package let reason: Statement?

    /// So many clusters lost in one round are doubted, where they are more than half of those that answered before.
    private static let leastLost = 3

    package init(_ observations: [Observation], reachedBefore: Set<ClusterID>) {
        let silent = Set(observations.filter { $0.identity.fault?.mayBeOurNetwork == true }.map(\.cluster))
        let before = reachedBefore.intersection(observations.map(\.cluster))
        let lostNow = silent.intersection(before)
        if observations.count > 1, silent.count == observations.count {
            lost = silent
            reason = AgentStatement.noneReachable([.clusters: silent.count])
        } else if lostNow.count >= Self.leastLost, lostNow.count * 2 > before.count {
            lost = lostNow
            reason = AgentStatement.lostAtOnce([.lost: lostNow.count, .clusters: before.count])
        } else {
            (lost, reason) = ([], nil)
        }
    }

    /// nil for a cluster that is not doubted.
    func diagnosis(_ observation: Observation) -> Diagnosis? {
        guard let reason, lost.contains(observation.cluster) else { return nil }
        let answer = observation.identity.fault.map { Statement(text: $0.message) }
        let finding = Finding(
            .agentBlind, .warning, evidence: [reason, answer ?? AgentStatement.noAnswer()],
            nextStep: "check this machine's own network, DNS and firewall; nothing is repaired until then")
        return Diagnosis(health: .unknown, findings: [finding])
    }
}
