import ArgumentParser
import Console
import Fleet

/// The words of a command line that name commands: `remediate apply`.
struct CommandPath {
    /// What was typed where a command's name belongs and is none; nil where every one is known.
    private(set) var stranger: String?
    /// The commands that there are in that place.
    private(set) var names: [String] = []
    /// What other tools call it, as it is typed here.
    private var habit: String?
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
                habit = Self.habit(known, Array(words))
                let takesWords = command.configuration.defaultSubcommand is any TakesWords.Type
                guard habit != nil || !children.isEmpty && !takesWords else { return }
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
        if let habit {
            return CommandFailure(
                .usage, "\(place) has no command \"\(printable(stranger, limit: 60))\"",
                hint: NextStep("type", command: habit), code: "no_such_command")
        }
        return CommandFailure(
            .usage, "\(place) has no command \"\(printable(stranger, limit: 60))\"",
            hint: near ?? elsewhere ?? "the commands: \(names.joined(separator: ", "))", code: "no_such_command")
    }

    /// Commands of that name below another one: `undo` is `remediate undo`.
    private var elsewhere: NextStep? {
        guard known.isEmpty else { return nil }
        let below = NamedCommand.all(from: Agentctl.self).filter { $0.path.count > 1 && $0.name == stranger }
        guard !below.isEmpty else { return nil }
        let commands = below.map { "\(ProgramName.current.typed) \($0.path.joined(separator: " "))" }
        return NextStep("did you mean \(commands.joined(separator: " or "))?")
    }

    /// With all that was typed behind it where the command takes that, else the command alone.
    private static func habit(_ known: [String], _ words: [String]) -> String? {
        let words = words.filter { $0 != "-q" && $0 != "--quiet" }
        guard let meant = KubectlHabit.command(after: known, words) else { return nil }
        let alone = KubectlHabit.command(after: known, words.filter { !$0.hasPrefix("-") }) ?? meant
        let taken = AgentctlProgram.mistake(in: meant) == nil ? meant : alone
        return (["agentctl"] + taken).map { shellWord(printable($0, limit: 200)) }.joined(separator: " ")
    }

    private static func name(_ command: any ParsableCommand.Type) -> String { command._commandName }
}
