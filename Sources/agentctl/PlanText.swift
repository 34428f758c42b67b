import Agent
import Fleet
import FoundationEssentials

/// Plans, gates and the progress of a repair, for a person and as JSON.
enum PlanText {
    static func describe(_ preparation: Preparation, cluster: String, json: Bool) -> String {
        if json { return encode(PlanDocument(preparation, cluster: cluster)) }
        return switch preparation {
        case .ready(let repair): (plan(repair.plan) + gates(repair.gates)).joined(separator: "\n")
        case .refused(let gates, let diagnosis): refusal(gates, diagnosis, cluster: cluster)
        }
    }

    private static func plan(_ plan: RepairPlan) -> [String] {
        var lines = ["Plan \(plan.hash) for \(plan.cluster): \(plan.cause.rawValue)"]
        lines += plan.edits.map { "  edit     \($0.path): \($0.from) -> \($0.to)" }
        lines.append("  restart  deployment \(plan.workload)")
        lines += plan.costs.map { "  cost     \($0)" }
        lines += plan.warnings.map { "  warning  \($0)" }
        if !plan.diff.isEmpty { lines += ["Diff (comments left out, secrets as fingerprints)"] + plan.diff.split(separator: "\n").map { "  \($0)" } }
        lines.append("Steps")
        lines += plan.steps.enumerated().map { "  \($0.offset + 1). \(pad($0.element.rawValue, 10)) \($0.element.explanation)" }
        return lines
    }

    private static func gates(_ gates: [RepairGate]) -> [String] {
        let width = gates.map(\.name.count).max() ?? 0
        return ["Gates"] + gates.map { "  \($0.passed ? "pass  " : "REFUSE")  \(pad($0.name, width))  \(printable($0.compared))" }
    }

    private static func refusal(_ gates: [RepairGate], _ diagnosis: Diagnosis, cluster: String) -> String {
        let failed = gates.filter { !$0.passed }
        var lines = ["Refused: no repair of \(printable(cluster)); \(failed.count) of \(gates.count) gates \(failed.count == 1 ? "says" : "say") no"]
        lines += Self.gates(gates)
        if let finding = diagnosis.primary { lines.append("Found: \(finding.cause.rawValue). Next: \(finding.nextStep)") }
        return lines.joined(separator: "\n")
    }

    /// One line a step, as it happens.
    static func progress(_ progress: RepairProgress) -> String {
        let mark = switch progress.phase {
        case .intended: "…"
        case .done: "✓"
        case .failed: "✖"
        case .refused: "-"
        }
        return "\(mark) \(pad(progress.step.rawValue, 10)) \(printable(progress.detail))"
    }

    static func outcome(_ outcome: RepairOutcome, run: String, plan: RepairPlan, json: Bool) -> String {
        guard json else { return "\(plan.cluster): \(outcome.summary) (run \(run))" }
        return encode(
            OutcomeDocument(cluster: plan.cluster.rawValue, run: run, plan: plan.hash, outcome: outcome.code, summary: outcome.summary))
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

private struct PlanDocument: Encodable {
    var schema = "agentctl.remediate.plan/v1"
    let cluster: String
    let refused: Bool
    let hash: String?
    let plan: RepairPlan?
    let steps: [String]
    let gates: [RepairGate]
    let next: String?

    init(_ preparation: Preparation, cluster: String) {
        self.cluster = cluster
        gates = preparation.gates
        switch preparation {
        case .ready(let repair):
            (refused, hash, plan, next) = (false, repair.plan.hash, repair.plan, nil)
            steps = repair.plan.steps.map(\.rawValue)
        case .refused(_, let diagnosis):
            (refused, hash, plan, steps) = (true, nil, nil, [])
            next = diagnosis.primary?.nextStep
        }
    }
}

private struct OutcomeDocument: Encodable {
    var schema = "agentctl.remediate.outcome/v1"
    let cluster: String
    let run: String
    let plan: String
    let outcome: String
    let summary: String
}
