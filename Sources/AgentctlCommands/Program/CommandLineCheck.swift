import ArgumentParser
import Console

/// What the command line takes, without anything being run: for the test that every printed command is one.
extension AgentctlProgram {
    /// What the program itself would say of these arguments; nil where it takes them.
    package static func mistake(in arguments: [String]) -> String? {
        do {
            if try HelpRequest.answer(arguments, root: Agentctl.self) != nil { return nil }
            _ = try Agentctl.parseAsRoot(arguments)
            return nil
        } catch {
            if let failure = error as? CommandFailure { return failure.message }
            return Agentctl.exitCode(for: error).isSuccess ? nil : Agentctl.message(for: error)
        }
    }

    /// The help of every command, by its words: `agentctl remediate plan`.
    package static var helpTexts: [String: String] {
        Dictionary(uniqueKeysWithValues: helpTexts(of: Agentctl.self, words: Agentctl._commandName))
    }

    private static func helpTexts(of command: any ParsableCommand.Type, words: String) -> [(String, String)] {
        [(words, Agentctl.helpMessage(for: command, columns: 140))]
            + command.configuration.subcommands.flatMap { helpTexts(of: $0, words: "\(words) \($0._commandName)") }
    }
}
