package import ArgumentParser
import Fleet
import FoundationEssentials

package struct NotifyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "List and test notifications.",
        discussion: """
            Who is told of what stands in agent.yaml (notifications:). The agent tells it, and keeps what is on its \
            way in the history.

              agentctl notify list                     what is not delivered yet, and why
              agentctl notify test                     what every route would send
              agentctl notify test chat --send         send it to one
            """,
        subcommands: [NotifyList.self, NotifyTest.self], defaultSubcommand: NotifyList.self)

    package init() {}
}
