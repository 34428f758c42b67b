package import Fleet

/// The steps of a repair as they are taken, for a person who watches.
package struct StepLines {
    private let style: Style
    /// Columns of the terminal; nil for a pipe.
    private let width: Int?

    package init(style: Style, width: Int?) {
        self.style = style
        self.width = width
    }

    /// A step that has begun; on a terminal the line is drawn over.
    package func begun(_ step: String, seconds: Double, rollout: RolloutState? = nil) -> [String] {
        let waited = [
            rollout.map { "\($0.ready) of \($0.wanted) ready" },
            seconds < 1 ? nil : "\(shortDuration(seconds: seconds))",
        ].compactMap(\.self)
        let head = mark(style.ellipsis, step) + waited.joined(separator: ", ")
        return ([head] + (rollout.map(pods) ?? [])).map { cut(trimmed($0)) }
    }

    /// What has changed of a rollout, on one line: for a pipe, in which nothing is drawn over.
    package func change(_ step: String, seconds: Double, _ rollout: RolloutState, since before: RolloutState?) -> String
    {
        let known = Set(before?.pods ?? [])
        let changed = rollout.pods.filter { !known.contains($0) }.map { "\($0.name) \(standing($0))" }
        let gone = (before?.pods ?? []).filter { old in !rollout.pods.contains { $0.name == old.name } }.map {
            "\($0.name) gone"
        }
        let head = "\(rollout.ready) of \(rollout.wanted) ready, \(shortDuration(seconds: seconds))"
        return mark(style.ellipsis, step) + ([head] + changed + gone).map { printable($0) }.joined(separator: "; ")
    }

    /// - Parameter phase: as the journal has it: `done`, `failed`, `refused`.
    package func ended(_ step: String, phase: String, detail: String, seconds: Double) -> [String] {
        let sign =
            switch phase {
            case "done": style.unicode ? "✓" : "+"
            case "failed": style.unicode ? "✖" : "x"
            default: "-"
            }
        let took = seconds < 1 ? "" : (detail.isEmpty ? "" : " ") + "(\(shortDuration(seconds: seconds)))"
        return hanging(printable(detail) + took, after: mark(sign, step), width: width).map(trimmed)
    }

    /// So many fit beside what else is on a screen.
    private static let mostPods = 12

    private func pods(_ rollout: RolloutState) -> [String] {
        let shown = rollout.pods.prefix(Self.mostPods)
        let name = shown.map { displayWidth($0.name) }.max() ?? 0
        let lines = shown.map { pod in
            let label = printable(pod.name) + String(repeating: " ", count: name - displayWidth(pod.name))
            return "    \(label)  \(printable(standing(pod)))\(pod.isNew ? "" : ", to be replaced")"
        }
        let more = rollout.pods.count - shown.count
        return lines + (more > 0 ? ["    and \(more) more"] : [])
    }

    private func standing(_ pod: RolloutState.Pod) -> String {
        if pod.isTerminating { return pod.status }
        return pod.ready
            ? "\(pod.status), ready" + (pod.restarts > 0 ? ", \(counted(pod.restarts, "restart"))" : "")
            : "\(pod.explanation), not ready"
    }

    private func mark(_ sign: String, _ step: String) -> String {
        // The longest is `restart-back`; of a later agent it may be longer.
        "\(sign)\(sign.count > 1 ? "" : " ")\(step)\(String(repeating: " ", count: max(0, 12 - step.count))) "
    }

    private func cut(_ line: String) -> String {
        width.map { fitted(line, width: max(1, $0 - 1), ellipsis: style.ellipsis) } ?? line
    }

    private func trimmed(_ line: String) -> String {
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}
