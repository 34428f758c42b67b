extension ShellScript {
    func bash(_ parent: NamedCommand, _ usual: NamedCommand) -> String {
        let names = parent.children.map(\.name)
        return """
                case "${unparsed_words[0]}" in
                \(names.joined(separator: "|"))) ;;
                *)
                    local -r words_are_more="${unparsed_words[1]+yes}"
                    "\(function(usual.path))"
                    [[ -z "${words_are_more}" && "${cur}" != -* ]] \\
                        && COMPREPLY+=($(compgen -W '\(names.joined(separator: " "))' -- "${cur}"))
                    return 0
                    ;;
                esac
            """
    }

    var bashHelp: String {
        let cases = parents.map { parent in
            let names = parent.helped.map(\.name).joined(separator: " ")
            return "    '\(parent.path.joined(separator: " "))') COMPREPLY+=($(compgen -W '\(names)' -- \"${cur}\")) ;;"
        }
        return """
                local helped="${unparsed_words[*]}"
                helped="${helped%"${cur}"}"
                case "${helped%"${helped##*[! ]}"}" in
            \(cases.joined(separator: "\n"))
                esac
                [[ "${cur}" = -* ]] || return 0
            """
    }
}
