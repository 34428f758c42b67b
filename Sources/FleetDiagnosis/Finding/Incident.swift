package import FleetModel
package import FoundationEssentials

/// A stretch of time in which one cause kept a cluster from being healthy.
package struct Incident: Hashable, Codable, Sendable {
    package var id: Int64
    package var cluster: ClusterID
    package var cause: Cause
    package var openedAt: Date
    package var closedAt: Date?
    /// How often it was opened again within the reopening window.
    package var reopened: Int

    package init(id: Int64, cluster: ClusterID, cause: Cause, openedAt: Date, closedAt: Date? = nil, reopened: Int = 0)
    {
        self.id = id
        self.cluster = cluster
        self.cause = cause
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.reopened = reopened
    }
}

/// How many probes it takes to believe a change.
package struct Hysteresis: Hashable, Codable, Sendable {
    /// Consecutive probes with the cause before an incident opens.
    package var failuresToOpen: Int
    /// Consecutive probes without it before the incident closes.
    package var successesToClose: Int

    package init(failuresToOpen: Int = 3, successesToClose: Int = 2) {
        self.failuresToOpen = failuresToOpen
        self.successesToClose = successesToClose
    }
}

/// A repair that is under way in a cluster. Its own restart is no incident, and what it repairs stays open until it
/// ends.
package struct RepairClaim: Hashable, Sendable {
    /// What a probe sees between a new document and the process that has read it: the old process, or none.
    private static let passing: Set<Cause> = [.apiserverDown, .restarting, .staleProcess]

    /// What is repaired.
    package var cause: Cause
    /// Seconds that a restart may take: what lasts longer is an incident, whoever has caused it.
    package var restartTakes: Double

    package init(cause: Cause, restartTakes: Double) {
        self.cause = cause
        self.restartTakes = restartTakes
    }

    func explains(_ seen: Cause?) -> Bool { seen.map(Self.passing.contains) ?? false }

    func explains(_ seen: Cause, for seconds: Double) -> Bool { explains(seen) && seconds < restartTakes }
}

/// The pure state of one cluster and cause; the store keeps it between probes.
package struct IncidentTracker: Hashable, Codable, Sendable {
    package enum Action: Hashable, Sendable { case open, close }

    package var failures: Int
    package var successes: Int
    package var isOpen: Bool
    /// When the current run of failures began: an incident dates from its first failure, not from when it was believed.
    package var failingSince: Date?

    package init(failures: Int = 0, successes: Int = 0, isOpen: Bool = false, failingSince: Date? = nil) {
        self.failures = failures
        self.successes = successes
        self.isOpen = isOpen
        self.failingSince = failingSince
    }

    /// Takes in one probe. Unknown moves nothing: a blind probe neither opens nor closes an incident.
    ///
    /// - Parameter claim: the repair that was under way in the cluster when it was probed. What its restart explains
    ///   opens nothing and closes nothing; the incident under repair stays open until the run has ended.
    package mutating func onProbe(
        _ diagnosis: Diagnosis, cause: Cause, at time: Date, hysteresis: Hysteresis, claim: RepairClaim? = nil
    ) -> Action? {
        let seen = diagnosis.primary?.cause
        switch diagnosis.health {
        case .unknown: return nil
        case .failing where seen == cause:
            onFailure(at: time)
            let lasted = time.timeIntervalSince(failingSince ?? time)
            return claim?.explains(cause, for: lasted) == true ? nil : opening(hysteresis)
        case .failing where claim?.explains(seen) == true: return nil
        case .failing, .healthy:
            onSuccess()
            return claim?.cause == cause ? nil : closing(hysteresis)
        }
    }

    private mutating func onFailure(at time: Date) {
        failures += 1
        successes = 0
        if failures == 1, !isOpen { failingSince = time }
    }

    private mutating func onSuccess() {
        failures = 0
        successes += 1
        if !isOpen { failingSince = nil }
    }

    private mutating func opening(_ hysteresis: Hysteresis) -> Action? {
        guard !isOpen, failures >= hysteresis.failuresToOpen else { return nil }
        isOpen = true
        return .open
    }

    private mutating func closing(_ hysteresis: Hysteresis) -> Action? {
        guard isOpen, successes >= hysteresis.successesToClose else { return nil }
        isOpen = false
        failingSince = nil
        return .close
    }
}
