import ConfigurationFiles
package import Control
package import Fleet
import FoundationEssentials
import Linux
import Logging
import Repair
import Rounds
import Store

extension RepairEngine: ControlOperations {
    package func state() async throws -> AgentState {
        var state =
            await roundsState()
            ?? AgentState(
                version: ProgramVersion.current, pid: ProcessInfo.processInfo.processIdentifier, startedAt: Date(),
                rounds: 0, lastRound: nil, interval: configuration.interval)
        state.policy = PolicyReply(center.current)
        state.configuration = configuration.standing
        state.running = claimed.values.filter { !$0.isEmpty }.sorted()
        state.decisions = decided.sorted { $0.key < $1.key }.map { cluster, decision in
            AgentState.Decided(
                cluster: cluster.rawValue, cause: decision.cause?.rawValue,
                decision: AgentDecision(
                    mode: decision.mode, action: decision.action, refusals: decision.refusals,
                    obstacle: obstacles[cluster]))
        }
        // A history that cannot be read leaves these out: what is absent is not known.
        guard let ledger = try? await reader.ledger() else { return state }
        state.breaker = BreakerReply(ledger.breaker)
        state.freezes = holding(ledger).count
        state.mutes = try? await mutes().count
        state.waiting = try? await reader.plans(states: [.proposed]).filter(\.asks).map {
            AgentState.Waiting(
                plan: $0.id, cluster: $0.plan.cluster.rawValue, cause: $0.plan.cause.rawValue, expiresAt: $0.expiresAt)
        }
        return state
    }

    func holding(_ ledger: RepairLedger) -> [Freeze] {
        let now = Date()
        return (center.current.policy.freezes + ledger.freezes).filter { $0.holds(at: now) }
    }

    // MARK: Runs

    /// The newest first; older ones are in the history.
    static let mostListed = 500

    package func apply(_ plan: Int64, dryRun: Bool, byLogs: Bool, by caller: ControlCaller) async throws -> RunReply {
        guard let record = try await asked({ try await reader.plan(plan) }) else {
            throw ControlProblem(
                .notFound, "there is no plan/\(plan)", hint: NextStep("list them", command: "agentctl remediate list"))
        }
        var order = order(caller, for: record.plan.cluster, cause: record.plan.cause, mode: .hand)
        order.dryRun = dryRun
        order.allowsProofByLogs = byLogs
        order.planID = plan
        if !dryRun { try await refuseInFreeze(record.plan, by: caller) }
        let run = try await begin(record.plan.cluster, order) { repairs, order in
            try await repairs.apply(plan: plan, order)
        }
        return try await self.run(run)
    }

    /// Asked before each write as well; asked here, it costs no attempt and no dry run.
    private func refuseInFreeze(_ plan: RepairPlan, by caller: ControlCaller) async throws {
        let gate = try await frozen(plan).gate
        guard !gate.passed else { return }
        let problem = ControlProblem.refusal(plan.cluster, [gate])
        await noteRefusal(problem, request: "repair of \(plan.cluster)", actor: caller.actor, unrecorded: 0)
        throw problem
    }

    /// Whether a person may have it carried out now, and the freeze that says no.
    func frozen(_ plan: RepairPlan) async throws -> (gate: GateVerdict, freeze: Freeze?) {
        let (state, now) = (center.current, Date())
        let ledger = try await asked { try await reader.ledger() }
        let labels = configuration.contexts[plan.cluster]?.labels ?? [:]
        let gate = state.policy.mayWrite(
            plan.cluster, labels: labels, cause: plan.cause, at: now, ledger: ledger, zones: state.zones, byHand: true)
        return (gate, state.policy.holdingFreezes(plan.cluster, labels, ledger, at: now).first)
    }

    package func undo(_ run: String, waiving: [Gate], by caller: ControlCaller) async throws -> RunReply {
        guard let record = try await asked({ try await reader.run(run) }) else {
            throw ControlProblem(
                .notFound, "there is no run/\(printable(run, limit: 60))",
                hint: NextStep("list them", command: "agentctl remediate list"))
        }
        var order = order(caller, for: record.plan.cluster, cause: record.plan.cause, mode: .hand)
        // Whoever let logs prove the run lets them prove the way back.
        order.allowsProofByLogs = record.plan.proof == .logs
        order.waivers = caller.waivers(of: waiving)
        try await refuseInFreeze(record.plan, by: caller)
        do {
            return try await self.run(
                try await begin(record.plan.cluster, order) { repairs, order in try await repairs.undo(run, order) })
        } catch let problem as ControlProblem where problem.code == .refused {
            throw ControlProblem.refusal(record.plan.cluster, problem.gates ?? [], undoing: run)
        }
    }

