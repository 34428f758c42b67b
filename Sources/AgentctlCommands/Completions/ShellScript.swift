import ArgumentParser

/// What the parser's scripts lack: the words of a command that is meant where its parent stands alone, and those of
/// `help`.
struct ShellScript {
    /// The root's name.
    let command: String
    /// The root and all below it, each before its children.
    private let commands: [NamedCommand]
    var text: String

    init(_ shell: CompletionShell, command: String, commands: [NamedCommand], text: String) {
        self.command = command
        self.commands = commands
        self.text = text
        for parent in commands {
            guard let usual = parent.usual else { continue }
            switch shell {
            case .bash: insert(bash(parent, usual), into: parent.path)
            case .zsh: insert(zsh(parent, usual), into: parent.path)
            default: addFish(parent, usual)
            }
        }
        switch shell {
        case .bash: insert(bashHelp, into: ["help"])
        case .zsh: insert(zshHelp, into: ["help"])
        default: addFishHelp()
        }
    }

    func function(_ path: [String]) -> String { (["_\(command)"] + path).joined(separator: "_") }

    /// At the head of the function of a command.
    private mutating func insert(_ lines: String, into path: [String]) {
        let head = "\n\(function(path))() {\n"
        text = text.replacing(head, with: head + lines + "\n", maxReplacements: 1)
    }

    var parents: [NamedCommand] { commands.filter { !$0.children.isEmpty } }
}
