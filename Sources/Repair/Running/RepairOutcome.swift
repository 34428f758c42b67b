package import Fleet

/// How a repair ended.
package enum RepairOutcome: Hashable, Sendable {
    /// Access is proved, and was still proved after the soak; of an undo: the member answers as it did before what was
    /// undone.
    case proved(String)
    /// Only the dry run was asked for, and it passed.
    case rehearsed
    /// The world was not as planned: nothing was written.
    case stopped(RepairStep, String)
    /// A write was made and access was not proved; the old document is back, and the member answers as it did before.
    case rolledBack(String)
    /// The leave to write was withdrawn after the first write, by a freeze, a window or the policy: the old document is
    /// back, and the member answers as it did before. It is no failure.
    case withdrawn(RepairStep, String)
    /// Somebody else writes the same document: nothing was forced.
    case contested(RepairStep, String)
    /// A write was made, access was not proved and the way back failed too: a person is needed.
    case failed(RepairStep, String)
    /// It cannot be said, or cannot be written down, where the cluster stands: the run stays open, and is taken up
    /// later.
    case unfinished(RepairStep, String)

    /// As the ledger counts it; nil while the run is open, and for a rehearsal.
    package var recorded: RepairAttempt.Outcome? {
        switch self {
        case .proved: .proved
        case .stopped, .withdrawn: .stopped
        case .rolledBack: .rolledBack
        case .contested: .contested
        case .failed: .failed
        case .rehearsed, .unfinished: nil
        }
    }

    var phase: JournalEntry.Phase {
        switch self {
        case .proved, .rehearsed: .done
        case .stopped, .withdrawn: .refused
        case .rolledBack, .contested, .failed, .unfinished: .failed
        }
    }

    /// One sentence for the journal and for a person.
    package var summary: String {
        switch self {
        case .proved(let how): "proved: \(how)"
        case .rehearsed: "dry run passed: nothing was written"
        case .stopped(let step, let reason): "stopped at \(step.rawValue), nothing was changed: \(reason)"
        case .rolledBack(let reason):
            "rolled back, the old document is in place and the member answers as before: \(reason)"
        case .withdrawn(let step, let reason):
            "stopped before \(step.rawValue), the old document is back and the member answers as before: \(reason)"
        case .contested(let step, let reason): "contested at \(step.rawValue), nothing was forced: \(reason)"
        case .failed(let step, let reason): "failed at \(step.rawValue), a person is needed: \(reason)"
        case .unfinished(let step, let reason):
            "not finished, at \(step.rawValue): \(reason); it is resumed before the next repair"
        }
    }

    /// Stable words for scripts.
    package var code: String {
        switch self {
        case .rehearsed: "rehearsed"
        case .unfinished: "unfinished"
        default: recorded?.rawValue ?? "unfinished"
        }
    }
}

/// What a watching person sees of a repair.
package struct RepairProgress: Sendable {
    package let run: String
    package let cluster: ClusterID
    package let step: RepairStep
    package let phase: JournalEntry.Phase
    package let detail: String
    /// Set where the step is under way, and the rollout that it waits for has got on.
    package internal(set) var rollout: RolloutState?
}

/// Why a step was not taken or did not succeed.
struct StepFailure: Error {
    enum Kind {
        /// A definite no: the run stops, or goes back.
        case failed
        /// The leave to write was withdrawn: the run stops, or goes back, and has not failed.
        case withdrawn
        /// Somebody else writes the same document: there is nothing of ours to put back.
        case contested
        /// What the cluster holds is not known, or what was done could not be written down: only a later look may
        /// decide.
        case unsettled
    }

    let step: RepairStep
    let reason: String
    var kind = Kind.failed
}
