import ArgumentParser
import ConfigurationFiles
import Console
import Fleet

struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a policy.yaml and list every mistake.",
        discussion: """
            All mistakes are told at once, as file:line:column: message. A rule that never takes effect, that matches \
            no watched cluster, or a limit \
            that hardly limits, is allowed and warned of. Without a file, it is the one that the agent's configuration \
            names; the watched \
            clusters are those of that configuration, where it can be read.

              agentctl policy check
              agentctl policy check new-policy.yaml && sudo install new-policy.yaml /etc/ksfleet/policy.yaml

            Exit codes: 0 valid, 10 valid with warnings, 78 invalid.
            """)

    @Argument(
        help: ArgumentHelp("The file (default: policy of the agent's configuration).", valueName: "file"),
        completion: .file())
    var file: String?

    @OptionGroup(title: HelpSection.shared) var options: ConfigurationOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let path = AgentOptions.named(options.config) ?? AgentOptions.defaultConfiguration
        // A file that is named can be checked anywhere; only which clusters there are is not known then.
        let agent =
            file == nil || options.config != nil
            ? try AgentConfiguration.load(path) : try? AgentConfiguration.load(path)
        guard let file = file ?? agent?.policy else {
            throw CommandFailure(
                .noSuchObject, "\(printable(path)) names no policy: nothing is repaired by itself",
                hint: NextStep("name a file", command: "agentctl policy check policy.yaml"))
        }
        let verdict = try verdict(file, agent)
        guard output.output == .table else {
            if output.output == .csv {
                try output.write(verdict.table)
            } else {
                try output.show(PolicyVerdict.listing(verdict), whenEmpty: "")
            }
            return try conclude(verdict)
        }
        for remark in verdict.remarks where remark.severity == .warning {
            StandardStream.error.tell(
                "\(printable(file)):\(remark.line ?? 0):\(remark.column ?? 0): warning: \(remark.message)")
        }
        if let rules = verdict.rules, let mode = verdict.mode {
            try StandardStream.output.write(
                """
                \(printable(file)): valid, \(rules) rule\(rules == 1 ? "" : "s"), mode \(mode.rawValue) for everything \
                else\n
                """
            )
        }
        try conclude(verdict)
    }

    /// - Throws: the error of a file that is not valid, where people read it.
    private func verdict(_ file: String, _ agent: AgentConfiguration?) throws -> PolicyVerdict {
        do throws(ConfigurationError) {
            return PolicyVerdict(
                try PolicyFile.read(file, watched: agent.flatMap { ConfigurationCheck.watched($0) }), file: file)
        } catch {
            guard output.output != .table, !error.isMissing else { throw error }
            return PolicyVerdict(error)
        }
    }

    private func conclude(_ verdict: PolicyVerdict) throws {
        let count = verdict.remarks.count
        switch verdict.verdict {
        case .valid: return
        case .doubtful:
            throw CommandFailure(
                .judgedBad, "valid, with \(counted(count, "warning"))", hint: "the policy may be used as it is",
                code: "policy_doubtful")
        case .invalid:
            throw CommandFailure(
                .configuration, "\(count) mistake\(count == 1 ? "" : "s") in \(printable(verdict.file))",
                code: "policy_invalid")
        }
    }
}
