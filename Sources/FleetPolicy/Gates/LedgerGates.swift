package import FleetDiagnosis
package import FleetModel
package import FleetRepair
package import FleetWords
package import FoundationEssentials

/// The gates that are counted from past repairs. Also asked alone, in the transaction in which an attempt is written:
/// what was counted before it may be old by then.
package struct LedgerGates: Sendable {
    let limits: PolicyLimits
    let ledger: RepairLedger?
    let cluster: ClusterID
    let cause: Cause
    let incident: Int64?
    let failingSince: Date?
    let lastWriter: String?
    let now: Date

    /// - Parameters:
    ///   - incident: the open incident of the cause, if there is one.
    ///   - failingSince: `Evidence.failingSince`.
    ///   - lastWriter: the field manager that last wrote the configuration.
    package init(
        limits: PolicyLimits, ledger: RepairLedger?, cluster: ClusterID, cause: Cause, incident: Int64? = nil,
        failingSince: Date? = nil,
        lastWriter: String? = nil, now: Date
    ) {
        self.limits = limits
        self.ledger = ledger
        self.cluster = cluster
        self.cause = cause
        self.incident = incident
        self.failingSince = failingSince
        self.lastWriter = lastWriter
        self.now = now
    }

    package var all: [GateVerdict] { [notUnderWay, attempts, contested, cooldown, breaker, wave, concurrency] }

    static let unread = LedgerStatement.unread()
    static let sinceWhen = LedgerStatement.failingSinceUnknown()

    var own: [RepairAttempt] { ledger?.attempts.filter { $0.cluster == cluster } ?? [] }

    private var notUnderWay: GateVerdict {
        guard ledger != nil else { return Gate.notUnderWay.cannotBeEvaluated(Self.unread) }
        guard let run = own.first(where: \.isUnderWay) else {
            return Gate.notUnderWay.passes(LedgerStatement.noneUnderWay())
        }
        return Gate.notUnderWay.refuses(LedgerStatement.underWay([.run: run.run, .since: run.startedAt]))
    }

    private var attempts: GateVerdict {
        guard ledger != nil, let failingSince else {
            return Gate.attempts.cannotBeEvaluated(ledger == nil ? Self.unread : Self.sinceWhen)
        }
        let past = ProblemAttempts(own, incident: incident, failingSince: failingSince, cooldown: limits.cooldown)
        let day = past.sinceReset.filter { now.timeIntervalSince($0.startedAt) < 86_400 }.count
        let isLeft = past.count < limits.attempts && day < limits.attemptsPerDay
        let code: LedgerStatement = isLeft ? .attempts : .attemptsUsed
        return Gate.attempts.decides(
            isLeft,
            code([
                .attempts: past.count, .most: limits.attempts, .ofDay: day, .mostOfDay: limits.attemptsPerDay,
            ]))
    }

    private var cooldown: GateVerdict {
        guard ledger != nil else { return Gate.cooldown.cannotBeEvaluated(Self.unread) }
        guard let last = own.map(\.lastMoment).max() else {
            return Gate.cooldown.passes(LedgerStatement.neverRepaired())
        }
        let age = now.timeIntervalSince(last)
        return Gate.cooldown.decides(
            age >= limits.cooldown,
            LedgerStatement.lastRepair([.age: Seconds(age), .least: Seconds(limits.cooldown)]),
            until: last.addingTimeInterval(limits.cooldown))
    }

    private var concurrency: GateVerdict {
        guard let ledger else { return Gate.concurrency.cannotBeEvaluated(Self.unread) }
        let running = ledger.attempts.filter(\.isUnderWay).count
        return Gate.concurrency.decides(
            running < limits.concurrent,
            LedgerStatement.underWayInFleet([.runs: running, .most: limits.concurrent]))
    }
}

extension RepairAttempt {
    package var isUnderWay: Bool { outcome == nil }

    /// Its end, or its beginning where it has not ended.
    var lastMoment: Date { max(startedAt, endedAt ?? startedAt) }

    /// Tried and did not succeed: what opens the breaker. One that was stopped left nothing behind; of a contested one
    /// another is the reason.
    package var isFailure: Bool { outcome == .failed || outcome == .rolledBack }
}
