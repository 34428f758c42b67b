import ConfigurationFiles
import Control
import Fleet
import FoundationEssentials
import KubeSphere
import Logging
import Repair
package import Rounds
package import Store

/// By policy: after each recorded round, every failing cluster with a cause that can be repaired is decided upon.
extension RepairEngine {
    static let actor = "ksfleet policy"

    /// Takes a round in and begins what the policy wants begun. It waits for no repair: those go on beside the rounds.
    package func consider(_ result: RoundResult, _ incidents: [IncidentEvent]) async {
        await tell(result, incidents)
        record.keep(result.watched)
        for outcome in result.outcomes.values {
            take(outcome.observation, result.diagnoses[outcome.observation.cluster])
        }
        let ledger = try? await reader.ledger()
        let now = Date()
        let isBlind = result.diagnoses.values.contains { $0.findings.contains { $0.cause.isOfAgent } }
        counts = record.endRound(at: now, limits: center.current.policy.limits, ledger: ledger, isBlind: isBlind)
        await expirePlans(now)
        guard hasRecovered, !isStopping else { return }
        if let ledger, ledger.attempts.contains(where: { $0.isUnderWay && claimed[$0.cluster] == nil }) {
            submit { await self.recover() }
        }
        await decideAll(result, ledger)
    }

    private func take(_ observation: Observation, _ diagnosis: Diagnosis?) {
        guard let diagnosis else { return }
        let refused = if case .refused = observation.acceptance { true } else { false }
        record.record(
            observation.cluster, health: diagnosis.health,
            cause: diagnosis.health == .failing ? diagnosis.primary?.cause : nil, at: observation.at,
            refusedByProbe: refused)
        if diagnosis.health == .healthy { held[observation.cluster] = nil }
    }

    private func expirePlans(_ now: Date) async {
        do {
            for plan in try await writer.expirePlans(at: now) { await tell(.planExpired, plan, by: "ksfleet") }
        } catch {
            logger.error("plans could not be looked through for expired ones", metadata: ["error": "\(error)"])
        }
    }

    private func decideAll(_ result: RoundResult, _ ledger: RepairLedger?) async {
        let failing = result.outcomes.values.filter { outcome in
            let diagnosis = result.diagnoses[outcome.observation.cluster]
            return diagnosis?.health == .failing
                && diagnosis?.primary.map { Cause.repairable.contains($0.cause) } == true
        }
        let clusters = Set(failing.map(\.observation.cluster))
        forget(Set(result.outcomes.keys).subtracting(clusters), watched: result.watched)
        guard !failing.isEmpty else { return }
        // What cannot be read is nil, and the gate that needs it refuses.
        let incidents = (try? await reader.incidents(HistoryFilter(clusters: clusters)))?.filter {
            $0.incident.closedAt == nil
        }
        let plans = (try? await reader.plans(HistoryFilter(clusters: clusters))) ?? []
        // Who has been failing longest comes first, behind plans that a person has approved. Those whose last plan was
        // refused come last: that it is made once more must not keep a place from those that can be repaired.
        let approved = Set(plans.filter { $0.state == .approved }.map(\.plan.cluster))
        let order = failing.sorted { a, b in
            let (a, b) = (a.observation.cluster, b.observation.cluster)
            if unplanned.contains(a) != unplanned.contains(b) { return unplanned.contains(b) }
            if approved.contains(a) != approved.contains(b) { return approved.contains(a) }
            return (record.evidence(of: a)?.since ?? .distantFuture, a) < (
                record.evidence(of: b)?.since ?? .distantFuture, b
            )
        }
        for outcome in order {
            var situation = situation(outcome, result, ledger)
            situation.incident =
                incidents?.first { $0.incident.cluster == situation.cluster && $0.incident.cause == situation.cause }?
                .incident.id
            await decide(situation, plans.filter { $0.plan.cluster == situation.cluster })
        }
    }

    /// What was decided about a cluster holds until it is well, or fails with what is not repaired.
    private func forget(_ well: Set<ClusterID>, watched: Set<ClusterID>) {
        decided = decided.filter { watched.contains($0.key) && !well.contains($0.key) }
        obstacles = obstacles.filter { decided[$0.key] != nil }
        unplanned = unplanned.filter { decided[$0] != nil }
    }

