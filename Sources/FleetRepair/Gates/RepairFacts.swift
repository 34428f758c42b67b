package import FleetDiagnosis
package import FleetModel

/// What the gates of a repair, or of its undo, compare: a fresh look at the cluster and at its host.
package struct RepairFacts: Sendable {
    package let observation: Observation
    package let host: Observation?
    package let diagnosis: Diagnosis
    /// The member's role from every source there is; nil where none is certain.
    package let role: ClusterRole?
    package let redis: RedisState
    /// The document that a process came up with last, as the history knows it.
    package let started: StartedDocument?
    /// Who calls itself the host; asked only where none is named.
    package let claims: HostClaims
    /// The host by name, of agent.yaml or the command line.
    package let namedHost: ClusterID?

    package init(
        observation: Observation, host: Observation?, diagnosis: Diagnosis, role: ClusterRole?, redis: RedisState,
        started: StartedDocument?, claims: HostClaims, namedHost: ClusterID?
    ) {
        self.observation = observation
        self.host = host
        self.diagnosis = diagnosis
        self.role = role
        self.redis = redis
        self.started = started
        self.claims = claims
        self.namedHost = namedHost
    }
}
