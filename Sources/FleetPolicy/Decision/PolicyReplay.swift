package import CivilTime
package import FleetDiagnosis
package import FleetModel
import FleetRepair
import FleetText
package import FleetWords
package import FoundationEssentials

/// A recorded history, run through a policy round by round: what it would have done, when, and why not.
///
/// What a repair would have changed cannot be known. It is taken to succeed after `repairTakes`: the rest of that
/// stretch of failure, which the real history goes on with, is then taken for well.
package struct PolicyReplay: Sendable {
    /// What of the fleet does not change from round to round.
    package struct Setting: Sendable {
        package var zones: ZoneTable
        package var labels: [ClusterID: [String: String]]
        package var roles: [ClusterID: ClusterRole]
        /// Freezes that were, repairs that were made by hand, and the breaker's last closing.
        package var ledger: RepairLedger

        package init(
            zones: ZoneTable, labels: [ClusterID: [String: String]], roles: [ClusterID: ClusterRole],
            ledger: RepairLedger
        ) {
            self.zones = zones
            self.labels = labels
            self.roles = roles
            self.ledger = ledger
            self.ledger.attempts.removeAll { $0.automatic || $0.outcome == nil }
            self.ledger.breaker.openedAt = nil
        }
    }

    /// One probe of the history.
    package struct Probe: Hashable, Sendable {
        package let cluster: ClusterID
        package let at: Date
        package let health: Health
        package let cause: Cause?

        package init(cluster: ClusterID, at: Date, health: Health, cause: Cause?) {
            self.cluster = cluster
            self.at = at
            self.health = health
            self.cause = cause
        }
    }

    package static let repairTakes = 60.0

    package private(set) var entries: [ReplayEntry] = []
    private let policy: Policy
    private let setting: Setting
    private let hostIsKnown: Bool
    private var ledger: RepairLedger
    private var record = FleetRecord()
    private var round: [ClusterID: Probe] = [:]
    /// Repaired in the replay, and failing on in the history.
    private var cured: [ClusterID: Cause] = [:]
    /// The entry that each cluster's next round may continue.
    private var open: [ClusterID: Int] = [:]

    package init(policy: Policy, setting: Setting) {
        self.policy = policy
        self.setting = setting
        hostIsKnown = setting.roles.values.contains(.host)
        ledger = setting.ledger
        ledger.attempts = []
    }

    /// Takes probes in, the oldest first. A round ends where a cluster comes a second time.
    package mutating func take(_ probes: some Sequence<Probe>) {
        for probe in probes {
            if round[probe.cluster] != nil { endRound() }
            round[probe.cluster] = probe
        }
    }

    /// Decides on the round that has begun. To be called once more after the last probe.
    package mutating func endRound() {
        guard let now = round.values.map(\.at).max() else { return }
        defer { round = [:] }
        closeAttempts(now)
        for probe in round.values { note(probe) }
        let isBlind = round.values.contains { $0.cause?.isOfAgent == true }
        var counts = record.endRound(at: now, limits: policy.limits, ledger: ledger, isBlind: isBlind)
        // Only these are sorted: of a thousand clusters a few are failing, in a hundred thousand rounds.
        let failing = round.values.filter { $0.health == .failing && cured[$0.cluster] == nil }.sorted {
            $0.cluster < $1.cluster
        }
        open = open.filter { cluster, _ in round[cluster] == nil || failing.contains { $0.cluster == cluster } }
        for probe in failing {
            if decideOn(probe, counts, now) {
                counts = record.endRound(at: now, limits: policy.limits, ledger: ledger, isBlind: isBlind)
            }
        }
    }

    private mutating func closeAttempts(_ now: Date) {
        for index in ledger.attempts.indices where ledger.attempts[index].isUnderWay {
            let end = ledger.attempts[index].startedAt.addingTimeInterval(Self.repairTakes)
            guard end <= now else { continue }
            ledger.attempts[index].endedAt = end
            ledger.attempts[index].outcome = .proved
        }
        // A repair by hand counts from when it was made, and no replay of a year carries what no gate looks back to.
        let passed = setting.ledger.attempts.filter { attempt in
            attempt.startedAt <= now && !ledger.attempts.contains { $0.run == attempt.run }
        }
        ledger.attempts += passed
        if ledger.attempts.count > 1000 { ledger.attempts.removeFirst(500) }
        ledger.breaker =
            setting.ledger.breaker.closedAt.map { $0 <= now } ?? false ? setting.ledger.breaker : BreakerState()
    }

    private mutating func note(_ probe: Probe) {
        if let cause = cured[probe.cluster],
            probe.health == .healthy || (probe.health == .failing && probe.cause != cause)
        {
            cured[probe.cluster] = nil
        }
        let isCured = cured[probe.cluster] != nil
        // A repairable cause is only ever diagnosed from a token that was refused (MemberVerdict).
        record.record(
            probe.cluster, health: isCured ? .healthy : probe.health, cause: isCured ? nil : probe.cause, at: probe.at,
            refusedByProbe: probe.cause.map { Cause.repairable.contains($0) })
    }

    /// Whether a repair was begun.
    private mutating func decideOn(_ probe: Probe, _ counts: FleetCounts, _ now: Date) -> Bool {
        if let index = open[probe.cluster], entries[index].isSettled, entries[index].cause == probe.cause {
            entries[index].until = now
            entries[index].rounds += 1
            return false
        }
        let role = setting.roles[probe.cluster]
        let finding =
            probe.cause.map {
                [
                    Finding(
                        $0, .critical, evidence: [],
                        nextStep: .run("agentctl status \(shellWord(probe.cluster.rawValue))"))
                ]
            } ?? []
        let decision = decide(
            policy,
            Situation(
                cluster: probe.cluster, labels: setting.labels[probe.cluster] ?? [:], role: role,
                isHost: hostIsKnown ? role == .host : nil,
                diagnosis: Diagnosis(health: .failing, findings: finding), evidence: record.evidence(of: probe.cluster),
                fleet: counts, ledger: ledger,
                now: now, zones: setting.zones))
        add(probe, decision, now)
        guard decision.action == .act, let cause = probe.cause else { return false }
        ledger.attempts.append(
            RepairAttempt(
                run: "replay-\(ledger.attempts.count)", cluster: probe.cluster, cause: cause, startedAt: now,
                automatic: true))
        cured[probe.cluster] = cause
        return true
    }

    private mutating func add(_ probe: Probe, _ decision: Decision, _ now: Date) {
        let entry = ReplayEntry(cluster: probe.cluster, from: now, decision: decision)
        if let index = open[probe.cluster], entries[index].continues(with: entry) {
            entries[index].until = now
            entries[index].rounds += 1
        } else {
            open[probe.cluster] = entries.count
            entries.append(entry)
        }
    }
}

