package import ArgumentParser
import ConfigurationFiles
package import Control
import Fleet
import FoundationEssentials
import Operations

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How what changes something is done: by the running agent, or, where none runs, in this process with the same gates
/// and the same journal.
package struct ConnectionOptions: ParsableArguments {
    @Flag(name: .long, help: "Do it in this process, whether or not an agent runs.")
    package var local = false

    @OptionGroup(title: HelpSection.shared) package var agent: AgentOptions

    /// Names the caller for operations in this process. The agent asks the kernel instead, and believes nothing of it.
    package typealias Caller = @Sendable (_ reason: String) -> ControlCaller

    /// Finds the way, says which it is, and goes it.
    package func with(_ body: (any ControlOperations, Caller) async throws -> Void) async throws {
        let caller: Caller = { ControlCaller(actor: Operator.name(), reason: $0) }
        if !local, try await agentAnswers() { return try await body(AgentConnection(client: try agent.client), caller) }
        StandardStream.error.note(
            local ? "executing locally, not in the agent" : "agent not running; executing locally")
        let configuration = try AgentConfiguration.load(agent.configurationPath)
        try await LocalOperations.with(configuration) { operations in try await body(operations, caller) }
    }

    /// Half a repair is worse than either end of it: in this process it goes to its end, proved or rolled back, within
    /// its own deadlines. An agent's goes on without whoever watches it.
    package static func goesToItsEnd(_ operations: any ControlOperations) {
        guard !(operations is AgentConnection) else { return }
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
    }

    private func agentAnswers() async throws -> Bool { try await agent.answers() }

    package init() {}
}

extension AgentOptions {
    /// - Throws: `ControlError` for everything but that there is no agent: one that may not be asked is not gone round.
    package func answers() async throws -> Bool {
        do {
            _ = try await client.state()
            return true
        } catch let error as ControlError where error.isAbsent {
            return false
        }
    }
}
