import ArgumentParser
import Console
import Control
import Fleet
import Reports

/// How much of a plan is shown.
struct DetailOption: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Show the diff, what each step does, and every gate.")
    var verbose = false

    private var width: Int? { StandardStream.output.terminalWidth }

    var lines: PlanLines {
        PlanLines(isWhole: verbose, width: width, words: width == nil ? .plain : Words(zone: .local))
    }
}

/// Plans and gates, for a person and as JSON.
enum PlanText {
    /// Has a plan made. A refusal is said where the plan would be, and is no failure.
    ///
    /// - Returns: nil where a gate refuses it.
    static func proposed(
        _ cluster: ClusterID, byLogs: Bool, waiving: [Gate], _ operations: any ControlOperations,
        _ caller: ControlCaller, _ output: PlainFormat,
        _ detail: DetailOption
    ) async throws -> PlanReply? {
        do {
            return try await operations.propose(cluster.rawValue, byLogs: byLogs, waiving: waiving, by: caller)
        } catch let problem as ControlProblem where problem.code == .refused && problem.gates != nil {
            let text = output == .json ? try refusalJSON(problem, cluster) : refusal(problem, cluster, detail.lines)
            try StandardStream.output.write(text + "\n")
            return nil
        }
    }

    static func json(_ plan: PlanReply) throws -> String { try jsonText(PlanDocument(plan), indented: true) }

    static func describe(_ reply: PlanReply, _ lines: PlanLines) -> String {
        let held = reply.freeze.map { ", held by \($0.text(.output))" } ?? ""
        let title =
            """
            plan/\(reply.id) (\(reply.hash)) for \(printable(reply.cluster)): \(reply.cause), \(reply.state)\(held)
            """
        return (lines.plan(reply.plan, title: title) + lines.gates(reply.gates ?? [])).joined(separator: "\n")
    }

    /// The gates say each their own; the first of them is no headline.
    private static func refusal(_ problem: ControlProblem, _ cluster: ClusterID, _ lines: PlanLines) -> String {
        let gates = problem.gates ?? []
        let failed = gates.count { !$0.passed }
        let title =
            """
            Refused: \(printable(cluster.rawValue)) cannot be repaired, blocked by \(failed) of \(gates.count) gates
            """
        let hint = problem.nextStep?.here.lines(width: lines.width) ?? []
        return ([title] + lines.gates(gates) + hint).joined(separator: "\n")
    }

    private static func refusalJSON(_ problem: ControlProblem, _ cluster: ClusterID) throws -> String {
        try jsonText(
            PlanDocument(cluster: cluster.rawValue, gates: problem.gates ?? [], nextStep: problem.nextStep),
            indented: true)
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
        var gates: [GateVerdict]?
        var nextStep: NextStep?
    }

    let schema = "agentctl.remediate.plan/v2"
    let items: [Item]

    init(_ reply: PlanReply) {
        var item = Item(cluster: reply.cluster, refused: false)
        (item.plan, item.hash, item.state, item.repair) = (.plan(reply.id), reply.hash, reply.state, reply.plan)
        (item.steps, item.gates) = (reply.steps, reply.gates)
        items = [item]
    }

    init(cluster: String, gates: [GateVerdict], nextStep: NextStep?) {
        items = [Item(cluster: cluster, refused: true, gates: gates, nextStep: nextStep)]
    }
}
