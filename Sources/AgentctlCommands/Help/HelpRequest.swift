import ArgumentParser
import Console
import Fleet

/// Help that is not of one command: the overview, the topics, and a name that is neither.
enum HelpRequest {
    /// - Returns: the answer; nil where the parser has it.
    /// - Throws: `usage` for the name of nothing, with the names that are near to it.
    static func answer(_ arguments: [String], root: any ParsableCommand.Type) throws -> String? {
        if arguments.isEmpty || flags.contains(arguments[0]) { return RootHelp.text(of: root) }
        guard arguments[0] == "help" else { return nil }
        let words = arguments.dropFirst().filter { !flags.contains($0) }
        guard let first = words.first else { return RootHelp.text(of: root) }
        if words.count == 1, let topic = HelpTopic(rawValue: first) { return topic.text }
        try find(words, from: root)
        return nil
    }

    private static let flags: Set = ["-h", "--help", "-help"]

    /// Follows the names of a command and its subcommands.
    private static func find(_ words: [String], from root: any ParsableCommand.Type) throws {
        var command = root
        for (depth, word) in words.enumerated() {
            let known = command.configuration.subcommands
            guard let next = known.first(where: { $0.configuration.commandName == word }) else {
                throw unknown(
                    words[...depth],
                    known.compactMap { $0.configuration.commandName }
                        + (depth == 0 ? HelpTopic.allCases.map(\.rawValue) : []))
            }
            command = next
        }
    }

    private static func unknown(_ words: ArraySlice<String>, _ known: [String]) -> CommandFailure {
        let before = words.dropLast().joined(separator: " ")
        let name = printable(words.joined(separator: " "), limit: 60)
        let near = Spelling.nearest(to: words.last ?? "", among: known)
        let command = "agentctl help" + (before.isEmpty ? "" : " \(before)")
        return CommandFailure(
            .usage, "no command or help topic \"\(name)\"",
            hint: near.map { "did you mean \(ProgramName.current.named(command)) \($0)?" }
                ?? NextStep("list them", command: ProgramName.current.named(command)), code: "no_such_command")
    }
}
