import ActingCommands
import ArgumentParser
import Console
import Linux
import ObservingCommands

struct Agentctl: AsyncParsableCommand {
    static let configuration: CommandConfiguration = {
        var configuration = CommandConfiguration(
            commandName: ProgramName.current.command,
            abstract: "Finds out why KubeSphere members reject the host's logins, and fixes it safely.",
            discussion: """
                Results go to stdout, messages to stderr. On a terminal, tables are fitted, and times are ages or \
                local; \
                in a pipe, values are full and tab-separated, and times are RFC 3339 in UTC.

                  agentctl doctor
                  agentctl status
                  agentctl remediate plan member-02
                  agentctl remediate apply member-02 --reason "ticket 4711"
                  agentctl status -o jsonpath='{.items[*].cluster}'
                """,
            version: ProgramVersion.current,
            groupedSubcommands: [
                CommandGroup(
                    name: "Look",
                    subcommands: [
                        StatusCommand.self, HistoryCommand.self, IncidentsCommand.self, ReportCommand.self,
                        ProbeCommand.self,
                        DiffCommand.self,
                        BlameCommand.self, EventsCommand.self, JournalCommand.self, LogsCommand.self,
                    ]),
                CommandGroup(
                    name: "Repair",
                    subcommands: [RemediateCommand.self, FreezeCommand.self, UnfreezeCommand.self, MuteCommand.self]),
                CommandGroup(name: "Policy", subcommands: [PolicyCommand.self]),
                CommandGroup(
                    name: "Maintain",
                    subcommands: [
                        DoctorCommand.self, AgentCommand.self, NotifyCommand.self, StoreCommand.self,
                        CompletionsCommand.self,
                        VersionCommand.self,
                    ]),
            ])
        configuration._superCommandName = ProgramName.current.host
        return configuration
    }()
}

/// agentctl, from its arguments to its exit.
package enum AgentctlProgram {
    package static func main() async -> Never {
        CoreDumps.forbid()
        await Invocation(Array(CommandLine.arguments.dropFirst())).run()
    }
}
