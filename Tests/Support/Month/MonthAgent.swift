package import Fleet
import FoundationEssentials

/// One agent: its policy, its history (which survives a kill) and its memory (which does not).
package struct MonthAgent {
    let number: Int
    var policy: Policy
    /// Added to the true clock to get its own.
    var clockOffset = 0.0
    var skewedUntil = 0.0
    var blindUntil = 0.0
    var downUntil = 0.0

    // What is kept in SQLite.
    package internal(set) var ledger = RepairLedger()
    var rounds: [MonthRound] = []
    var trackers: [Int: [Cause: (tracker: IncidentTracker, id: Int64, closedAt: Date?)]] = [:]
    var incidents: Int64 = 0
    var approvals: [Int: Approval] = [:]
    var proposals: [Int: (hash: String, at: Date)] = [:]

    // What a kill forgets.
    var record = FleetRecord()
    var runs: [MonthRun] = []

    init(number: Int, policy: Policy) {
        self.number = number
        self.policy = policy
    }

    /// As agentd does at its start: what was seen is read from the history again.
    mutating func readHistoryAgain(_ ids: [ClusterID]) {
        record = FleetRecord()
        for round in rounds { take(round, ids) }
    }

    mutating func finish(_ run: MonthRun, _ outcome: RepairAttempt.Outcome, at now: Date, losesBreakerRow: Bool) {
        guard let index = ledger.attempts.firstIndex(where: { $0.run == run.attempt }) else { return }
        ledger.attempts[index].endedAt = max(now, ledger.attempts[index].startedAt)
        ledger.attempts[index].outcome = outcome
        if let reason = breakerReason(ledger.attempts[index]), !losesBreakerRow, !ledger.breaker.isOpen {
            ledger.breaker.openedAt = now
            ledger.breaker.reason = reason
        }
    }

    /// Takes a round into the memory, and gives the counts on which it decides.
    @discardableResult
    mutating func take(_ round: MonthRound, _ ids: [ClusterID]) -> FleetCounts {
        for (index, probe) in round.probes.enumerated() {
            record.record(
                ids[index], health: probe.health, cause: probe.cause, at: probe.at, refusedByProbe: probe.refused)
        }
        return record.endRound(at: round.at, limits: policy.limits, ledger: ledger, isBlind: round.isBlind)
    }

    /// Incidents open after two failures and close after two successes; within an hour the same one goes on.
    mutating func trackIncidents(_ round: MonthRound) {
        for (index, probe) in round.probes.enumerated() where probe.health != .unknown {
            // A cluster that is well and was so before moves nothing.
            if probe.health == .healthy, trackers[index] == nil { continue }
            var causes = Set((trackers[index] ?? [:]).keys)
            if let cause = probe.cause { causes.insert(cause) }
            for cause in causes { track(index, cause, probe) }
        }
    }

    private mutating func track(_ index: Int, _ cause: Cause, _ probe: MonthProbe) {
        var entry = trackers[index]?[cause] ?? (IncidentTracker(), 0, nil)
        switch entry.tracker.onProbe(
            probe.diagnosis, cause: cause, at: probe.at, hysteresis: Hysteresis(failuresToOpen: 2, successesToClose: 2))
        {
        case .open:
            if entry.id == 0 || entry.closedAt.map({ probe.at.timeIntervalSince($0) >= 3600 }) ?? true {
                incidents += 1
                entry.id = incidents
            }
            entry.closedAt = nil
        case .close: entry.closedAt = probe.at
        case nil: break
        }
        trackers[index, default: [:]][cause] = entry
    }

    func incident(_ index: Int, _ cause: Cause) -> Int64? {
        guard let entry = trackers[index]?[cause], entry.tracker.isOpen else { return nil }
        return entry.id
    }
}
