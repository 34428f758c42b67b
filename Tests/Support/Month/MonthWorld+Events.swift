import Fleet
import FoundationEssentials

extension MonthWorld {
    /// What happens to the fleet and to those who keep it, between two rounds.
    mutating func happen() {
        for number in clusters.indices { befall(number) }
        // Something common strikes a part of the fleet at once, or cuts it off.
        if chance(900) { for number in clusters.indices where chance(2) { clusters[number].fault = .tokenNotInCache } }
        if chance(500) {
            let until = time + Double.random(in: 300...20_000, using: &random)
            for number in clusters.indices where chance(2) { clusters[number].unreachableUntil = until }
        }
        if chance(400) { secondHostUntil = time + 4000 }
        for index in agents.indices { befall(agent: index) }
    }

    private mutating func befall(_ number: Int) {
        if clusters[number].fault == nil, chance(400) {
            let causes: [Cause] = [
                .tokenNotInCache, .tokenNotInCache, .secretMismatch, .staleProcess, .clockSkew, .redisDown,
            ]
            clusters[number].fault = causes.randomElement(using: &random)
            clusters[number].version += 1
        }
        if clusters[number].fault != nil, chance(250) { clusters[number].fault = nil }
        if chance(1500) { clusters[number].flapsUntil = time + 20_000 }
        if chance(1500) { clusters[number].unreachableUntil = time + 3000 }
        if chance(300) { clusters[number].rollsOutUntil = time + 1200 }
        if chance(300) { clusters[number].waivedUntil = time + 40_000 }
        if let at = clusters[number].revertsAt, time >= at {
            clusters[number].fault = clusters[number].revertsTo
            clusters[number].revertsAt = nil
            clusters[number].version += 1
        }
    }

    private mutating func befall(agent index: Int) {
        if chance(400) { agents[index].blindUntil = time + 2000 }
        skewClock(index)
        if chance(300) { kill(index) }
        if chance(250) { freeze(index) }
        if chance(700) {
            agents[index].policy = MonthPolicies.random(&random)
            changedAt[index] = time
        }
        visit(index)
    }

    private mutating func skewClock(_ index: Int) {
        if chance(900), agents[index].skewedUntil <= time {
            agents[index].clockOffset = Double.random(in: -7200...7200, using: &random)
            agents[index].skewedUntil = time + 7200
        } else if agents[index].skewedUntil <= time {
            agents[index].clockOffset = 0
        }
    }

    /// Killed wherever it stands; its next start finds what it left and ends it, one way or the other.
    private mutating func kill(_ index: Int) {
        agents[index].downUntil = time + ([0, 600, 4000].randomElement(using: &random) ?? 0)
        let runs = agents[index].runs
        agents[index].runs = []
        for run in runs {
            end(index, run, run.writes == 0 ? .stopped : chance(2) ? .rolledBack : run.writes == 2 ? .proved : .failed)
        }
        agents[index].readHistoryAgain(ids)
    }

    private mutating func freeze(_ index: Int) {
        let now = now(agents[index])
        let clusters =
            chance(2) ? ClusterSelector.all : ClusterSelector(names: ["m-\(Int.random(in: 1...5, using: &random))"])
        let until = now.addingTimeInterval(Double.random(in: 1000...40_000, using: &random))
        agents[index].ledger.freezes.append(
            Freeze(
                id: Int64(agents[index].ledger.freezes.count + 1), clusters: clusters, from: now, until: until,
                reason: "simulated", by: "ada"))
    }

    /// A person who now and then closes the breaker, or repairs by hand what the agent has given up on.
    private mutating func visit(_ index: Int) {
        let now = now(agents[index])
        if chance(150),
            agents[index].ledger.breaker.isOpen
                || agents[index].ledger.attempts.contains(where: { $0.outcome == .failed || $0.outcome == .rolledBack })
        {
            agents[index].ledger.breaker = BreakerState(closedAt: now, closedBy: "ada")
        }
        guard chance(500),
            let number = clusters.indices.filter({
                clusters[$0].fault != nil && clusters[$0].writtenBy == nil && !clusters[$0].isHost
            }).randomElement(using: &random)
        else { return }
        clusters[number].fault = nil
        agents[index].ledger.attempts.append(
            RepairAttempt(
                run: "hand-\(Int(time))", cluster: ids[number], cause: .tokenNotInCache, startedAt: now, endedAt: now,
                outcome: .proved, automatic: false))
    }
}
