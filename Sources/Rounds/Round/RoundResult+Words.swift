package import Fleet
package import KubeSphere

extension RoundResult {
    /// `3 healthy, 2 failing, 1 unknown`.
    package var summary: String {
        Health.allCases.compactMap { health in healthCounts[health].map { "\($0) \(health.rawValue)" } }.joined(
            separator: ", ")
    }

    /// The role to show: its own word, or its installer's (3.0 to 3.2 carry none in the ConfigMap), or what a token
    /// that was looked at proves: a cluster that knows the host's secret is its member.
    package func role(of outcome: ProbeOutcome) -> ClusterRole? {
        if outcome.observation.cluster == host { return .host }
        if let role = outcome.observation.config.value?.role ?? outcome.observation.surroundings.installer?.role {
            return role
        }
        switch outcome.observation.acceptance {
        case .accepted, .refused(.tokenNotInCache, _): return .member
        default: return nil
        }
    }
}
