import Agent
import ArgumentParser
import Fleet

struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read a policy.yaml and say every mistake in it.",
        discussion: """
            All mistakes are told at once, as file:line:column: message. A rule that never takes effect, or a limit that hardly limits, is \
            allowed and warned of.

              agentctl policy check /etc/ksfleet/policy.yaml && systemctl reload ksfleet-agent

            Exit codes: 0 sound, 10 valid but doubtful, 78 not valid.
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    func run() async throws {
        let document = try PolicyFile.read(file)
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
