/// Sections of a command's help.
package enum HelpSection {
    /// Options that many commands have in the same words: they stand last.
    package static let shared = "Global options"

    /// The help of a command with its own options before those it shares.
    package static func arranged(_ help: String) -> String {
        var lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { $0 == "\(shared.uppercased()):" }) else { return help }
        let next = lines[first...].firstIndex(of: "") ?? lines.endIndex
        guard next < lines.endIndex else { return help }
        let section = lines[first..<next]
        lines.removeSubrange(first...next)
        while lines.last == "" { lines.removeLast() }
        return (lines + [""] + section).joined(separator: "\n") + "\n"
    }
}
