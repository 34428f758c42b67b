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
    package mutating func onProbe(_ diagnosis: Diagnosis, cause: Cause, at time: Date, hysteresis: Hysteresis)
        -> Action?
    {
        switch (diagnosis.health, diagnosis.primary?.cause == cause) {
        case (.unknown, _): return nil
        case (.failing, true): return onFailure(at: time, hysteresis)
        case (.failing, false), (.healthy, _): return onSuccess(hysteresis)
        }
    }

    private mutating func onFailure(at time: Date, _ hysteresis: Hysteresis) -> Action? {
        failures += 1
        successes = 0
        if failures == 1, !isOpen { failingSince = time }
        guard !isOpen, failures >= hysteresis.failuresToOpen else { return nil }
        isOpen = true
        return .open
    }

    private mutating func onSuccess(_ hysteresis: Hysteresis) -> Action? {
        failures = 0
        successes += 1
        guard isOpen else {
            failingSince = nil
            return nil
        }
        guard successes >= hysteresis.successesToClose else { return nil }
        isOpen = false
        failingSince = nil
        return .close
    }
}
