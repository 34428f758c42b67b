import Agent
import ArgumentParser

@main
struct Agentctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agentctl",
        abstract: "Reads the history of a KubeSphere fleet and repairs its members.",
        discussion: """
            Start with: agentctl status
            Exit codes: 0 ok, 1 failed, 2 cancelled, 4 permission denied, 5 no such object, 6 agent unreachable, 10 judged bad
            (refused, not healthy, not sound), 64 usage, 78 configuration.
            """,
        version: ProgramVersion.current,
        subcommands: [
            StatusCommand.self, HistoryCommand.self, IncidentsCommand.self, DiffCommand.self, RemediateCommand.self, JournalCommand.self,
            StoreCommand.self, AgentCommand.self,
        ])
}
