import Fleet
package import FoundationEssentials

/// One line of `GET /v1/events`. What has no value is absent.
package struct AgentEvent: Codable, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// Nothing happened: the stream is alive. It has no id.
        case heartbeat
        /// The reader asked for events that are no longer held; the history has them.
        case gap
        case started
        case round
        case incidentOpened = "incident-opened"
        case incidentClosed = "incident-closed"
        case incidentReopened = "incident-reopened"
        case planProposed = "plan-proposed"
        case planApproved = "plan-approved"
        case planRejected = "plan-rejected"
        case planWithdrawn = "plan-withdrawn"
        case planExpired = "plan-expired"
        /// Policy would have acted, and a gate said no.
        case repairHeld = "repair-held"
        case runStarted = "run-started"
        case runStep = "run-step"
        case runEnded = "run-ended"
        case breakerOpened = "breaker-opened"
        case breakerClosed = "breaker-closed"
        case freezeBegan = "freeze-began"
        case freezeEnded = "freeze-ended"
        case muteBegan = "mute-began"
        case muteEnded = "mute-ended"
        case policyLoaded = "policy-loaded"
        case policyInvalid = "policy-invalid"
        case probed
        /// A request over the socket was refused.
        case refused
    }

    package var schema = "ksfleet.event/v1"
    /// Grows from event to event, over restarts too; what `after` takes. 0 for a heartbeat and for a gap.
    package var id: Int64
    package var at: Date
    package var kind: Kind
    package var message: String
    package var cluster: String?
    package var cause: String?
    package var incident: Int64?
    package var plan: Int64?
    package var run: String?
    package var actor: String?
    /// Of a run's step: `patch`, and `intended`, `done`, `failed`, `refused`.
    package var step: String?
    package var phase: String?
    /// Of a run that ended: `proved`, `stopped`, `rolled-back`, `contested`, `failed`.
    package var outcome: String?

    package init(_ kind: Kind, _ message: String, id: Int64 = 0, at: Date = Date()) {
        self.id = id
        self.at = at
        self.kind = kind
        self.message = printable(message, limit: 500)
    }

    /// A copy with more said of it.
    package func with(_ change: (inout AgentEvent) -> Void) -> AgentEvent {
        var copy = self
        change(&copy)
        return copy
    }
}
