package import Fleet

/// A plan and its gates for a person: what has to be known before a yes, or all of it.
package struct PlanLines {
    /// The diff, the steps and every gate as well.
    private let isWhole: Bool
    /// Columns of the terminal; nil for a pipe.
    package let width: Int?
    /// Those of the reader.
    private let words: Words

    package init(isWhole: Bool, width: Int?, words: Words = .plain) {
        self.isWhole = isWhole
        self.width = width
        self.words = words
    }

    /// - Parameter title: which plan it is, of which cluster.
    package func plan(_ plan: RepairPlan, title: String) -> [String] {
        let edits = plan.edits.flatMap { line("edit", "\($0.path): \(printable($0.from)) -> \(printable($0.to))") }
        return hanging(title, after: "", width: width) + edits
            + line("restart", "deployment \(printable(plan.workload))") + proof(plan)
            + plan.waivers.flatMap { line("waived", printable($0.words)) }
            + plan.costs.flatMap { line("cost", printable($0)) }
            + plan.warnings.flatMap(warning)
            + (isWhole ? diff(plan) + steps(plan) : way(plan))
    }

    private func proof(_ plan: RepairPlan) -> [String] {
        guard plan.proof == .logs else { return [] }
        return line(
            "proof",
            "by logs alone, which is weaker: that the new pods refuse nobody for a while; no token of ours is sent")
    }

    /// What would make the repair last stands below why it may not.
    private func warning(_ warning: PlanWarning) -> [String] {
        line("warning", printable(warning.text))
            + (warning.nextStep?.lines("durable", indent: "  ", width: width) ?? [])
    }

    private func way(_ plan: RepairPlan) -> [String] {
        line("steps", plan.steps.map(\.rawValue).joined(separator: ", "))
    }

    /// A line of a diff is one line, whatever the width: broken, it would be another diff.
    private func diff(_ plan: RepairPlan) -> [String] {
        guard !plan.diff.isEmpty else { return [] }
        return ["Diff (comments left out, secrets as fingerprints)"]
            + plan.diff.split(separator: "\n").map { "  " + printable(String($0), limit: 1000) }
    }

    private func steps(_ plan: RepairPlan) -> [String] {
        let name = plan.steps.map(\.rawValue.count).max() ?? 0
        return ["Steps"]
            + plan.steps.enumerated().flatMap { number, step in
                hanging(step.explanation, after: "  \(number + 1). \(filled(step.rawValue, to: name)) ", width: width)
            }
    }

    /// Those that say no, and of the others how many; whole, each of them.
    package func gates(_ gates: [GateVerdict]) -> [String] {
        guard !gates.isEmpty else { return [] }
        let shown = isWhole ? gates : gates.filter { !$0.passed }
        let passed = gates.count { $0.passed }
        guard !shown.isEmpty else { return line("gates", "all \(gates.count) pass") }
        let name = shown.map(\.name.count).max() ?? 0
        let rows = shown.flatMap {
            hanging(
                printable(words.text($0.compared)), after: "  \(word($0.verdict))  \(filled($0.name, to: name))  ",
                width: width)
        }
        return ["Gates"] + rows
            + (isWhole || passed == 0 ? [] : ["  \(passed) other\(passed == 1 ? " passes" : "s pass")"])
    }

    private func word(_ verdict: GateVerdict.Verdict) -> String {
        switch verdict {
        case .passed: "pass  "
        case .waived: "waived"
        case .refused, .unevaluated: "REFUSE"
        }
    }

    private func line(_ label: String, _ text: String) -> [String] {
        hanging(text, after: "  \(filled(label, to: 7))  ", width: width)
    }

    private func filled(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
