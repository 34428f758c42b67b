package import Fleet

/// What the program was called as: its help, its completions, its errors and the commands that it prints for people say
/// the same name back.
///
/// Documents (JSON, YAML, CSV, reports) and what agentd sends out are read elsewhere: their commands are written with
/// `agentctl`, which every installation has.
package struct ProgramName: Equatable {
    /// The name of the root command: `agentctl` or `ksfleet`.
    package let command: String
    /// What runs it as a plugin of its own: `kubectl`.
    package let host: String?

    package static let current = ProgramName(path: CommandLine.arguments.first ?? "")

    /// - Parameter path: argv[0]. kubectl calls a plugin by its file's path, as `kubectl-ksfleet`.
    package init(path: String) {
        let file = path.split(separator: "/").last ?? ""
        command = file.hasSuffix("ksfleet") ? "ksfleet" : "agentctl"
        host = command == "ksfleet" && file.hasPrefix("kubectl-") ? "kubectl" : nil
    }

    /// What is typed: `agentctl`, `ksfleet`, `kubectl ksfleet`.
    package var typed: String { host.map { "\($0) \(command)" } ?? command }

    /// A help text or an error with this name in place of `agentctl`. Schemas (`agentctl.status/v1`) are names of their
    /// own.
    package func named(_ text: String) -> String {
        typed == "agentctl" ? text : text.replacing(/\bagentctl\b(?!\.[a-z.]+\/)/, with: typed)
    }

    /// A command line of agentctl's as it is typed here; what other programs do stays as it is. An argument may be
    /// called agentctl, too.
    package func named(command: String) -> String {
        typed == "agentctl"
            ? command
            : command.replacing(/(?<start>^|\| |sudo (-u [^ ]+ )?)agentctl(?= |$)/) { "\($0.output.start)\(typed)" }
    }

    /// A page for a terminal, in which commands stand on lines of their own, or behind `next:`, `then:` or `3 more:`.
    package func named(onLinesOf page: String) -> String {
        guard typed != "agentctl" else { return page }
        return page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let name = line.firstRange(of: "agentctl ") else { return String(line) }
            let before = line[..<name.lowerBound].replacing(/\u{1B}\[[0-9;]*m/, with: "")
            guard before.wholeMatch(of: /\s*(next:|then:|[0-9,]+ more:)?\s*/) != nil else { return String(line) }
            return line[..<name.lowerBound] + "\(typed) " + line[name.upperBound...]
        }.joined(separator: "\n")
    }

    /// A message with commands between backticks.
    package func named(quotedIn message: String) -> String {
        typed == "agentctl" ? message : message.replacing(/`agentctl(?=[ `])/, with: "`\(typed)")
    }
}

/// As it is typed to run it again.
package var thisProgram: String { ProgramName.current.typed }

extension NextStep {
    /// As it is typed on this terminal.
    package var here: NextStep {
        mapping(
            text: ProgramName.current.named(quotedIn:), command: { ProgramName.current.named(command: $0) })
    }
}
