import ConfigurationFiles
import Control
import Fleet
import FoundationEssentials
import Logging
import Repair
import Store

/// Beginning runs, following them, and telling of them.
extension RepairEngine {
    typealias CarryingOut = @Sendable (RepairService, RepairOrder) async throws -> RepairAnswer

    /// Begins a repair and gives its run as soon as it has one; the run goes on beside the caller.
    ///
    /// - Throws: `ControlProblem` where it is refused before it has a run.
    func begin(_ cluster: ClusterID, _ order: RepairOrder, _ carryOut: @escaping CarryingOut) async throws -> String {
        // Who only plans is done in a moment; a person does not have to ask again for that.
        for _ in 0..<100 where claimed[cluster]?.isEmpty == true { try? await Task.sleep(for: .milliseconds(100)) }
        try claim(cluster)
        let (started, start) = AsyncStream<Result<String, ControlProblem>>.makeStream()
        submit {
            let problem = await self.carry(cluster, order, { start.yield(.success($0)) }, carryOut)
            if let problem { start.yield(.failure(problem)) }
            start.finish()
        }
        for await first in started { return try first.get() }
        throw ControlProblem(.stopping, "the agent is stopping: it begins nothing new")
    }

    /// Carries out one repair of a cluster that is claimed, and releases it.
    ///
    /// - Returns: why it has no run, where it has none.
    func carry(
        _ cluster: ClusterID, _ order: RepairOrder, _ onRun: @escaping @Sendable (String) -> Void = { _ in },
        _ carryOut: @escaping CarryingOut
    ) async -> ControlProblem? {
        let (progress, feed) = AsyncStream<RepairProgress>.makeStream()
        var order = order
        order.watch = { feed.yield($0) }
        async let followed: Void = follow(progress, of: cluster, order, onRun)
        let result = await attempt(order, carryOut)
        feed.finish()
        await followed
        let problem = await end(cluster, result, order)
        release(cluster)
        // Where it was not begun, nothing has changed that a look could see; and a look decides anew: it would be
        // refused again at once, for ever.
        if case .success(.carriedOut) = result { await look(at: cluster) }
        return problem
    }

    private nonisolated func attempt(_ order: RepairOrder, _ carryOut: CarryingOut) async -> Result<
        RepairAnswer, any Error
    > {
        do {
            return .success(
                try await RepairService.with(configuration, limits: order.limits) { repairs in
                    try await carryOut(repairs, order)
                })
        } catch { return .failure(error) }
    }

    /// Every step becomes an event, in order.
    private func follow(
        _ progress: AsyncStream<RepairProgress>, of cluster: ClusterID, _ order: RepairOrder,
        _ onRun: @Sendable (String) -> Void
    ) async {
        for await step in progress {
            if let rollout = step.rollout {
                rollouts.note(rollout, of: step.run, step.step)
                continue
            }
            // A run of its own begins with its gates; what a killed process left, of this cluster or another, is taken
            // up before it.
            if step.step == .gates, step.cluster == cluster {
                note(run: step.run, of: cluster)
                onRun(step.run)
                let what =
                    order.dryRun
                    ? "a dry run begins"
                    : order.mode == .policy ? "a repair by policy begins" : "a repair by hand begins"
                await events.post(AgentEvent(.runStarted, "\(what): \(order.reason)").with { $0.about(step, order) })
            }
            await events.post(
                AgentEvent(.runStep, "\(step.step.rawValue) \(step.phase.rawValue): \(step.detail)").with {
                    $0.about(step, order)
                    $0.step = step.step.rawValue
                    $0.phase = step.phase.rawValue
                })
        }
    }

    /// Seconds.
    private static let pauseAfterFailure = 60.0

    private func end(_ cluster: ClusterID, _ result: Result<RepairAnswer, any Error>, _ order: RepairOrder) async
        -> ControlProblem?
    {
        switch result {
        case .failure(let error):
            logger.error("a repair could not be carried out", metadata: ["cluster": "\(cluster)", "error": "\(error)"])
            postponed[cluster] = Date().addingTimeInterval(Self.pauseAfterFailure)
            return ControlProblem(error)
        case .success(.refused(let gates)): return ControlProblem.refusal(cluster, gates)
        case .success(.carriedOut(let run, let outcome)):
            if outcome.recorded == nil, outcome != .rehearsed { unsettled[run] = outcome.summary }
            await tell(run, cluster, outcome, order)
            return nil
        }
    }

