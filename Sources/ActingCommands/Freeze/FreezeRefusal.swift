import ConfigurationFiles
import Console
import Control
import Fleet

/// What a person wants carried out in a freeze: it is refused before anything is shown or asked.
enum FreezeRefusal {
    /// - Parameter act: what cannot be done to the cluster: `repaired`.
    /// - Throws: `judgedBad` in a freeze. The agent asks again before each write.
    static func check(
        _ cluster: String, _ act: String, _ connection: ConnectionOptions, _ operations: any ControlOperations
    ) async throws {
        if let holding = try await holding(cluster, connection, operations) { throw failure(cluster, act, holding) }
    }

    /// The freeze in which the cluster is now.
    static func holding(
        _ cluster: String, _ connection: ConnectionOptions, _ operations: any ControlOperations
    ) async throws -> FreezeReply? {
        let freezes = try await operations.freezes()
        guard !freezes.isEmpty else { return nil }
        let labels = HistoryAgent.configuration(connection.agent.config)?.contexts[ClusterID(cluster)]?.labels ?? [:]
        return freezes.first { Freeze($0).clusters.matches(ClusterID(cluster), labels: labels) }
    }

    static func failure(_ cluster: String, _ act: String, _ freeze: FreezeReply) -> CommandFailure {
        let by = "set by \(printable(personName(ofActor: freeze.by)))"
        return CommandFailure(
            .judgedBad,
            """
            \(printable(cluster)) cannot be \(act): held by \(freeze.text(.error)), \(by): \(printable(freeze.reason))
            """,
            hint: freeze.id == 0
                ? NextStep("end it in policy.yaml, then", command: "agentctl agent reload")
                : NextStep("to end it early", command: "agentctl unfreeze freeze/\(freeze.id)"),
            code: "frozen")
    }
}
