import FleetDiagnosis
import FleetModel
import FleetRepair
import FleetWords
package import FoundationEssentials

extension RepairCircumstances {
    /// What the agent does about the cluster, and all that holds it back: what weighs most comes first. Empty where
    /// there is nothing to say.
    package func standings(at now: Date) -> [RepairStanding] {
        [running, pending(now)].compactMap { $0 } + holding(now) + decided(now)
    }

    /// Neither lets anything begin.
    private func holding(_ now: Date) -> [RepairStanding] { frozen(now) + [openBreaker].compactMap { $0 } }

    private var running: RepairStanding? {
        run.map { run in
            RepairStanding(.repairing) {
                $0.run = .run(run.id)
                $0.step = run.step
                $0.since = run.startedAt
            }
        }
    }

    /// A plan whose time is over is none, even before anybody has written that down.
    private func pending(_ now: Date) -> RepairStanding? {
        guard run == nil, let plan, plan.state.isPending, plan.expiresAt > now else { return nil }
        let state: RepairStanding.State =
            plan.state == .approved ? .approved : decision?.mode == .suggest ? .suggested : .waiting
        return RepairStanding(state) {
            $0.plan = .plan(plan.id)
            $0.until = plan.expiresAt
            $0.by = plan.decidedBy
            $0.reason = plan.reason.flatMap { $0.isEmpty ? nil : Statement(text: $0) }
        }
    }

    private func frozen(_ now: Date) -> [RepairStanding] {
        let holding = freezes.filter { $0.holds(at: now) && $0.clusters.matches(cluster, labels: labels) }
        return holding.sorted { ($0.until ?? .distantFuture, $0.id) > ($1.until ?? .distantFuture, $1.id) }.map {
            freeze in
            RepairStanding(.frozen) {
                $0.freeze = freeze.id == 0 ? nil : .freeze(freeze.id)
                $0.since = freeze.from
                $0.until = freeze.until
                $0.by = freeze.by
                $0.reason = Statement(text: freeze.reason)
            }
        }
    }

    /// It holds up the whole fleet, and is said where there is something to repair.
    private var openBreaker: RepairStanding? {
        guard breaker.isOpen, cause.map(Cause.repairable.contains) ?? false else { return nil }
        return RepairStanding(.breakerOpen) {
            $0.since = breaker.openedAt
            $0.reason = breaker.reason.map(Statement.init(text:))
        }
    }

    private func decided(_ now: Date) -> [RepairStanding] {
        guard let decision, cause != nil, run == nil else { return [] }
        if decision.mode == .observe { return [RepairStanding(.observing)] }
        var found = decision.mode == .suggest && decision.action == .suggest ? [] : held(decision)
        if let obstacle = decision.obstacle {
            found.append(RepairStanding(.held) { $0.reason = Statement(text: obstacle) })
        }
        if let rejected { found.append(rejected) }
        // The agent decided that in its last round; what holds now may be younger.
        if decision.action == .act, found.isEmpty, holding(now).isEmpty { found.append(RepairStanding(.due)) }
        return found
    }

    private func held(_ decision: AgentDecision) -> [RepairStanding] {
        decision.refusals.filter { !Self.saidElsewhere.contains($0.gate) }.map { gate in
            RepairStanding(.held) {
                $0.gate = gate.gate
                $0.until = gate.until
                $0.reason = gate.compared
            }
        }
    }

    /// A freeze, the breaker, a run and a plan that waits stand in lines of their own.
    private static let saidElsewhere = Set<Gate>([.freeze, .breaker, .notUnderWay, .approval])

    private var rejected: RepairStanding? {
        guard let plan, plan.state == .rejected, decision?.action == .waitForApproval || decision?.action == .suggest
        else { return nil }
        return RepairStanding(.rejected) {
            $0.plan = .plan(plan.id)
            $0.by = plan.decidedBy
            $0.reason = plan.reason.flatMap { $0.isEmpty ? nil : Statement(text: $0) }
        }
    }
}
