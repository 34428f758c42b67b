import Fleet
import Foundation

/// What must never happen, whatever the month brings.
package enum MonthInvariant: String, CaseIterable {
    case mode, freeze, window, clock, blind, evidence, refusedByProbe, unknown, cause, host, role, ceiling, storm,
        twice, attempts, contested, cooldown, breaker, wave
    case concurrency, approval, preconditions, write
    case oneHost, stranger, hiddenRedis, unapprovedWaiver
}

extension MonthWorld {
    private mutating func expect(_ holds: Bool, _ invariant: MonthInvariant, _ detail: String) {
        guard !holds else { return }
        violations[invariant, default: []].append("\(Int(time)) s: \(detail)")
    }

    /// Asked whenever an agent acts. Counts everything anew from what really was, with none of the gates' own code.
    mutating func check(_ index: Int, _ number: Int, _ round: MonthRound, _ probe: MonthProbe, _ hash: String) {
        let agent = agents[index]
        let cluster = clusters[number]
        expect(!cluster.isHost, .host, "\(cluster.id)")
        expect(cluster.role == .member, .role, "\(cluster.id)")
        expect(probe.health == .failing, .unknown, "\(probe.health)")
        expect(
            [.tokenNotInCache, .secretMismatch, .staleProcess].contains(probe.cause), .cause,
            "\(String(describing: probe.cause))")
        expect(probe.refused == true, .refusedByProbe, "\(cluster.id)")
        expect(
            !round.isBlind && round.probes.filter { $0.health == .unknown }.count * 2 <= clusters.count, .blind,
            "\(cluster.id)")
        expect(cluster.rollsOutUntil <= time && cluster.writtenBy == nil, .preconditions, "\(cluster.id)")
        expect(secondHostUntil <= time, .oneHost, "\(cluster.id)")
        expect(!(cluster.isStranger && probe.cause == .secretMismatch), .stranger, "\(cluster.id)")
        expect(!cluster.hidesItsRedis || isWaived(cluster), .hiddenRedis, "\(cluster.id)")
        expect(!isWaived(cluster) || agent.approvals[number]?.planHash == hash, .unapprovedWaiver, "\(cluster.id)")
        checkRules(agent, cluster, probe, round.at, hash)
        checkEvidence(agent, number, probe, round)
        checkFleet(agent, round)
        checkLedger(agent, number, probe, round)
    }

    /// The rules of `MonthPolicies`, read by a person.
    private mutating func checkRules(
        _ agent: MonthAgent, _ cluster: MonthCluster, _ probe: MonthProbe, _ now: Date, _ hash: String
    ) {
        let needsApproval = cluster.labels["environment"] == "prod" && probe.cause == .secretMismatch
        expect(!(cluster.id == ClusterID("m-1") && probe.cause == .staleProcess), .mode, "\(cluster.id)")
        if needsApproval {
            let approval = agent.approvals[clusters.firstIndex { $0.id == cluster.id } ?? 0]
            expect(
                approval?.planHash == hash && approval.map { now.timeIntervalSince($0.proposedAt) < 86_400 } ?? false,
                .approval, "\(cluster.id)")
        }
        for freeze in agent.ledger.freezes where freeze.from <= now && now < freeze.until ?? .distantFuture {
            expect(
                !(freeze.clusters.names == nil || freeze.clusters.names == [cluster.id.rawValue]), .freeze,
                "\(freeze.id)")
        }
        // Foundation's calendar is the other opinion on what the clocks of Berlin show.
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Europe/Berlin") ?? .gmt
        let hour = calendar.component(.hour, from: now)
        let isWeekend = [1, 7].contains(calendar.component(.weekday, from: now))
        let inWindow = hour >= 1 && hour < 23 && !(isWeekend && hour == 2)
        expect(inWindow || cluster.isHost, .window, "\(hour) h")
    }

    private mutating func checkEvidence(_ agent: MonthAgent, _ number: Int, _ probe: MonthProbe, _ round: MonthRound) {
        let after = agent.policy.rules[0].after
        var run: [MonthProbe] = []
        for known in agent.rounds.map({ $0.probes[number] }).reversed() where known.health != .unknown {
            guard known.cause == probe.cause, known.at <= run.last?.at ?? round.at else { break }
            run.append(known)
        }
        let lasted = round.at.timeIntervalSince(run.last?.at ?? round.at)
        expect(
            run.count >= after.probes && lasted >= after.lasting, .evidence,
            "\(ids[number]) \(run.count) probes in a row over \(lasted) s, wanted \(after)")
    }

