import Fleet
import FleetMonth
import Foundation

/// Many simulated months of a fleet under policy, and months with each gate torn out in turn. `make month-test`.
///
/// Exits with 1 where an invariant is broken that holds with every gate, or is not seen to break without its own.
@main
enum Campaign {
    /// A fortnight before the clocks change: to summer in 2027, to winter in 2026.
    // swift-format-ignore: NeverUseForceTry
    static let starts = ["2027-03-14T00:00:00Z", "2026-10-11T00:00:00Z"].map { try! Date($0, strategy: .iso8601) }
    static let mostMonths: UInt64 = 40

    static func main() async {
        guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin"),
            let berlin = try? ZoneRules(tzif: Array(data))
        else {
            print("there is no /usr/share/zoneinfo/Europe/Berlin: install tzdata")
            exit(69)
        }
        let months = CommandLine.arguments.count > 1 ? UInt64(CommandLine.arguments[1]) ?? 200 : 200
        let whole = await wholeMonths(months, berlin)
        let torn = await tornMonths(berlin)
        exit(whole && torn ? 0 : 1)
    }

    private static func world(
        _ seed: UInt64, _ berlin: ZoneRules, _ decide: @escaping MonthWorld.Decide = { Fleet.decide($0, $1) }
    ) -> MonthWorld {
        MonthWorld(seed: seed, start: starts[Int(seed % 2)], berlin: berlin, decide: decide)
    }

    // MARK: Months with every gate

    private struct Month: Sendable {
        let seed: UInt64
        let acts: Int
        let outcomes: [RepairAttempt.Outcome: Int]
        let violations: [String]
    }

    private static func wholeMonths(_ months: UInt64, _ berlin: ZoneRules) async -> Bool {
        let results = await each(1...months) { seed in
            var world = world(seed, berlin)
            world.run(days: 30)
            let outcomes = world.agents.flatMap { $0.ledger.attempts }.compactMap(\.outcome)
            return Month(
                seed: seed, acts: world.acts, outcomes: Dictionary(outcomes.map { ($0, 1) }, uniquingKeysWith: +),
                violations: world.violations.map { "\($0.key.rawValue): \($0.value[0])" })
        }
        for month in results where !month.violations.isEmpty {
            print("seed \(month.seed): \(month.violations.joined(separator: "; "))")
        }
        let outcomes = results.map(\.outcomes).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        let words = RepairAttempt.Outcome.allCases.map { "\(outcomes[$0, default: 0]) \($0.rawValue)" }.joined(
            separator: ", ")
        let broken = results.count { !$0.violations.isEmpty }
        print(
            """
            \(months) months, \(results.reduce(0) { $0 + $1.acts }) acts of agents (ends, those by hand among them: \
            \(words)): \(broken) months with an act that an invariant forbids
            """
        )
        let isEmpty = RepairAttempt.Outcome.allCases.contains { outcomes[$0, default: 0] == 0 }
        if isEmpty { print("an outcome never came about: these months prove too little") }
        return broken == 0 && !isEmpty
    }

    // MARK: Months without one

    private struct Tear: Sendable {
        let name: String
        let invariant: MonthInvariant
        var asksBeforeWrites = true
        let decide: @Sendable (Policy, Fleet.Situation) -> Decision
    }

    private static var tears: [Tear] {
        TornOut.held.map { gate, invariant in
            Tear(name: "gate \(gate.rawValue)", invariant: invariant) { TornOut.decide($0, $1, without: gate) }
        }
            + TornOut.heldByPlan.map { gate, invariant in
                Tear(name: "gate \(gate.rawValue) of the plan", invariant: invariant) {
                    TornOut.decide($0, $1, withoutOfPlan: gate)
                }
            } + [
                Tear(name: "unknown told from failing", invariant: .unknown, decide: unknownTakenForFailing),
                Tear(name: "the question before each write", invariant: .write, asksBeforeWrites: false) {
                    Fleet.decide($0, $1)
                },
            ]
    }

    @Sendable private static func unknownTakenForFailing(_ policy: Policy, _ situation: Fleet.Situation) -> Decision {
        var situation = situation
        if situation.diagnosis.health == .unknown, let cause = situation.evidence?.cause {
            situation.diagnosis = Diagnosis(
                health: .failing, findings: [Finding(cause, .critical, evidence: ["simulated"], nextStep: "look")])
        }
        return Fleet.decide(policy, situation)
    }

    private static func tornMonths(_ berlin: ZoneRules) async -> Bool {
        let seen = await each(tears) { tear in (tear, firstMonth(without: tear, berlin)) }
        print("\n| torn out | what breaks | seen in month |\n|---|---|---|")
        for (tear, month) in seen {
            print(
                "| \(tear.name) | \(tear.invariant.rawValue) | \(month.map { "\($0)" } ?? "NEVER, in \(mostMonths)") |")
        }
        return seen.allSatisfy { $0.1 != nil }
    }

    private static func firstMonth(without tear: Tear, _ berlin: ZoneRules) -> UInt64? {
        (1...mostMonths).first { seed in
            var world = world(seed, berlin, tear.decide)
            world.asksBeforeWrites = tear.asksBeforeWrites
            world.run(days: 30, until: tear.invariant)
            return world.violations[tear.invariant] != nil
        }
    }

    /// On every core, the results in order.
    private static func each<Item: Sendable, Value: Sendable>(
        _ items: some Sequence<Item>, _ work: @escaping @Sendable (Item) -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for (index, item) in items.enumerated() { group.addTask { @concurrent in (index, work(item)) } }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
