package import ConfigurationFiles
package import Control
import Fleet
import Linux
import Logging
import Store

/// The operations of the agent in a process of its own, for where none runs: the same gates, the same journal, and one
/// lock between them.
package enum LocalOperations {
    /// - Throws: `ConfigurationError`, `StoreError`; nothing was asked of any cluster then.
    package static func with<Value: Sendable>(
        _ configuration: AgentConfiguration, _ body: (any ControlOperations) async throws -> Value
    ) async throws -> Value {
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: ProgramVersion.current)
        StateOwner.adopt([configuration.databasePath], in: configuration.state)
        let center = try PolicyCenter(path: configuration.policy)
        var logger = Logger(label: "agentctl")
        logger.logLevel = .error
        let engine = RepairEngine(
            configuration: configuration, writer: writer,
            reader: try HistoryReader.open(path: configuration.databasePath), center: center,
            events: EventLog(), logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run() }
            do {
                let value = try await body(engine)
                // What is begun is carried to its end: with --no-wait too, because there is nobody else to do it.
                await engine.stop()
                try await group.waitForAll()
                try writer.close()
                return value
            } catch {
                await engine.stop()
                try? await group.waitForAll()
                throw error
            }
        }
    }
}
