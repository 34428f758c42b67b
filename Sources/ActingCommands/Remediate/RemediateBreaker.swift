import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

struct RemediateBreaker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breaker", abstract: "Show or close the breaker that opens when a repair of the agent fails.",
        subcommands: [BreakerShow.self, BreakerClose.self], defaultSubcommand: BreakerShow.self)
}

struct BreakerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show whether the breaker is open, and why.",
        discussion: "Exit codes: 0 shown, 4 or 6 the agent could not be asked.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.standard

    func run() async throws {
        try await CommandFailure.reporting {
            try await connection.with { operations, _ in
                let breaker = try await operations.breaker()
                let words = AgentText.on(.output).breaker(breaker) + "\n"
                let document = JSONDocument(schema: "agentctl.remediate.breaker/v2", items: [breaker])
                try StandardStream.output.write(output == .json ? try document.text() : words)
            }
        }
    }
}

struct BreakerClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close the breaker: the agent repairs again, one cluster first.",
        discussion: """
            Look first at what failed: agentctl remediate list.

            Exit codes: 0 closed, 4 you may not, 6 the agent does not answer, 10 it is not open, 64 no reason.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption
    @OptionGroup var reason: ReasonOption

    func run() async throws {
        try await CommandFailure.reporting {
            let reason = try reason.required()
            try await connection.with { operations, caller in
                _ = try await operations.closeBreaker(by: caller(reason))
                StandardStream.error.note("the breaker is closed: the agent may repair again, one cluster first")
                StandardStream.error.tell("to undo it", command: "\(thisProgram) freeze")
            }
        }
    }
}
