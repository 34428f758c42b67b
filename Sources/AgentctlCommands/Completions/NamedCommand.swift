import ArgumentParser

/// One command of the tree, by the words that lead to it.
struct NamedCommand {
    /// Without the root's own name: empty for the root.
    let path: [String]
    let command: any ParsableCommand.Type

    /// The root and all below it, each before its children.
    static func all(from root: any ParsableCommand.Type) -> [NamedCommand] {
        NamedCommand(path: [], command: root).withChildren
    }

    var children: [NamedCommand] {
        command.configuration.subcommands.map { NamedCommand(path: path + [$0._commandName], command: $0) }
    }

    private var withChildren: [NamedCommand] { [self] + children.flatMap(\.withChildren) }

    var name: String { path.last ?? "" }
    var abstract: String { command.configuration.abstract }

    /// The child that is meant where this command stands alone: `agentctl mute CAUSE` is `agentctl mute create CAUSE`.
    var usual: NamedCommand? {
        guard let usual = command.configuration.defaultSubcommand else { return nil }
        return NamedCommand(path: path + [usual._commandName], command: usual)
    }

    /// What `agentctl help` takes behind the words that lead here.
    var helped: [(name: String, words: String)] {
        let topics = path.isEmpty ? HelpTopic.allCases.map { ($0.rawValue, $0.summary) } : []
        return children.map { ($0.name, $0.abstract) } + topics
    }
}
