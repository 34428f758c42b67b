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

    static func refusal(_ cluster: ClusterID, _ gates: [RepairGate], diagnosis: Diagnosis? = nil) -> ControlProblem {
        let failed = gates.filter { !$0.passed }
        let found = diagnosis?.primary.map { "found \($0.cause.rawValue): \($0.nextStep)" }
        let first = failed.first.map { "\($0.name): \($0.compared)" } ?? "no gate was evaluated"
        return ControlProblem(
            .refused, "no repair of \(cluster); \(failed.count) of \(gates.count) gates \(failed.count == 1 ? "says" : "say") no; \(first)", hint: found, gates: gates)
    }
}
