package import Fleet

/// One cluster's part of a round: what was observed, and what it means.
package struct ProbeRecord: Equatable, Sendable {
    package var observation: Observation
    package var diagnosis: Diagnosis
    /// nil leaves what is stored as it is.
    package var role: ClusterRole?
    /// nil leaves what is stored as it is.
    package var version: KubeSphereVersion?
    /// Failures of earlier probes of ours that the caller took off this reading's counts: they are due no longer.
    package var subtracted: [FailureCause: Int]
    /// Tokens of killed probes that this reading has settled: they are due no longer.
    package var settled: [SentToken]
    /// Tokens of this probe that may have left a failure and are not among the reading's own failures.
    package var sentTokens: [SentToken]

    /// Role and version are the observation's own unless given.
    package init(
        observation: Observation, diagnosis: Diagnosis, role: ClusterRole? = nil, version: KubeSphereVersion? = nil,
        subtracted: [FailureCause: Int], settled: [SentToken] = [], sentTokens: [SentToken] = []
    ) {
        self.observation = observation
        self.diagnosis = diagnosis
        self.role = role ?? observation.config.value?.role
        self.version = version ?? observation.version
        self.subtracted = subtracted
        self.settled = settled
        self.sentTokens = sentTokens
    }
}

/// What a round changed about an incident.
package struct IncidentEvent: Hashable, Sendable {
    package enum Kind: String, Codable, Sendable { case opened, closed, reopened }

    package var kind: Kind
    package var incident: Incident

    package init(_ kind: Kind, _ incident: Incident) {
        self.kind = kind
        self.incident = incident
    }
}

/// When an incident opens, closes, and opens again.
package struct IncidentRules: Hashable, Codable, Sendable {
    package var hysteresis: Hysteresis
    /// Seconds after its end in which the same cause in the same cluster continues an incident.
    package var reopenWithin: Double
    /// Seconds for which a repair's own restart explains that ks-apiserver is down.
    package var restartTakes: Double

    package init(hysteresis: Hysteresis = Hysteresis(), reopenWithin: Double = 3600, restartTakes: Double = 600) {
        self.hysteresis = hysteresis
        self.reopenWithin = reopenWithin
        self.restartTakes = restartTakes
    }
}
