import Agent
import ArgumentParser
import Fleet

struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a policy.yaml and list every mistake.",
        discussion: """
            All mistakes are told at once, as file:line:column: message. A rule that never takes effect, that matches no watched cluster, or a limit \
            that hardly limits, is allowed and warned of. Without a file, it is the one that the agent's configuration names; the watched \
            clusters are those of that configuration, where it can be read.

              agentctl policy check
              agentctl policy check new-policy.yaml && sudo install new-policy.yaml /etc/ksfleet/policy.yaml

            Exit codes: 0 sound, 10 valid but doubtful, 78 not valid.
            """)

    @Argument(help: ArgumentHelp("The file (default: policy of the agent's configuration).", valueName: "file"), completion: .file())
    var file: String?

    @Option(
        name: .long, help: ArgumentHelp("The agent's configuration (environment: KSFLEET_CONFIG; else \(AgentOptions.defaultConfiguration)).", valueName: "path"),
        completion: .file())
    var config: String?

    func run() async throws {
        let path = config ?? AgentOptions.environment("KSFLEET_CONFIG") ?? AgentOptions.defaultConfiguration
        // A file that is named can be checked anywhere; only which clusters there are is not known then.
        let agent = file == nil || config != nil ? try AgentConfiguration.load(path) : try? AgentConfiguration.load(path)
        guard let file = file ?? agent?.policy else {
            throw CommandFailure(.noSuchObject, "\(printable(path)) names no policy: nothing is repaired by itself", hint: "name a file: agentctl policy check policy.yaml")
        }
        let document = try PolicyFile.read(file, watched: agent.flatMap { ConfigurationCheck.watched($0) })
        for warning in document.warnings {
            StandardStream.error.note("\(printable(file)):\(warning.line):\(warning.column): warning: \(warning.message)")
        }
        let count = document.policy.rules.count
        try StandardStream.output.write(
            "\(printable(file)): valid, \(count) rule\(count == 1 ? "" : "s"), mode \(document.policy.mode.rawValue) for everything else\n")
        guard document.warnings.isEmpty else {
            throw CommandFailure(.judgedBad, "\(document.warnings.count) doubtful", hint: "the policy may be used as it is", code: "policy_doubtful")
        }
    }
}
