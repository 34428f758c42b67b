import ArgumentParser
import Fleet

/// Which causes: of incidents and probes (`secret-mismatch`), or of failures (`signature-invalid`).
struct CauseOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only this cause; may be given more than once.", valueName: "cause"), completion: .list(Cause.allCases.map(\.rawValue)))
    var cause: [String] = []

    /// nil where none is named.
    func codes() throws -> Set<String>? {
        let known = Set(Cause.allCases.map(\.rawValue)).union(FailureCause.allCases.map(\.rawValue))
        if let wrong = cause.first(where: { !known.contains($0) }) {
            throw CommandFailure(
                .usage, "there is no cause \(printable(wrong, limit: 60))", hint: "the causes: \(known.sorted().joined(separator: ", "))",
                code: "no_such_cause")
        }
        return cause.isEmpty ? nil : Set(cause)
    }
}
