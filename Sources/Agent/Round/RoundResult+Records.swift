import Fleet
import KubeSphere
package import Store

extension RoundResult {
    /// What of a round is stored, by cluster.
    package var records: [ProbeRecord] {
        outcomes.values.sorted { $0.observation.cluster < $1.observation.cluster }.compactMap { outcome in
            guard let diagnosis = diagnoses[outcome.observation.cluster] else { return nil }
            return ProbeRecord(
                observation: outcome.observation, diagnosis: diagnosis, role: role(of: outcome), subtracted: outcome.subtracted)
        }
    }
}
