package import Fleet
package import FoundationEssentials
package import Store

/// Asked before each write: nil allows it, a text says why not now. Proof and rollback are never asked about.
package typealias WritePermission = @Sendable (RepairStep) async -> String?

/// Who wants a repair carried out, why, and within which limits.
package struct RepairOrder: Sendable {
    /// `uid 0 (root)`, for example; it is journaled.
    package var actor: String
    package var reason: String
    package var mode = RunMode.hand
    package var incident: Int64?
    /// The first of the probes that failed in a row, and the field manager that last wrote the configuration: the
    /// limits of a run by policy are counted with them once more in the transaction that begins it.
    package var failingSince: Date?
    package var lastWriter: String?
    /// The stored plan that is carried out: it must still be the plan. nil takes the one that was prepared.
    package var planID: Int64?
    /// The stored plan must have been approved by a person.
    package var needsApproval = false
    /// Stop after the server-side dry run, with nothing written. It is journaled, and counted nowhere.
    package var dryRun = false
    /// A person has said that logs may prove it: weaker than the probe, and never for a policy.
    package var allowsProofByLogs = false
    /// Gates of an undo that a person lets pass where they cannot be evaluated; a repair's stand in its plan.
    package var waivers = GateWaivers()
    /// Seconds for which the new pods' logs are watched then.
    package var logWindow = 60.0
    package var limits = PolicyLimits()
    package var mayWrite: WritePermission = { _ in nil }
    /// The same of a run that a killed process left, for its own cluster and cause; nil asks `mayWrite`.
    package var mayWriteOf: (@Sendable (RunRecord) -> WritePermission)?
    package var watch: RepairRun.Watcher = { _ in }

    package init(actor: String, reason: String) {
        self.actor = printable(actor, limit: 100)
        self.reason = printable(reason, limit: 200)
    }
}

/// What came of an order.
package enum RepairAnswer: Sendable {
    case carriedOut(run: String, RepairOutcome)
    /// Nothing was written: the gates, with the one that says no.
    case refused([GateVerdict])

    package var outcome: RepairOutcome? { if case .carriedOut(_, let outcome) = self { outcome } else { nil } }
    package var run: String? { if case .carriedOut(let run, _) = self { run } else { nil } }
}
