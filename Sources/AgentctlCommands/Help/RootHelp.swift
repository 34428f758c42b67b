import ArgumentParser

/// `agentctl` alone: what to begin with, then every command by what one wants of it.
enum RootHelp {
    static func text(of root: any ParsableCommand.Type) -> String {
        let configuration = root.configuration
        let width = configuration.subcommands.map { $0.configuration.commandName?.count ?? 0 }.max() ?? 0
        let groups = configuration.groupedSubcommands.map { group in
            section(
                group.name,
                group.subcommands.map { ($0.configuration.commandName ?? "", words($0.configuration.abstract)) },
                width: width)
        }
        let topics = section("Help topics", HelpTopic.allCases.map { ("help \($0.rawValue)", $0.summary) })
        return ([overview(configuration.abstract), section("Start with", first)] + groups + [topics, ending]).joined(
            separator: "\n\n")
    }

    private static func overview(_ abstract: String) -> String {
        """
        \(abstract)

        Usage: agentctl <command> [options]
        """
    }

    private static let first = [
        ("doctor", "is everything in place: access, rights, clocks?"),
        ("status", "every cluster, the cause and the next step"),
        ("history", "what happened, and when"),
        ("remediate plan NAME", "what a repair would do; writes to no cluster"),
        ("remediate apply NAME", "repair a member, and prove that it works again"),
    ].map { ("agentctl \($0)", $1) }

    private static let ending = "Help on a command: agentctl help <command>"

    /// A sentence as a row of a list has it.
    private static func words(_ abstract: String) -> String {
        abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
    }

    private static func section(_ title: String, _ rows: [(String, String)], width: Int = 0) -> String {
        let width = max(width, rows.map(\.0.count).max() ?? 0)
        let lines = rows.map { "  \($0)" + String(repeating: " ", count: width - $0.count + 2) + $1 }
        return "\(title):\n" + lines.joined(separator: "\n")
    }
}
