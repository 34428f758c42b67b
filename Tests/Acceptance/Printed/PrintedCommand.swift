import Foundation

/// A command of ours, or of kubectl, as some text shows it to be run.
struct PrintedCommand: Hashable, CustomStringConvertible {
    let line: String
    /// Where it is printed.
    let place: String

    var description: String { "\(place): \(line)" }

    static let programs: Set = ["agentctl", "ksfleet", "kubectl"]

    struct Invocation {
        let program: String
        let arguments: [String]
    }

    /// Each program of ours in it, or what is wrong with it as a line of a shell.
    func invocations() -> (found: [Invocation], problem: String?) {
        let shell = ShellLine(line)
        if let problem = shell.problem { return ([], problem) }
        let found = shell.commands.compactMap { words -> Invocation? in
            let command = Self.withoutWrapper(words)
            guard let program = command.first?.split(separator: "/").last.map(String.init),
                Self.programs.contains(program)
            else {
                return nil
            }
            return Invocation(program: program, arguments: Array(command.dropFirst()))
        }
        if let prose = found.flatMap(\.arguments).first(where: Self.isProse) { return (found, "\"\(prose)\" is prose") }
        return (found, found.isEmpty ? "no command of ours" : nil)
    }

    /// `sudo -u ksfleet`, `KUBECONFIG=file`, and the like.
    private static func withoutWrapper(_ words: [String]) -> [String] {
        var words = words[...]
        while let first = words.first {
            if first.contains(/^[A-Z_]+=/) || ["sudo", "time", "exec", "if", "!"].contains(first) {
                words.removeFirst()
                if first == "sudo" {
                    while let flag = words.first, flag.hasPrefix("-") {
                        words = words.dropFirst(flag == "-u" || flag == "-g" ? 2 : 1)
                    }
                }
            } else {
                return Array(words)
            }
        }
        return []
    }

    /// A parser takes any word for a cluster's or an object's name.
    private static func isProse(_ word: String) -> Bool {
        let stops: Set = [
            "and", "or", "then", "then:", "before", "after", "where", "which", "the", "it", "is", "says", "not",
            "there", "to", "on", "if",
            "has", "with",
        ]
        guard !word.contains(" ") else { return false }
        return stops.contains(word) || word.hasSuffix(",") || word.hasSuffix(";") || word.hasSuffix(":")
            || word.hasPrefix("(")
            || word.hasPrefix("<")
            || word.hasSuffix("…") && word.count > 1
    }
}