    package func runs() async throws -> [RunReply] {
        try await asked { try await reader.runs(HistoryFilter(limit: Self.mostListed)).map { RunReply($0) } }
    }

    package func run(_ id: String) async throws -> RunReply {
        let rows = try await asked { try await reader.journal(HistoryFilter(), run: id) }.sorted {
            $0.sequence < $1.sequence
        }
        if let record = try await asked({ try await reader.run(id) }) {
            var reply = RunReply(record, steps: rows)
            rollouts.show(in: &reply)
            // Open in the history, and nobody is at it: it is taken up after the next round.
            if reply.outcome == nil, let summary = unsettled[id] {
                (reply.outcome, reply.summary) = (RunOutcome.unfinished.rawValue, summary)
            }
            return reply
        }
        guard let reply = RunReply(rehearsal: rows) else {
            throw ControlProblem(
                .notFound, "there is no run/\(printable(id, limit: 60))",
                hint: NextStep("list them", command: "agentctl remediate list"))
        }
        return reply
    }

    // MARK: What holds it back

    package func breaker() async throws -> BreakerReply {
        BreakerReply(try await asked { try await reader.ledger().breaker })
    }

    package func closeBreaker(by caller: ControlCaller) async throws -> BreakerReply {
        let reply = BreakerReply(
            try await asked { try await writer.closeBreaker(by: caller.actor, reason: caller.reason, at: Date()) })
        await events.post(
            AgentEvent(.breakerClosed, "the breaker is closed: \(caller.reason)").with { $0.actor = caller.actor })
        return reply
    }

    // MARK: Probes, policy, refusals

    package func probe(_ clusters: [String]?, by caller: ControlCaller) async throws -> ProbeReply {
        let result = try await asked {
            try await probeNow(clusters.map { Array(Set($0)).sorted().map { ClusterID($0) } })
        }
        await events.post(
            AgentEvent(
                .probed,
                """
                \(clusters.map { $0.map { printable($0, limit: 60) }.joined(separator: ", ") } ?? "every cluster") was \
                probed by hand: \(result.summary)
                """
            ).with { $0.actor = caller.actor })
        let found = result.diagnoses.sorted { $0.key < $1.key }.map {
            ProbeReply.Cluster(
                cluster: $0.key.rawValue, health: $0.value.health.rawValue, cause: $0.value.primary?.cause.rawValue)
        }
        return ProbeReply(at: result.started, elapsed: result.elapsed, clusters: found)
    }

    package func policy() async throws -> PolicyReply { PolicyReply(center.current) }

    package func reloadPolicy(by caller: ControlCaller) async throws -> PolicyReply {
        if let error = await reload(by: caller.actor) {
            throw ControlProblem(
                .invalidPolicy, error.description,
                hint: NextStep(
                    "the policy in force stays in force; correct the file, and check it",
                    command: "agentctl policy check"))
        }
        return PolicyReply(center.current)
    }

    package func noteRefusal(_ problem: ControlProblem, request: String, actor: String, unrecorded: Int) async {
        // A refused policy says each of its mistakes in the answer: here, the first of them.
        let message = problem.summary
        let more = unrecorded > 0 ? " (and \(unrecorded) more like it since the last record)" : ""
        // Of a policy that is not taken over the reload itself has told.
        if problem.code != .invalidPolicy {
            await events.post(AgentEvent(.refused, "\(request): \(message)\(more)").with { $0.actor = actor })
        }
        let entry = JournalEntry(
            run: "control", cluster: ClusterID("-"), at: Date(), actor: printable(actor, limit: 100), step: "request",
            phase: .refused,
            detail: printable("\(request): \(problem.code.rawValue): \(message)\(more)"))
        do { _ = try await writer.appendJournal(entry) } catch {
            logger.error("a refusal could not be journaled", metadata: ["error": "\(error)"])
        }
    }

    /// Whatever goes wrong below is said in the one envelope.
    nonisolated func asked<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch { throw ControlProblem(error) }
    }
}
