import Fleet

/// How much each log grew between the last two readings, and what kind of lines it showed: it decides how long a tail
/// the next reading asks for.
package struct LogPace: Sendable {
    private struct Pace {
        var newLines: Int
        var showsAuthentication: Bool
    }

    private var paces: [String: Pace] = [:]
    private static let longestTail = 20_000

    package init() {}

    /// Lines of a tail that most likely reaches back to the last reading.
    package func tail(_ podUID: String) -> Int { min(Self.longestTail, 2 * (paces[podUID]?.newLines ?? 100) + 20) }

    /// A process that once wrote lines of `authentication.go` goes on doing so; for images whose tag is no version.
    package func counting(_ podUID: String, _ counting: LogClassifier.Counting) -> LogClassifier.Counting {
        if case .either = counting, paces[podUID]?.showsAuthentication == true { return .authentication }
        return counting
    }

    package mutating func note(_ podUID: String, _ classifier: LogClassifier) {
        let shows =
            classifier.signatures[.v4_1] != nil || classifier.signatures[.v3_0] != nil
            || paces[podUID]?.showsAuthentication == true
        paces[podUID] = Pace(newLines: classifier.lines - classifier.oldLines, showsAuthentication: shows)
    }

    package mutating func forget(except podUIDs: Set<String>) { paces = paces.filter { podUIDs.contains($0.key) } }
}
