package import Control
package import Logging

extension Logger {
    /// Logs an event that nothing else logs, with its fields; rounds, incidents and ends of repairs say themselves in
    /// the log.
    package func note(_ event: AgentEvent) {
        guard let (level, message) = Self.words(event) else { return }
        log(level: level, message, metadata: Self.fields(event))
    }

    private static func words(_ event: AgentEvent) -> (Level, Message)? {
        switch event.kind {
        case .runStarted: (.notice, "a repair has begun")
        case .runStep: (event.phase == "failed" ? .warning : .info, "a step of a repair")
        case .planApproved: (.notice, "a plan is approved")
        case .planRejected: (.notice, "a plan is rejected")
        case .planWithdrawn: (.info, "a plan is withdrawn")
        case .planExpired: (.notice, "a plan has expired")
        case .breakerClosed: (.notice, "the breaker is closed")
        case .freezeBegan: (.notice, "a freeze has begun")
        case .freezeEnded: (.notice, "a freeze has ended")
        case .muteBegan: (.notice, "a finding is muted")
        case .muteEnded: (.notice, "a mute has ended")
        default: nil
        }
    }

    private static func fields(_ event: AgentEvent) -> Metadata {
        let values: [(String, String?)] = [
            ("cluster", event.cluster), ("cause", event.cause), ("incident", event.incident.map { "\($0)" }),
            ("plan", event.plan.map { "\($0)" }),
            ("run", event.run), ("actor", event.actor), ("action", event.step), ("phase", event.phase),
            ("outcome", event.outcome), ("text", event.message),
        ]
        return values.reduce(into: [:]) { fields, value in if let text = value.1 { fields[value.0] = "\(text)" } }
    }
}
