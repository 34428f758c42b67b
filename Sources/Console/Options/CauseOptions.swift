package import ArgumentParser
import Fleet

/// Which causes: of incidents and probes (`secret-mismatch`), or of failures (`signature-invalid`).
package struct CauseOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("Only this cause; may be given more than once.", valueName: "cause"),
        completion: .list(Cause.allCases.map(\.rawValue)))
    package var cause: [String] = []

    /// nil where none is named.
    package func codes() throws -> Set<String>? {
        let known = Set(Cause.allCases.map(\.rawValue)).union(FailureCause.allCases.map(\.rawValue))
        if let wrong = cause.first(where: { !known.contains($0) }) {
            throw Self.unknown(wrong, among: known.sorted())
        }
        return cause.isEmpty ? nil : Set(cause)
    }

    package static func unknown(_ word: String, among known: [String]) -> CommandFailure {
        let near = Spelling.nearest(to: word, among: known).map { "did you mean \($0)?" }
        return CommandFailure(
            .usage, "there is no cause \(printable(word, limit: 60))",
            hint: NextStep(near ?? "the causes: \(known.joined(separator: ", "))"), code: "no_such_cause")
    }

    package init() {}
}