    private func situation(_ outcome: ProbeOutcome, _ result: RoundResult, _ ledger: RepairLedger?) -> Situation {
        let observation = outcome.observation
        let options = configuration.contexts[observation.cluster]
        let said = [observation.config.value?.role, options?.role, observation.surroundings.installer?.role].compactMap
        { $0 }
        let agrees = said.allSatisfy { $0 == said.first }
        return Situation(
            cluster: observation.cluster, labels: options?.labels ?? [:],
            role: agrees ? said.first ?? result.role(of: outcome) : nil,
            isHost: result.host.map { $0 == observation.cluster },
            diagnosis: result.diagnoses[observation.cluster] ?? Diagnosis(health: .unknown, findings: []),
            evidence: record.evidence(of: observation.cluster), fleet: counts, ledger: ledger,
            lastWriter: observation.config.value?.lastWrite?.manager, now: Date(),
            zones: center.current.zones)
    }

    // MARK: One cluster

    private func decide(_ situation: Situation, _ plans: [PlanRecord]) async {
        let isPostponed = postponed[situation.cluster].map { $0 > situation.now } ?? false
        guard claimed[situation.cluster] == nil, !isPostponed else { return }
        var situation = situation
        situation.ledger = situation.ledger.map(withClaimed)
        let pending = plans.first { $0.state.isPending && $0.plan.undoes == nil }
        situation.plan = pending.flatMap(Self.standing)
        let decision = Fleet.decide(center.current.policy, situation)
        decided[situation.cluster] = decision
        let asked = situation
        switch decision.action {
        case .nothing: await hold(situation.cluster, decision)
        case .suggest, .waitForApproval:
            await hold(situation.cluster, decision)
            guard wantsPlan(situation, plans) else { return }
            guard start(asked.cluster, { await self.suggest(asked) }) else { return }
            planning.insert(asked.cluster)
        case .act:
            guard start(asked.cluster, { await self.act(asked, decision, pending) }) else { return }
            if unplanned.contains(asked.cluster) { planning.insert(asked.cluster) }
        }
    }

    /// What was begun in this round and is not in the history yet counts like what is.
    private func withClaimed(_ ledger: RepairLedger) -> RepairLedger {
        var ledger = ledger
        let known = Set(ledger.attempts.filter(\.isUnderWay).map(\.cluster))
        ledger.attempts += beginning(but: known)
        return ledger
    }

    private func beginning(but known: Set<ClusterID>) -> [RepairAttempt] {
        claimed.filter { !known.contains($0.key) && !planning.contains($0.key) }.map {
            .beginning(of: $0.key, at: Date())
        }
    }

    private func noteUnplanned(_ cluster: ClusterID) { unplanned.insert(cluster) }

    /// The plan of a cluster stands: from here on it counts like all that begins.
    ///
    /// - Returns: the others that began while it took no place, for it to be held by; of two, only the later sees the
    ///   other.
    private func takePlace(_ cluster: ClusterID) -> [RepairAttempt] {
        unplanned.remove(cluster)
        guard planning.remove(cluster) != nil else { return [] }
        return beginning(but: [cluster])
    }

    /// `rule 1`, `rules 1, 3`, `no rule`: counted as in policy.yaml.
    private static func ruleNames(_ rules: [Int]) -> String {
        guard !rules.isEmpty else { return "no rule" }
        return (rules.count == 1 ? "rule " : "rules ") + rules.map(String.init).joined(separator: ", ")
    }

    /// Before the fresh look of a run: its preconditions are looked at there.
    private static func standing(_ record: PlanRecord) -> PlanStanding? {
        guard record.state == .approved else { return nil }
        return PlanStanding(
            hash: record.hash,
            preconditions: [GateVerdict(.planWasMade, .passed, RunStatement.askedAgain())],
            approval: approval(record))
    }

    private static func approval(_ record: PlanRecord?) -> Approval? {
        guard let record, record.state == .approved, record.decidedAt != nil else { return nil }
        return Approval(planHash: record.hash, proposedAt: record.createdAt, by: record.decidedBy ?? "unknown")
    }

