extension ShellScript {
    /// Where a word follows that is no child's name, the usual child's is put before it; where none does, what it takes
    /// is offered beside the children.
    mutating func addFish(_ parent: NamedCommand, _ usual: NamedCommand) {
        let tokens = "    set -l unparsed_tokens (__\(command)_tokens -pc)\n"
        let depth = parent.path.count + 1
        let matches = parent.path.enumerated().map { "test \"$unparsed_tokens[\($0 + 2)]\" = \($1)" }
        let lines = """
                if test (count $unparsed_tokens) -gt \(depth); and \(matches.joined(separator: "; and "))
                    contains -- $unparsed_tokens[\(depth + 1)] \(parent.children.map(\.name).joined(separator: " "))
                    or set unparsed_tokens $unparsed_tokens[..\(depth)] \(usual.name) $unparsed_tokens[\(depth + 1)..]
                end

            """
        text = text.replacing(tokens, with: tokens + lines, maxReplacements: 1)
        let (whole, short) = (place(usual), place(parent))
        let offered = text.split(separator: "\n").filter { line in
            line.hasPrefix("complete ") && line.contains("\"\(whole)\"") && !line.contains(" version' -l 'version'")
                && !line.contains(" h help' -s 'h'")
        }
        text += offered.map { "\n" + $0.replacing("\"\(whole)\"", with: "\"\(short)\"") }.joined()
    }

    mutating func addFishHelp() {
        for parent in parents {
            let words = ([command, "help"] + parent.path).joined(separator: " ")
            for (name, about) in parent.helped {
                let about = about.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                text +=
                    """

                    complete -c '\(command)' -n 'test "$(string join -- " " (__\(command)_tokens -pc))" = "\(words)"' \
                    -fa '\(name)' -d '\(about)'
                    """
            }
        }
    }

    private func place(_ command: NamedCommand) -> String { ([self.command] + command.path).joined(separator: " ") }
}
