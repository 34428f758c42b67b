extension ShellScript {
    func zsh(_ parent: NamedCommand, _ usual: NamedCommand) -> String {
        let names = parent.children.map { ($0.name, $0.abstract) }
        return """
                if [[ "${words[2]}" != (\(names.map(\.0).joined(separator: "|"))) ]]; then
                    local -i found=1
                    if (( CURRENT == 2 )) && [[ "${words[2]}" != -* ]]; then
                        local -ar names_here=(\(described(names)))
                        _describe -V subcommand names_here && found=0
                    fi
                    "\(function(usual.path))" && found=0
                    return "${found}"
                fi
            """
    }

    var zshHelp: String {
        let cases = parents.map { parent in
            "    '\(parent.path.joined(separator: " "))') helped=(\(described(parent.helped))) ;;"
        }
        return """
                local -a helped=()
                case "${words[2,CURRENT-1]}" in
            \(cases.joined(separator: "\n"))
                esac
                (( ${#helped} )) && _describe -V subcommand helped && return 0
            """
    }

    private func described(_ names: [(name: String, words: String)]) -> String {
        names.map { "'" + "\($0.name):\($0.words)".replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }
}