    /// Not while one waits, and not again for an incident whose plan a person has rejected, until its cooldown is over.
    private func wantsPlan(_ situation: Situation, _ plans: [PlanRecord]) -> Bool {
        let cooldown = center.current.policy.limits.cooldown
        return !plans.contains { plan in
            // What somebody only looks at asks nobody.
            if plan.state.isPending {
                return (plan.asks || plan.state == .approved) && plan.plan.cause == situation.cause
            }
            let isRecent = plan.decidedAt.map { situation.now.timeIntervalSince($0) < cooldown } ?? false
            return plan.state == .rejected && plan.incident == situation.incident && isRecent
        }
    }

    /// - Returns: whether it is begun: another repair of the cluster is not under way.
    private func start(_ cluster: ClusterID, _ body: @escaping @Sendable () async -> Void) -> Bool {
        do { try claim(cluster) } catch { return false }
        submit(body)
        return true
    }

    private func suggest(_ situation: Situation) async {
        defer { release(situation.cluster) }
        let limits = center.current.policy.limits
        do {
            let record = try await RepairService.with(configuration, limits: limits) { repairs -> PlanRecord in
                switch await repairs.prepare(situation.cluster) {
                case .refused(let gates, let diagnosis):
                    throw ControlProblem.refusal(situation.cluster, gates, diagnosis: diagnosis)
                case .ready(let repair):
                    return try await repairs.propose(
                        repair, incident: situation.incident, actor: Self.actor, limits: limits)
                }
            }
            obstacles[situation.cluster] = nil
            logger.notice(
                "a plan is proposed",
                metadata: ["cluster": "\(situation.cluster)", "plan": "\(record.id)", "hash": "\(record.hash)"])
            await tell(.planProposed, record, by: Self.actor)
        } catch {
            await hold(situation.cluster, ControlProblem(error).ofItsCluster, incident: situation.incident)
        }
    }

    private func act(_ situation: Situation, _ decision: Decision, _ pending: PlanRecord?) async {
        let caller = ControlCaller(
            actor: Self.actor,
            reason: "\(decision.mode.rawValue), \(Self.ruleNames(decision.rules))")
        guard let cause = decision.cause else { return release(situation.cluster) }
        var order = order(caller, for: situation.cluster, cause: cause, mode: .policy)
        order.incident = situation.incident
        order.failingSince = situation.evidence?.failingSince
        order.lastWriter = situation.lastWriter
        order.needsApproval = decision.mode == .approve
        let problem = await carry(situation.cluster, order) { [center, reader] repairs, order in
            // What a person approved with a waiver is looked at with it; of its own the policy waives nothing.
            let waivers = GateWaivers(order.needsApproval ? pending?.plan.waivers ?? [] : [])
            switch await repairs.prepare(situation.cluster, waivers: waivers) {
            case .refused(let gates, _):
                await self.noteUnplanned(situation.cluster)
                return .refused(gates)
            case .ready(let repair):
                let beginning = await self.takePlace(situation.cluster)
                var situation = situation
                situation.plan = PlanStanding(
                    hash: repair.plan.hash, preconditions: repair.gates, approval: Self.approval(pending))
                (situation.ledger, situation.now) = (try? await reader.ledger(), Date())
                let known = Set(situation.ledger?.attempts.filter(\.isUnderWay).map(\.cluster) ?? [])
                situation.ledger?.attempts += beginning.filter { !known.contains($0.cluster) }
                let now = Fleet.decide(center.current.policy, situation)
                guard now.action == .act else {
                    // What a person approved is not what would be done now: the plan of now takes its place, and waits.
                    if now.action == .waitForApproval {
                        _ = try await repairs.propose(
                            repair, incident: situation.incident, actor: Self.actor, limits: order.limits)
                    }
                    return .refused(now.gates)
                }
                var order = order
                if order.needsApproval {
                    order.planID = pending?.id
                } else {
                    order.planID = try await repairs.propose(
                        repair, incident: situation.incident, actor: Self.actor, limits: order.limits, asks: false
                    ).id
                }
                return try await repairs.apply(repair, order)
            }
        }
        obstacles[situation.cluster] = nil
        if let problem { await hold(situation.cluster, problem.ofItsCluster, incident: situation.incident) }
    }

    /// A person has just approved it: the next round would come to it, but nobody who waits wants to wait for that.
    func considerApproved(_ record: PlanRecord) async {
        guard hasRecovered else { return }
        submit { await self.look(at: record.plan.cluster) }
    }
}
