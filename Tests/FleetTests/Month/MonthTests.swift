import Fleet
import FoundationEssentials
import Testing

/// A month of a fleet, again and again: no act that an invariant forbids, whatever happens.
@Suite("A simulated month")
struct MonthTests {
    /// A fortnight before the clocks change: to winter in 2026, to summer in 2027.
    static let starts = [utc("2026-10-11T00:00:00Z"), utc("2027-03-14T00:00:00Z")]

    /// `make month-test` sets KSFLEET_MONTHS: then so many months, whole, and every gate torn out of some. Else two of some days.
    static let campaign = ProcessInfo.processInfo.environment["KSFLEET_MONTHS"].flatMap { Int($0) }
    static let months = campaign ?? 2
    static let days = campaign == nil ? 5.0 : 30

    @Test("no act that an invariant forbids, for every seed", arguments: 1...months)
    func holds(seed: Int) {
        var world = MonthWorld(seed: UInt64(seed), start: Self.starts[seed % 2], decide: { Fleet.decide($0, $1) })
        world.run(days: Self.days)
        #expect(world.violations.isEmpty, "\(world.violations.mapValues { $0.prefix(3) })")
    }

    @Test("the months are not empty: repairs begin, succeed, fail, are contested and stopped", .enabled(if: campaign != nil))
    func bites() {
        var outcomes: Set<RepairAttempt.Outcome> = []
        var acts = 0
        for seed in 1...4 {
            var world = MonthWorld(seed: UInt64(seed), start: Self.starts[seed % 2], decide: { Fleet.decide($0, $1) })
            world.run(days: 30)
            acts += world.acts
            outcomes.formUnion(world.agents.flatMap { $0.ledger.attempts }.compactMap(\.outcome))
        }
        #expect(acts > 40 && outcomes == Set(RepairAttempt.Outcome.allCases), "\(acts) acts, \(outcomes)")
    }

    /// Which invariant a gate alone holds.
    static let held: [(PolicyGate, MonthInvariant)] = [
        (.mode, .mode),
        (.freeze, .freeze), (.window, .window), (.clock, .clock), (.seesTheFleet, .blind), (.evidence, .evidence), (.refusedByProbe, .refusedByProbe), (.notTheHost, .host),
        (.role, .role), (.cause, .cause), (.ceiling, .ceiling), (.storm, .storm), (.notUnderWay, .twice), (.attempts, .attempts), (.contested, .contested), (.cooldown, .cooldown),
        (.breaker, .breaker), (.wave, .wave), (.concurrency, .concurrency), (.approval, .approval), (.preconditions, .preconditions),
    ]

    @Test("without a gate its invariant breaks: the month would have seen it", .enabled(if: campaign != nil), arguments: held)
    func everyGateIsNeeded(gate: PolicyGate, invariant: MonthInvariant) {
        for seed in UInt64(1)...40 {
            var world = MonthWorld(seed: seed, start: Self.starts[Int(seed) % 2]) { policy, situation in Broken.decide(policy, situation, without: gate) }
            world.run(days: 30, until: invariant)
            if world.violations[invariant] != nil { return }
        }
        Issue.record("40 months without gate \(gate.rawValue), and never \(invariant)")
    }
}

extension MonthTests {
    @Test("were unknown taken for failing, the month would see it", .enabled(if: MonthTests.campaign != nil))
    func unknownIsSeen() {
        var world = MonthWorld(seed: 1, start: Self.starts[1]) { policy, situation in
            var situation = situation
            if situation.diagnosis.health == .unknown, let cause = situation.evidence?.cause { situation.diagnosis = PolicyScene.failing(cause) }
            return Fleet.decide(policy, situation)
        }
        world.run(days: 30, until: .unknown)
        #expect(world.violations[.unknown] != nil)
    }

    @Test("were a write not asked about, the month would see it", .enabled(if: MonthTests.campaign != nil))
    func writesAreSeen() {
        for seed in UInt64(1)...40 {
            var world = MonthWorld(seed: seed, start: Self.starts[Int(seed) % 2]) { Fleet.decide($0, $1) }
            world.asksBeforeWrites = false
            world.run(days: 30, until: .write)
            if world.violations[.write] != nil { return }
        }
        Issue.record("40 months in which nobody asked before a write, and never \(MonthInvariant.write)")
    }
}

extension MonthTests {
    @Test("a gate torn out is seen within days: two of them always, all of them by make month-test", arguments: [(PolicyGate.preconditions, MonthInvariant.preconditions), (.cooldown, .cooldown)])
    func someGatesAreNeeded(gate: PolicyGate, invariant: MonthInvariant) {
        for seed in UInt64(1)...40 {
            var world = MonthWorld(seed: seed, start: Self.starts[Int(seed) % 2]) { policy, situation in Broken.decide(policy, situation, without: gate) }
            world.run(days: 10, until: invariant)
            if world.violations[invariant] != nil { return }
        }
        Issue.record("400 days without gate \(gate.rawValue), and never \(invariant)")
    }
}

/// decide() with one gate torn out: the action follows from the gates that are left.
enum Broken {
    static func decide(_ policy: Policy, _ situation: Fleet.Situation, without gate: PolicyGate) -> Decision {
        let decision = Fleet.decide(policy, situation)
        var mode = decision.mode
        var gates = decision.gates.filter { $0.name != gate.rawValue }
        // The other guards of the same thing go with it, or it could not be seen that this one is missing.
        switch gate {
        case .notTheHost: gates.removeAll { $0.name == PolicyGate.role.rawValue }
        case .cause: gates.removeAll { $0.name == PolicyGate.refusedByProbe.rawValue || $0.name == PolicyGate.mode.rawValue }
        case .notUnderWay: gates.removeAll { ["cooldown", "concurrency", "wave", "preconditions", "attempts"].contains($0.name) }
        case .concurrency: gates.removeAll { $0.name == PolicyGate.wave.rawValue }
        case .cooldown: gates.removeAll { ["attempts", "contested"].contains($0.name) }
        default: break
        }
        if gate == .cause || gate == .mode, decision.cause != nil { mode = .auto }
        return Decision(mode: mode, cause: decision.cause, rules: decision.rules, gates: gates)
    }
}
