import ArgumentParser
import Fleet
import FoundationEssentials
import Store

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "A script that completes commands, options and cluster names in a shell.",
        discussion: """
              bash  agentctl completions bash > ~/.local/share/bash-completion/completions/agentctl
              zsh   agentctl completions zsh > "${fpath[1]}/_agentctl"
              fish  agentctl completions fish > ~/.config/fish/completions/agentctl.fish

            Names of clusters come from the history, where it can be read.
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
        try StandardStream.output.write(Agentctl.completionScript(for: kind) + "\n")
    }
}

extension CompletionKind {
    /// The clusters of the history; nothing, and no word about it, where there is none.
    static var clusters: CompletionKind {
        .custom { words, _, _ in
            let named = zip(words, words.dropFirst()).filter { ["--db", "--config"].contains($0.0) }.flatMap { [$0.0, $0.1] }
            guard let reader = try? HistoryReader.open(path: (try? StoreOptions.parse(named).path) ?? StoreFile.defaultPath),
                let clusters = try? await reader.status(now: Date())
            else { return [] }
            return clusters.map { printable($0.cluster.rawValue) }
        }
    }
}
