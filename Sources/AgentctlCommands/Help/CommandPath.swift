import ArgumentParser
import Console
import Fleet

/// The words of a command line that name commands: `remediate apply`.
struct CommandPath {
    /// What was typed where a command's name belongs and is none; nil where every one is known.
    private(set) var stranger: String?
    /// The commands that there are in that place.
    private(set) var names: [String] = []
    /// What was well typed before it.
    private(set) var known: [String] = []

    /// Follows the arguments from the root on, up to the first that is no command's name. Where a command takes words,
    /// one that is none of its subcommands is such a word.
    init(_ arguments: [String], root: any ParsableCommand.Type) {
        var words = arguments[...]
        // What help is asked for, `HelpRequest` looks up.
        guard words.first != "help" else { return }
        var command = root
        while let word = words.first, !word.hasPrefix("-") {
            let children = command.configuration.subcommands
            guard let next = children.first(where: { Self.name($0) == word || $0.configuration.aliases.contains(word) })
            else {
                guard !children.isEmpty && !(command.configuration.defaultSubcommand is any TakesWords.Type) else {
                    return
                }
                (stranger, names) = (word, children.map(Self.name) + (known.isEmpty ? ["help"] : []))
                return
            }
            known.append(word)
            command = next
            words = words.dropFirst()
        }
    }

    /// nil where there is no stranger.
    var failure: CommandFailure? {
        guard let stranger else { return nil }
        let place =
            known.isEmpty ? ProgramName.current.typed : ProgramName.current.typed + " " + known.joined(separator: " ")
        let near = Spelling.nearest(to: stranger, among: names).map { NextStep("did you mean \(place) \($0)?") }
        return CommandFailure(
            .usage, "\(place) has no command \"\(printable(stranger, limit: 60))\"",
            hint: near ?? "the commands: \(names.joined(separator: ", "))", code: "no_such_command")
    }

    private static func name(_ command: any ParsableCommand.Type) -> String { command._commandName }
}
