import ArgumentParser
import Console

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a completion script for bash, zsh or fish.",
        discussion: """
              bash  agentctl completions bash > ~/.local/share/bash-completion/completions/agentctl
              zsh   agentctl completions zsh > "${fpath[1]}/_agentctl"
              fish  agentctl completions fish > ~/.config/fish/completions/agentctl.fish

            Names of clusters, plans, runs, incidents and freezes come from the history, where it can be read; labels \
            and routes from agent.yaml.
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        try StandardStream.output.write(ShellCompletions.script(kind, of: Agentctl.self))
    }
}
