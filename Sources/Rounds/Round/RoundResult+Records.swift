import ConfigurationFiles
import Fleet
import KubeSphere
package import Store

extension RoundResult {
    /// What of a round is stored, by cluster.
    package var records: [ProbeRecord] { records(noted: NotedTokens()) }

    /// - Parameter noted: what the round's page says. A probe that came to its end has counted its
    ///   refused tokens with the log that it read; of one that ran out of time, or could read no log, the page alone
    ///   knows them.
    func records(noted: NotedTokens) -> [ProbeRecord] {
        outcomes.values.sorted { $0.observation.cluster < $1.observation.cluster }.compactMap { outcome in
            let cluster = outcome.observation.cluster
            guard let diagnosis = diagnoses[cluster] else { return nil }
            let uncounted = outcome.observation.logs.value == nil ? noted.refused[cluster] ?? [] : []
            return ProbeRecord(
                observation: outcome.observation, diagnosis: diagnosis, role: role(of: outcome),
                subtracted: outcome.subtracted,
                settled: outcome.settled, sentTokens: uncounted + (noted.open[cluster] ?? []))
        }
    }
}

extension AgentConfiguration {
    /// A repair waits for two rollouts at most: its own, and the one on the way back.
    var incidentRules: IncidentRules { IncidentRules(hysteresis: hysteresis, restartTakes: 2 * rolloutTimeout) }
}
