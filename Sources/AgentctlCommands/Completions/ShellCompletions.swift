import ArgumentParser
import Console

/// The completion scripts: the parser's own, and for bash what it takes to complete a word that has colons in it.
enum ShellCompletions {
    static func script(_ shell: CompletionShell, of root: any ParsableCommand.Type) -> String {
        let command = ProgramName.current.command
        let own = ProgramName.current.named(root.completionScript(for: shell))
        let commands = NamedCommand.all(from: root)
        let script = ShellScript(shell, command: command, commands: commands, text: own).text + "\n"
        return shell == .bash ? withColons(script, command: command) : script
    }

    /// readline breaks words at colons and equals signs (`COMP_WORDBREAKS`), and contexts of EKS are ARNs,
    /// `arn:aws:eks:…`, and labels pairs, `region=cn`. Their pieces are put together for the parser's function, and
    /// what readline holds already is taken off its answers. An option and its value stay apart: `--cluster=edge-1`.
    private static func withColons(_ script: String, command: String) -> String {
        let registration = "complete -o filenames -F _\(command) \(command)\n"
        guard script.hasSuffix(registration) else { return script }
        return script.dropLast(registration.count) + """
            _\(command)_whole_words() {
                local rest="${COMP_LINE}" word cur="${2}" before
                local -a joined=()
                local -i index
                for ((index = 0; index < COMP_CWORD; index++)); do
                    word="${COMP_WORDS[index]}"
                    if [[ "${#joined[@]}" -gt 0 && "${rest}" = "${word}"* && "${joined[-1]}" != -* \
                        && ("${word}" = [:=]* || "${joined[-1]}" = *[:=]) ]]; then
                        joined[-1]+="${word}"
                    else
                        joined+=("${word}")
                    fi
                    rest="${rest#*"${word}"}"
                done
                # Of a word that is such a sign alone, nothing is before the cursor.
                [[ -z "${cur}" && "${COMP_WORDS[COMP_CWORD]}" = [:=] ]] && cur="${COMP_WORDS[COMP_CWORD]}"
                if [[ -n "${cur}" && "${rest}" = "${cur}"* && "${joined[-1]}" != -* \
                    && ("${cur}" = [:=] || "${joined[-1]}" = *[:=]) ]]; then
                    cur="${joined[-1]}${cur}"
                    unset "joined[-1]"
                fi
                before="${joined[-1]}"
                index="${#joined[@]}"
                joined+=("${cur}" "${COMP_WORDS[@]:COMP_CWORD + 1}")
                local -a COMP_WORDS=("${joined[@]}")
                local -i COMP_CWORD="${index}"
                _\(command) "${1}" "${cur}" "${before}"
                local -r held="${cur%"${cur##*[:=]}"}"
                [[ -n "${held}" && "${COMP_WORDBREAKS}" = *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${held}"}")
                return 0
            }

            complete -o filenames -F _\(command)_whole_words \(command)

            """
    }
}
