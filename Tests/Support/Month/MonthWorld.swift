package import Fleet
package import FoundationEssentials

/// A fleet and its agents through a month of virtual time. The same seed gives the same month.
package struct MonthWorld {
    package typealias Decide = (Policy, Fleet.Situation) -> Decision

    let start: Date
    let decide: Decide
    var random: SplitMix64
    var clusters: [MonthCluster]
    package internal(set) var agents: [MonthAgent]
    /// True seconds since the start.
    var time = 0.0
    package internal(set) var acts = 0
    /// False only to show that the invariants see it.
    package var asksBeforeWrites = true
    package internal(set) var violations: [MonthInvariant: [String]] = [:]
    /// When each agent last got another policy, true seconds.
    var changedAt: [Int: Double] = [:]
    /// Until then a second cluster calls itself the host.
    var secondHostUntil = 0.0
    let ids: [ClusterID]
    let zones: ZoneTable

    /// - Parameters:
    ///   - start: near a change to or from summer time.
    ///   - berlin: the rules of Europe/Berlin.
    package init(seed: UInt64, start: Date, berlin: ZoneRules, decide: @escaping Decide) {
        var random = SplitMix64(state: seed)
        self.start = start
        self.decide = decide
        zones = ZoneTable(["Europe/Berlin": berlin])
        clusters = (0..<Int.random(in: 5...14, using: &random)).map { index in
            let owner = index % 4 == 3 ? Double.random(in: 300...5000, using: &random) : nil
            return MonthCluster(
                id: ClusterID(index == 0 ? "host" : "m-\(index)"), isHost: index == 0,
                labels: ["environment": index % 2 == 0 ? "prod" : "staging"],
                role: index == 0 ? .host : index % 7 == 6 ? nil : .member, ownerRevertsAfter: owner,
                isStranger: index % 5 == 4,
                hidesItsRedis: index % 8 == 2 || index % 8 == 5)
        }
        ids = clusters.map(\.id)
        agents = (0..<Int.random(in: 1...2, using: &random)).map {
            MonthAgent(number: $0, policy: MonthPolicies.random(&random))
        }
        self.random = random
    }

    /// - Parameter sought: ends as soon as this is violated.
    package mutating func run(days: Double, until sought: MonthInvariant? = nil) {
        while time < days * 86_400, sought.map({ violations[$0] == nil }) ?? true {
            time += MonthPolicies.interval
            happen()
            for index in agents.indices { liveOn(index) }
        }
    }

    func now(_ agent: MonthAgent) -> Date { start.addingTimeInterval(time + agent.clockOffset) }

    mutating func chance(_ one: Double) -> Bool { Double.random(in: 0..<1, using: &random) < 1 / one }

    // MARK: One round of one agent

    private mutating func liveOn(_ index: Int) {
        guard agents[index].downUntil <= time else { return }
        advanceRuns(index)
        let round = look(index)
        agents[index].rounds.append(round)
        if agents[index].rounds.count > 400 { agents[index].rounds.removeFirst(100) }
        var counts = agents[index].take(round, ids)
        agents[index].trackIncidents(round)
        let unwell = round.probes.indices.filter { round.probes[$0].health != .healthy }
        for cluster in unwell.shuffled(using: &random) {
            guard consider(index, cluster, round, counts) else { continue }
            counts = agents[index].record.endRound(
                at: round.at, limits: agents[index].policy.limits, ledger: agents[index].ledger, isBlind: round.isBlind)
        }
    }

    private mutating func look(_ index: Int) -> MonthRound {
        let now = now(agents[index])
        let isBlind = agents[index].blindUntil > time
        var round = MonthRound(at: now, isBlind: isBlind)
        for number in clusters.indices {
            if isBlind || clusters[number].unreachableUntil > time || chance(200) {
                round.probes.append(
                    MonthProbe(at: now, health: .unknown, cause: isBlind ? .agentBlind : .unreachable, refused: nil))
            } else if let cause = clusters[number].fault, clusters[number].flapsUntil <= time || chance(2) {
                round.probes.append(
                    MonthProbe(
                        at: now, health: .failing, cause: cause,
                        refused: Cause.repairable.contains(cause) ? !chance(300) : false))
            } else {
                round.probes.append(MonthProbe(at: now, health: .healthy, cause: nil, refused: nil))
            }
        }
        return round
    }

    /// Whether it acted.
    private mutating func consider(_ index: Int, _ number: Int, _ round: MonthRound, _ counts: FleetCounts) -> Bool {
        let probe = round.probes[number]
        let agent = agents[index]
        let cluster = clusters[number]
        let hash =
            "\(cluster.id)-\(probe.cause?.rawValue ?? "")-\(cluster.version)-\(isWaived(cluster) ? "waived" : "whole")"
        var situation = Fleet.Situation(
            cluster: cluster.id, labels: cluster.labels, role: cluster.role, isHost: cluster.isHost,
            diagnosis: probe.diagnosis,
            evidence: agent.record.evidence(of: cluster.id),
            incident: probe.cause.flatMap { agent.incident(number, $0) }, fleet: counts, ledger: agent.ledger,
            lastWriter: "owner", now: round.at, zones: zones)
        situation.plan = PlanStanding(
            hash: hash, preconditions: preconditions(number, probe.cause), approval: agent.approvals[number])
        switch decide(agent.policy, situation).action {
        case .nothing, .suggest: return false
        case .waitForApproval:
            propose(index, number, hash, round.at)
            return false
        case .act:
            check(index, number, round, probe, hash)
            begin(index, number, probe.cause ?? .unexplained, situation.incident, round.at)
            return true
        }
    }

    private func preconditions(_ number: Int, _ cause: Cause?) -> [GateVerdict] {
        let cluster = clusters[number]
        let hosts = HostClaims(claimants: [ClusterID("host")] + (secondHostUntil > time ? [ClusterID("other")] : []))
        let isStranger = cause == .secretMismatch && cluster.isStranger
        let known = isStranger ? KnownToTheHost.notListed(objects: 3) : .listed(cluster.id.rawValue)
        let hidden = GateVerdict.cannotBeEvaluated(.redisAnswers, "simulated")
        let waivers = GateWaivers(isWaived(cluster) ? [Waiver(.redisAnswers, by: "ada", reason: "simulated")] : [])
        let redis = cluster.hidesItsRedis ? waivers.applied(to: hidden) : GateVerdict(.redisAnswers, true, "simulated")
        let rollout = GateVerdict(.noRollout, cluster.rollsOutUntil <= time && cluster.writtenBy == nil, "simulated")
        return [hosts.gate(named: nil), known.gate, redis, rollout]
    }

    func isWaived(_ cluster: MonthCluster) -> Bool { cluster.hidesItsRedis && cluster.waivedUntil > time }

    /// A person looks at it within a day or so, and does not always approve.
    private mutating func propose(_ index: Int, _ number: Int, _ hash: String, _ now: Date) {
        if agents[index].proposals[number]?.hash != hash { agents[index].proposals[number] = (hash, now) }
        guard let proposal = agents[index].proposals[number], chance(60) else { return }
        agents[index].approvals[number] = Approval(
            planHash: proposal.hash, proposedAt: proposal.at, by: "ada")
    }

    // MARK: Repairs

    private mutating func begin(_ index: Int, _ number: Int, _ cause: Cause, _ incident: Int64?, _ now: Date) {
        acts += 1
        let name = "run-\(index)-\(acts)"
        let roll = Int.random(in: 0..<100, using: &random)
        let outcome: RepairAttempt.Outcome =
            roll < 84 ? .proved : roll < 89 ? .stopped : roll < 93 ? .contested : roll < 97 ? .rolledBack : .failed
        let length = Double.random(in: 60...1500, using: &random)
        agents[index].ledger.attempts.append(
            RepairAttempt(
                run: name, cluster: ids[number], cause: cause, incident: incident, startedAt: now, automatic: true))
        agents[index].runs.append(
            MonthRun(
                attempt: name, cluster: number, secondWriteAt: time + length / 2, endsAt: time + length,
                outcome: outcome))
        write(index, agents[index].runs.count - 1, cause)
    }

    /// Each write is asked about, and the cluster's own guard lets only one run through.
    private mutating func write(_ index: Int, _ run: Int, _ cause: Cause) {
        let number = agents[index].runs[run].cluster
        let name = agents[index].runs[run].attempt
        let gate = agents[index].policy.mayWrite(
            ids[number], labels: clusters[number].labels, cause: cause, at: now(agents[index]),
            ledger: agents[index].ledger, zones: zones)
        guard gate.passed || !asksBeforeWrites, clusters[number].writtenBy == nil || clusters[number].writtenBy == name
        else { return }
        checkWrite(index, number)
        clusters[number].writtenBy = name
        agents[index].runs[run].writes += 1
    }

    private mutating func advanceRuns(_ index: Int) {
        for position in agents[index].runs.indices.reversed() {
            var run = agents[index].runs[position]
            let cause = agents[index].ledger.attempts.first { $0.run == run.attempt }?.cause ?? .unexplained
            if run.writes == 1, time >= run.secondWriteAt { write(index, position, cause) }
            run = agents[index].runs[position]
            guard time >= run.endsAt else { continue }
            // Refused its first write, it is stopped; refused its second, it is put back, which is always allowed, and
            // has not failed either.
            let outcome = run.writes < 2 ? .stopped : run.outcome
            end(index, run, outcome)
            agents[index].runs.remove(at: position)
        }
    }

    mutating func end(_ index: Int, _ run: MonthRun, _ outcome: RepairAttempt.Outcome) {
        agents[index].finish(run, outcome, at: now(agents[index]), losesBreakerRow: chance(4))
        guard clusters[run.cluster].writtenBy == run.attempt else { return }
        clusters[run.cluster].writtenBy = nil
        clusters[run.cluster].version += 1
        guard outcome == .proved else { return }
        if let after = clusters[run.cluster].ownerRevertsAfter {
            clusters[run.cluster].revertsAt = time + after
            clusters[run.cluster].revertsTo = clusters[run.cluster].fault
        }
        clusters[run.cluster].fault = nil
    }
}
