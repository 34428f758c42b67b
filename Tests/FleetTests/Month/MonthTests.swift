import Fleet
import FleetMonth
import FoundationEssentials
import Testing

/// Days of a fleet, again and again: no act that an invariant forbids, whatever happens. Whole months, and every gate
/// torn out, are `make month-test`, which takes a release build.
@Suite("A simulated month")
struct MonthTests {
    /// A fortnight before the clocks change: to winter in 2026, to summer in 2027.
    static let starts = [utc("2026-10-11T00:00:00Z"), utc("2027-03-14T00:00:00Z")]

    @Test("no act that an invariant forbids, for every seed", arguments: [1, 2] as [UInt64])
    func holds(seed: UInt64) {
        var world = MonthWorld(seed: seed, start: Self.starts[Int(seed % 2)], berlin: berlin) { Fleet.decide($0, $1) }
        world.run(days: 5)
        #expect(world.violations.isEmpty, "\(world.violations.mapValues { $0.prefix(3) })")
    }

    @Test(
        "a gate torn out is seen within days",
        arguments: [
            (Gate.preconditions, MonthInvariant.preconditions), (.cooldown, .cooldown),
            (.waivedByAPerson, .unapprovedWaiver),
        ])
    func gatesAreNeeded(gate: Gate, invariant: MonthInvariant) {
        for seed in UInt64(1)...40 {
            var world = MonthWorld(seed: seed, start: Self.starts[Int(seed) % 2], berlin: berlin) {
                TornOut.decide($0, $1, without: gate)
            }
            world.run(days: 10, until: invariant)
            if world.violations[invariant] != nil { return }
        }
        Issue.record("400 days without gate \(gate.rawValue), and never \(invariant)")
    }

    @Test("a gate of the plan torn out is seen within days", arguments: TornOut.heldByPlan.indices)
    func planGatesAreNeeded(index: Int) {
        let (gate, invariant) = TornOut.heldByPlan[index]
        for seed in UInt64(1)...40 {
            var world = MonthWorld(seed: seed, start: Self.starts[Int(seed) % 2], berlin: berlin) {
                TornOut.decide($0, $1, withoutOfPlan: gate)
            }
            world.run(days: 10, until: invariant)
            if world.violations[invariant] != nil { return }
        }
        Issue.record("400 days without gate \(gate.rawValue), and never \(invariant)")
    }
}
