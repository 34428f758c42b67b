package import Fleet
package import FoundationEssentials

/// A plan as the agent keeps it: `GET /v1/plans/ID`, and each item of `GET /v1/plans`.
package struct PlanReply: Codable, Equatable, Sendable {
    package static let listSchema = "ksfleet.plans/v1"

    package var schema = "ksfleet.plan/v1"
    package var id: Int64
    package var cluster: String
    package var cause: String
    package var hash: String
    /// `proposed`, `approved`, `rejected`, `withdrawn`, `expired`, `applied`, `superseded`.
    package var state: String
    /// A person is asked to approve it; false of one that somebody only had made to look at it. Absent of an agent that
    /// does not say.
    package var asksForApproval: Bool?
    package var incident: Int64?
    package var proposedAt: Date
    package var proposedBy: String
    /// When a plan that waits for approval expires.
    package var expiresAt: Date?
    package var decidedAt: Date?
    package var decidedBy: String?
    package var reason: String?
    /// The run that carried it out.
    package var run: String?
    /// Edits with secrets as fingerprints, costs and warnings.
    package var plan: RepairPlan
    /// The steps in order.
    package var steps: [String]
    /// The gates as they were when it was made, where it was made just now.
    package var gates: [GateVerdict]?
    /// Of a plan that was made just now: the freeze that keeps it from being carried out.
    package var freeze: FreezeReply?

    package init(
        id: Int64, plan: RepairPlan, state: String, proposedAt: Date, proposedBy: String, gates: [GateVerdict]? = nil
    ) {
        self.id = id
        cluster = plan.cluster.rawValue
        cause = plan.cause.rawValue
        hash = plan.hash
        self.state = state
        self.proposedAt = proposedAt
        self.proposedBy = proposedBy
        self.plan = plan
        steps = plan.steps.map(\.rawValue)
        self.gates = gates
    }
}
