import Agent
import Control
import Fleet
import Reports

/// Plans and gates, for a person and as JSON.
enum PlanText {
    /// Has a plan made. A refusal is said where the plan would be, and is no failure.
    ///
    /// - Returns: nil where a gate refuses it.
    static func proposed(
        _ cluster: ClusterID, byLogs: Bool, waiving: [PlanGate], _ operations: any ControlOperations, _ caller: ControlCaller, _ output: PlainFormat
    ) async throws -> PlanReply? {
        do {
            return try await operations.propose(cluster.rawValue, byLogs: byLogs, waiving: waiving, by: caller)
        } catch let problem as ControlProblem where problem.code == .refused && problem.gates != nil {
            try StandardStream.output.write((output == .json ? try refusalJSON(problem, cluster) : refusal(problem)) + "\n")
            return nil
        }
    }

    static func describe(_ plan: PlanReply, json: Bool) throws -> String {
        if json { return try jsonText(PlanDocument(plan), indented: true) }
        return (lines(plan) + gates(plan.gates ?? [])).joined(separator: "\n")
    }

    private static func lines(_ reply: PlanReply) -> [String] {
        let plan = reply.plan
        var lines = ["Plan \(reply.id) (\(reply.hash)) for \(printable(reply.cluster)): \(reply.cause), \(reply.state)"]
        lines += plan.edits.map { "  edit     \($0.path): \(printable($0.from)) -> \(printable($0.to))" }
        lines.append("  restart  deployment \(printable(plan.workload))")
        if plan.proof == .logs { lines.append("  proof    by logs alone, which is weaker: that the new pods refuse nobody for a while; no token of ours is sent") }
        lines += plan.waivers.map { "  waived   \(printable($0.words))" }
        lines += plan.costs.map { "  cost     \(printable($0))" }
        lines += plan.warnings.map { "  warning  \(printable($0))" }
        if !plan.diff.isEmpty {
            lines += ["Diff (comments left out, secrets as fingerprints)"] + plan.diff.split(separator: "\n").map { "  " + printable(String($0), limit: 1000) }
        }
        lines.append("Steps")
        lines += plan.steps.enumerated().map { "  \($0.offset + 1). \($0.element.rawValue.padded(to: 12)) \($0.element.explanation)" }
        return lines
    }

    static func gates(_ gates: [RepairGate]) -> [String] {
        guard !gates.isEmpty else { return [] }
        let width = gates.map(\.name.count).max() ?? 0
        return ["Gates"] + gates.map { "  \(word($0.verdict))  \($0.name.padded(to: width))  \(printable($0.compared))" }
    }

    private static func word(_ verdict: RepairGate.Verdict) -> String {
        switch verdict {
        case .passed: "pass  "
        case .waived: "waived"
        case .refused, .unevaluated: "REFUSE"
        }
    }

    private static func refusal(_ problem: ControlProblem) -> String {
        let hint = problem.hint.map { ["Next: " + printable($0)] } ?? []
        return (["Refused: " + printable(problem.message)] + gates(problem.gates ?? []) + hint).joined(separator: "\n")
    }

    private static func refusalJSON(_ problem: ControlProblem, _ cluster: ClusterID) throws -> String {
        try jsonText(
            PlanDocument(cluster: cluster.rawValue, gates: problem.gates ?? [], next: problem.hint), indented: true)
    }
}

/// `agentctl.remediate.plan/v2`.
private struct PlanDocument: Encodable {
    struct Item: Encodable {
        let cluster: String
        /// Whether there is no plan: `gates` says why.
        let refused: Bool
        var plan: HistoryName?
        var hash: String?
        var state: String?
        var repair: RepairPlan?
        var steps: [String] = []
        var gates: [RepairGate]?
        var nextStep: String?
    }

    let schema = "agentctl.remediate.plan/v2"
    let items: [Item]

    init(_ reply: PlanReply) {
        var item = Item(cluster: reply.cluster, refused: false)
        (item.plan, item.hash, item.state, item.repair) = (.plan(reply.id), reply.hash, reply.state, reply.plan)
        (item.steps, item.gates) = (reply.steps, reply.gates)
        items = [item]
    }

    init(cluster: String, gates: [RepairGate], next: String?) {
        items = [Item(cluster: cluster, refused: true, gates: gates, nextStep: next)]
    }
}