/// A stretch of time in which the replay decided the same of one cluster for the same reasons.
package struct ReplayEntry: Hashable, Codable, Sendable {
    package let cluster: ClusterID
    package let cause: Cause?
    package let from: Date
    package var until: Date
    package var rounds: Int
    package let mode: PolicyMode
    package let action: Decision.Action
    /// The gates that refused, with what they compared in the first of the rounds.
    package let refusals: [GateVerdict]

    private enum CodingKeys: String, CodingKey {
        case cluster, cause, until, rounds, mode, action, refusals
        case from = "since"
    }

    init(cluster: ClusterID, from: Date, decision: Decision) {
        self.cluster = cluster
        cause = decision.cause
        self.from = from
        until = from
        rounds = 1
        mode = decision.mode
        action = decision.action
        refusals = decision.refusals
    }

    func continues(with other: ReplayEntry) -> Bool {
        action == other.action && cause == other.cause && mode == other.mode
            && refusals.map(\.gate) == other.refusals.map(\.gate)
    }

    /// Time changes nothing about it: a cause that is never repaired, a cluster that is never touched, a mode that only
    /// looks.
    var isSettled: Bool {
        let forever: [Gate] = [.mode, .causeIsRepairable, .notTheHost, .roleIsMember]
        return action == .nothing && refusals.contains { forever.contains($0.gate) }
    }
}
