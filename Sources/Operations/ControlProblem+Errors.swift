import ConfigurationFiles
import Control
import Fleet
import Kubernetes
import Store

extension ControlProblem {
    /// What an error of the modules below means to whoever asked.
    init(_ error: any Error) {
        self =
            switch error {
            case let problem as ControlProblem: problem
            case let error as StoreError: ControlProblem(Self.code(error), error.message)
            case let error as Fault: ControlProblem(error.kind == .notAttempted ? .busy : .failed, error.message)
            case let error as KubeconfigError: ControlProblem(.failed, error.description)
            case let error as ConfigurationError: ControlProblem(.failed, error.description)
            case is CancellationError: ControlProblem(.stopping, "the agent is stopping")
            default: ControlProblem(.failed, "\(error)")
            }
    }

    private static func code(_ error: StoreError) -> Code {
        switch error.code {
        case .noSuchPlan, .noSuchRun, .noSuchIncident: .notFound
        case .refused: .conflict
        case .busy: .busy
        default: .failed
        }
    }

    /// - Parameter undoing: the run that was to be taken back; nil for a repair.
    static func refusal(
        _ cluster: ClusterID, _ gates: [GateVerdict], diagnosis: Diagnosis? = nil, undoing run: String? = nil
    ) -> ControlProblem {
        let failed = gates.filter { !$0.passed }
        // The next step of a repairable cause is the plan that was just refused: the gate says what stands in its way.
        let found = diagnosis?.primary.flatMap { Cause.repairable.contains($0.cause) ? nil : $0.nextStep }
        let hint = waiving(cluster, failed, run) ?? found
        let what = run.map { "run/\($0) on \(cluster) cannot be undone, \(blocked(gates))" }
        return ControlProblem(.refused, what ?? "\(cluster) \(unrepaired(gates))", hint: hint, gates: gates)
    }

    /// What an event of a cluster says of its refused repair: the cluster is a value of its own there.
    var ofItsCluster: String { code == .refused ? gates.map(Self.unrepaired) ?? message : message }

    private static func unrepaired(_ gates: [GateVerdict]) -> String { "cannot be repaired, \(blocked(gates))" }

    private static func blocked(_ gates: [GateVerdict]) -> String {
        let failed = gates.filter { !$0.passed }
        let first = failed.first?.statement.plain ?? "no gate was evaluated"
        return "blocked by \(failed.count) of \(gates.count) gates: \(first)"
    }

    /// Where only gates say no that a person may waive: how.
    private static func waiving(_ cluster: ClusterID, _ failed: [GateVerdict], _ run: String?) -> NextStep? {
        let waivable = failed.filter { $0.verdict == .unevaluated }.map(\.gate).filter(\.isWaivable)
        guard !failed.isEmpty, waivable.count == failed.count else { return nil }
        let flags = waivable.map { "--waive \($0.rawValue)" }.joined(separator: " ")
        let forGood =
            waivable.contains(.redisAnswers)
            ? ", or for good in agent.yaml: contexts: {\(cluster): {redis: external}}" : ""
        let command = run.map { "undo run/\($0)" } ?? "apply \(shellWord(cluster.rawValue))"
        return NextStep(
            "if you know better, waive it under your name\(forGood)", command: "agentctl remediate \(command) \(flags)")
    }
}
