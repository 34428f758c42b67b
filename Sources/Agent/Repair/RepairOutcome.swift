package import Fleet

/// How a repair ended.
package enum RepairOutcome: Hashable, Sendable {
    /// A token signed with the host's secret is accepted, and a mis-signed one refused.
    case proved
    /// Only the dry run was asked for, and it passed.
    case rehearsed
    /// The world was not as planned: nothing, or nothing more, was written.
    case stopped(RepairStep, String)
    /// A write was made and access was not proved; the old document is back and the workload restarted.
    case rolledBack(String)
    /// A write was made, access was not proved and the way back failed too: a person is needed.
    case failed(RepairStep, String)
}

/// What a watching person sees of a repair.
package struct RepairProgress: Sendable {
    package let step: RepairStep
    package let phase: JournalEntry.Phase
    package let detail: String
}

/// Why a step was not taken or did not succeed.
struct StepFailure: Error {
    let step: RepairStep
    let reason: String
    /// True where a write of this run may stand in the cluster.
    var written = false
    /// Somebody else writes the same document: there is nothing of ours to put back.
    var contested = false
}