    private mutating func checkFleet(_ agent: MonthAgent, _ round: MonthRound) {
        let most = max(1, Int((agent.policy.limits.unhealthyCeiling * 10).rounded()) * clusters.count / 10)
        func failing(_ round: MonthRound) -> Set<Int> {
            Set(round.probes.indices.filter { round.probes[$0].health == .failing })
        }
        let running = Set(
            agent.ledger.attempts.filter { $0.outcome == nil }.compactMap { ids.firstIndex(of: $0.cluster) })
        expect(
            failing(round).union(running).count <= most, .ceiling,
            "\(failing(round).count) and \(running.count) of \(clusters.count), at most \(most)")
        let storms = agent.rounds.filter {
            $0.at <= round.at && round.at.timeIntervalSince($0.at) < 600 && failing($0).count > most
        }
        // A policy whose ceiling was changed since judges the rounds to come by its own.
        if changedAt[agent.number, default: -1e9] < time - 1200 {
            expect(storms.isEmpty, .storm, "\(storms.count) rounds above")
        }
    }

    private mutating func checkLedger(_ agent: MonthAgent, _ number: Int, _ probe: MonthProbe, _ round: MonthRound) {
        let limits = agent.policy.limits
        let all = agent.ledger.attempts
        let own = all.filter { $0.cluster == ids[number] }
        let latest = all.flatMap { [$0.startedAt, $0.endedAt ?? $0.startedAt] }.max() ?? round.at
        expect(latest <= round.at + 1, .clock, "\(latest) is after \(round.at)")
        expect(!own.contains { $0.outcome == nil }, .twice, "\(ids[number])")
        expect(
            own.allSatisfy { round.at.timeIntervalSince($0.endedAt ?? $0.startedAt) >= 3600 }, .cooldown,
            "\(ids[number])")
        let running = all.filter { $0.outcome == nil }
        expect(running.count < limits.concurrent, .concurrency, "\(running.count)")
        checkAttempts(agent, own, number, probe, round)
        let closed = agent.ledger.breaker.closedAt ?? .distantPast
        let ended = all.filter { $0.automatic && ($0.endedAt ?? .distantPast) > closed }
        expect(
            agent.ledger.breaker.openedAt == nil
                && !ended.contains { $0.outcome == .failed || $0.outcome == .rolledBack }, .breaker, "\(ids[number])")
        let proved = ended.filter {
            $0.outcome == .proved && $0.cause == probe.cause
                && round.at.timeIntervalSince($0.endedAt ?? .distantPast) < 86_400
        }.count
        // 1, 2, 4, 4, …: the last of the wave in which the next one is.
        let last = proved < 1 ? 1 : proved < 3 ? 3 : 3 + (proved - 3) / 4 * 4 + 4
        let begun = running.filter(\.automatic).count
        expect(proved == 0 ? begun == 0 : proved + begun < last, .wave, "\(proved) proved, \(begun) under way")
    }

    private mutating func checkAttempts(
        _ agent: MonthAgent, _ own: [RepairAttempt], _ number: Int, _ probe: MonthProbe, _ round: MonthRound
    ) {
        let byHand = own.last { !$0.automatic }?.startedAt ?? .distantPast
        let automatic = own.filter { $0.automatic && $0.startedAt > byHand }
        let incident = probe.cause.flatMap { agent.incident(number, $0) }
        let onIncident = automatic.filter { incident != nil && $0.incident == incident }.count
        let today = automatic.filter { round.at.timeIntervalSince($0.startedAt) < 86_400 }.count
        expect(
            onIncident < agent.policy.limits.attempts && today < agent.policy.limits.attemptsPerDay, .attempts,
            "\(onIncident) on it, \(today) today")
        guard let last = own.last, last.outcome == .proved || last.outcome == .contested, let ended = last.endedAt
        else { return }
        // The first of the failures that the last round ends.
        let run = agent.rounds.map { $0.probes[number] }.filter { $0.health != .unknown }.reversed().prefix {
            $0.cause == probe.cause
        }
        let held = (run.last?.at ?? round.at).timeIntervalSince(ended)
        if last.outcome == .contested || last.cause == probe.cause {
            expect(
                held >= 3600 && (incident == nil || last.incident != incident), .contested,
                "\(ids[number]) held \(held) s")
        }
    }

    /// No two runs, of whatever agents, have written to a cluster at a time; no write in a freeze.
    mutating func checkWrite(_ index: Int, _ number: Int) {
        let agent = agents[index]
        let running = agents.flatMap(\.runs).filter { $0.cluster == number && $0.writes > 0 }
        expect(running.count <= 1, .twice, "\(running.count) runs have written")
        let now = now(agent)
        let frozen = agent.ledger.freezes.contains {
            $0.from <= now && now < $0.until ?? .distantFuture
                && ($0.clusters.names == nil || $0.clusters.names == [ids[number].rawValue])
        }
        expect(!frozen && agent.ledger.breaker.openedAt == nil, .write, "\(ids[number])")
    }
}