    /// How a run ended, in the log and as an event; and the breaker, where that opened it.
    func tell(_ run: String, _ cluster: ClusterID, _ outcome: RepairOutcome, _ order: RepairOrder) async {
        let level: Logger.Level = outcome.recorded == .proved || outcome == .rehearsed ? .notice : .warning
        var metadata: Logger.Metadata = [
            "cluster": "\(cluster)", "run": "\(run)", "outcome": "\(outcome.code)", "summary": "\(outcome.summary)",
            "actor": "\(order.actor)", "action": "repair",
        ]
        if let incident = order.incident { metadata["incident"] = "\(incident)" }
        logger.log(level: level, "a repair ended", metadata: metadata)
        await events.post(
            AgentEvent(.runEnded, outcome.summary).with {
                $0.cluster = cluster.rawValue
                $0.run = run
                $0.actor = order.actor
                $0.plan = order.planID
                $0.incident = order.incident
                $0.outcome = outcome.code
            })
        guard order.mode == .policy, outcome.recorded == .failed || outcome.recorded == .rolledBack,
            let breaker = try? await reader.ledger().breaker, breaker.isOpen
        else { return }
        logger.error(
            "the breaker is open: policy repairs nothing until a person closes it",
            metadata: ["reason": "\(breaker.reason ?? "")"])
        await events.post(
            AgentEvent(.breakerOpened, breaker.reason ?? "a repair failed").with {
                $0.run = run; $0.cluster = cluster.rawValue
            })
    }

    // MARK: Permission

    /// An order with the policy's limits and with the question that is asked before each write.
    func order(_ caller: ControlCaller, for cluster: ClusterID, cause: Cause, mode: RunMode) -> RepairOrder {
        var order = RepairOrder(actor: caller.actor, reason: caller.reason)
        let state = center.current
        order.mode = mode
        order.limits = state.policy.limits
        if state.path == nil { order.limits.soak = configuration.soak }
        order.mayWrite = permission(cluster, cause, byHand: mode == .hand)
        order.mayWriteOf = permissionOfRuns
        return order
    }

    /// Read anew each time: a freeze, a reload, a window that has closed hold up a repair that is under way.
    private nonisolated func permission(_ cluster: ClusterID, _ cause: Cause, byHand: Bool) -> WritePermission {
        let labels = configuration.contexts[cluster]?.labels ?? [:]
        return { [center, reader] _ in
            let state = center.current
            let ledger = try? await reader.ledger()
            let gate = state.policy.mayWrite(
                cluster, labels: labels, cause: cause, at: Date(), ledger: ledger, zones: state.zones, byHand: byHand)
            return gate.passed ? nil : gate.statement.plain
        }
    }

    // MARK: What a killed process left

    /// The first thing that is done, before anything by policy.
    func beginRecovery() {
        guard !isStopping else { return }
        submit { await self.recover() }
    }

    func recover() async {
        defer { hasRecovered = true }
        do {
            // Those that are claimed are under way in this process: the service leaves them alone, and so do we.
            let left = try await reader.runsUnderWay().filter { claimed[$0.plan.cluster] == nil }
            guard !left.isEmpty else { return }
            for run in left { try claim(run.plan.cluster) }
            defer { for run in left { release(run.plan.cluster) } }
            logger.notice("taking up what was left", metadata: ["runs": "\(left.map(\.id))"])
            var order = RepairOrder(actor: "ksfleet agent", reason: "taken up after an interruption")
            order.limits = center.current.policy.limits
            order.mayWriteOf = permissionOfRuns
            let recovered = try await RepairService.with(configuration, limits: order.limits) { [order] repairs in
                try await repairs.recover(order)
            }
            for run in recovered {
                unsettled[run.run.id] = run.outcome.recorded == nil ? run.outcome.summary : nil
                var told = order
                (told.mode, told.planID, told.incident) = (run.run.mode, run.run.planID, run.run.incident)
                await tell(run.run.id, run.run.plan.cluster, run.outcome, told)
            }
        } catch {
            logger.error(
                "what was left could not be taken up; it is tried again after the next round",
                metadata: ["error": "\(error)"])
        }
    }

    /// Each for itself: a freeze of one cluster holds up no other.
    private nonisolated var permissionOfRuns: @Sendable (RunRecord) -> WritePermission {
        { run in self.permission(run.plan.cluster, run.plan.cause, byHand: run.mode == .hand) }
    }
}

extension AgentEvent {
    fileprivate mutating func about(_ step: RepairProgress, _ order: RepairOrder) {
        cluster = step.cluster.rawValue
        run = step.run
        actor = order.actor
        plan = order.planID
        incident = order.incident
    }
}
