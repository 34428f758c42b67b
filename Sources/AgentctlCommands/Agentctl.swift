import Agent
import ArgumentParser

struct Agentctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agentctl",
        abstract: "Reads the history of a KubeSphere fleet and repairs its members.",
        discussion: """
            Start with: agentctl status

            Data goes to standard output, talk to standard error. On a terminal, tables are fitted and times are ages or local; \
            in a pipe, values are full, times are RFC 3339 in UTC, and one tab stands between two.

            Exit codes:
            \(ExitStatus.table)
            """,
        version: ProgramVersion.current,
        subcommands: [
            StatusCommand.self, HistoryCommand.self, ReportCommand.self, IncidentsCommand.self, DiffCommand.self, BlameCommand.self, ProbeCommand.self,
            RemediateCommand.self, PolicyCommand.self, FreezeCommand.self, UnfreezeCommand.self, EventsCommand.self, JournalCommand.self, LogsCommand.self,
            NotifyCommand.self, DoctorCommand.self, StoreCommand.self, AgentCommand.self,
            CompletionsCommand.self, VersionCommand.self,
        ])
}

/// agentctl, from its arguments to its exit.
package enum AgentctlProgram {
    package static func main() async -> Never {
        CoreDumps.forbid()
        await Invocation(Array(CommandLine.arguments.dropFirst())).run()
    }
}
