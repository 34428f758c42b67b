package import Control
package import Fleet

/// How the rollouts of runs stand, for whoever follows a run. The journal keeps what came of them; this is kept of the
/// last runs of this process alone.
package struct RunRollouts {
    private static let most = 50
    private var states: [String: [RepairStep: RolloutState]] = [:]

    package init() {}

    package mutating func note(_ state: RolloutState, of run: String, _ step: RepairStep) {
        states[run, default: [:]][step] = state
        // Their ids sort by time.
        guard states.count > Self.most, let oldest = states.keys.min() else { return }
        states[oldest] = nil
    }

    /// Beside the last row of each step.
    package func show(in run: inout RunReply) {
        for (step, state) in states[run.id] ?? [:] {
            guard let row = run.steps?.lastIndex(where: { $0.step == step.rawValue }) else { continue }
            run.steps?[row].rollout = state
        }
    }
}
