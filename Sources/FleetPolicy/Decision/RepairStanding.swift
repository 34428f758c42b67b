package import FleetDiagnosis
package import FleetModel
package import FleetRepair
package import FleetWords
package import FoundationEssentials

/// What the agent does about one cluster, or what holds it back.
package struct RepairStanding: Hashable, Sendable {
    package enum State: String, CaseIterable, Codable, Sendable {
        /// A run is under way, or was left by a killed process and is taken up again.
        case repairing
        /// A person has approved the plan; it begins with the next round that lets it.
        case approved
        /// A plan waits for approval.
        case waiting
        /// A plan is shown, and the policy goes no further.
        case suggested
        case frozen
        case breakerOpen = "breaker-open"
        /// A gate says no.
        case held
        /// A person has rejected the plan; another is made after the cooldown.
        case rejected
        /// Every gate has passed: it begins now.
        case due
        /// The policy only looks.
        case observing
    }

    package var state: State
    package var plan: HistoryName?
    package var run: HistoryName?
    /// Of a run: the step that it is at.
    package var step: String?
    /// Since when; of a freeze, a breaker that is open and a run.
    package var since: Date?
    /// When it ends by itself; of a plan, when it expires.
    package var until: Date?
    /// nil for a freeze of policy.yaml.
    package var freeze: HistoryName?
    /// Who froze, approved or rejected.
    package var by: String?
    /// The gate that says no.
    package var gate: Gate?
    /// What the gate compared, or the words of whoever decided.
    package var reason: Statement?

    package init(_ state: State, _ say: (inout RepairStanding) -> Void = { _ in }) {
        self.state = state
        say(&self)
    }
}

/// All that is known of one cluster's repairs at one moment, from the history and from the agent.
package struct RepairCircumstances: Sendable {
    package struct Run: Hashable, Sendable {
        package var id: String
        /// The step of its last row in the journal.
        package var step: String?
        package var startedAt: Date

        package init(id: String, step: String?, startedAt: Date) {
            self.id = id
            self.step = step
            self.startedAt = startedAt
        }
    }

    package struct Plan: Hashable, Sendable {
        package var id: Int64
        package var state: PlanState
        package var expiresAt: Date
        package var decidedBy: String?
        package var reason: String?

        package init(id: Int64, state: PlanState, expiresAt: Date, decidedBy: String? = nil, reason: String? = nil) {
            self.id = id
            self.state = state
            self.expiresAt = expiresAt
            self.decidedBy = decidedBy
            self.reason = reason
        }
    }

    package var cluster: ClusterID
    package var labels: [String: String]
    /// What it fails with; nil where it does not fail.
    package var cause: Cause?
    package var run: Run?
    /// The newest plan of it.
    package var plan: Plan?
    package var freezes: [Freeze]
    package var breaker: BreakerState
    /// The agent's last decision; nil where there is none, or no agent says.
    package var decision: AgentDecision?

    package init(
        cluster: ClusterID, labels: [String: String] = [:], cause: Cause? = nil, run: Run? = nil, plan: Plan? = nil,
        freezes: [Freeze] = [],
        breaker: BreakerState = BreakerState(), decision: AgentDecision? = nil
    ) {
        self.cluster = cluster
        self.labels = labels
        self.cause = cause
        self.run = run
        self.plan = plan
        self.freezes = freezes
        self.breaker = breaker
        self.decision = decision
    }
}

/// What the agent decided about a cluster in its last round.
package struct AgentDecision: Hashable, Codable, Sendable {
    package var mode: PolicyMode
    package var action: Decision.Action
    /// The gates that have not passed, in their order.
    package var refusals: [GateVerdict]
    /// Why the last try to make the plan, or to begin it, came to nothing.
    package var obstacle: String?

    package init(mode: PolicyMode, action: Decision.Action, refusals: [GateVerdict] = [], obstacle: String? = nil) {
        self.mode = mode
        self.action = action
        self.refusals = refusals
        self.obstacle = obstacle
    }
}
