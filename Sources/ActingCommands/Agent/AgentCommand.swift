package import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

package struct AgentCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Show the state of the running agent; reload its policy.",
        discussion: """
            Exit codes: 0 it answered, 4 you may not ask it, 6 it is not running, or does not answer.

              agentctl agent
              agentctl agent -o json
              agentctl agent reload
              agentctl agent probe member-02
            """,
        subcommands: [AgentShow.self, AgentReload.self, AgentProbe.self], defaultSubcommand: AgentShow.self)

    package init() {}
}

struct AgentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show rounds, policy, breaker, pending plans and running repairs.")

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.standard

    @Flag(name: .long, help: "Show times in UTC instead of local time.")
    var utc = false

    func run() async throws {
        let state = try await agent.client.state()
        let words = AgentText.on(.output, zone: utc ? .utc : .local).describe(state)
        let document = JSONDocument(schema: "agentctl.agent.show/v2", items: [AgentItem(state: state)])
        try StandardStream.output.write(output == .json ? try document.text() : Self.fitted(words) + "\n")
    }

    private static func fitted(_ text: String) -> String {
        let width = StandardStream.output.terminalWidth
        return text.split(separator: "\n").flatMap { hanging(String($0), after: "", width: width) }.joined(
            separator: "\n")
    }
}

struct AgentReload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Reload policy.yaml, as SIGHUP does (agent.yaml needs a restart).",
        discussion: """
            An invalid file changes nothing: the policy in force stays in force.

            Exit codes: 0 taken over, 78 the file is wrong, 4 or 6 the agent could not be asked.
            """)

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    func run() async throws {
        let policy = try await agent.client.post(PolicyReply.self, ControlPath.policyReload, [String: String]())
        StandardStream.error.note("policy reloaded: \(AgentText.on(.error).policy(policy))")
        if let changed = AgentText.changed(try await agent.client.state().configuration) {
            StandardStream.error.note("\(changed): systemctl restart ksfleet-agent")
        }
        StandardStream.error.note("to undo it, put the old file back and reload again")
    }
}
