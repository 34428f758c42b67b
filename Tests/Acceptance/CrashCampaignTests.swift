import Fleet
import Foundation
import Testing

/// `make crash-test` asks for hundreds of runs; `make test` for a few. The seed is printed, and takes the same way
/// again.
@Suite("Repairs that are killed", .timeLimit(.minutes(60)), .serialized)
struct CrashCampaignTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["KSFLEET_CRASH_RUNS"].flatMap { Int($0) } ?? 12
    private static let seed =
        environment["KSFLEET_CRASH_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)

    @Test(
        """
        killed with SIGKILL anywhere, every run ends proved, rolled back or stopped before its first write, and writes \
        nothing twice
        """
    )
    func campaign() async throws {
        print("crash campaign: \(Self.count) runs, KSFLEET_CRASH_SEED=\(Self.seed)")
        var random = SplitMix64(state: Self.seed)
        var table: [String: [String: Int]] = [:]
        try await CrashCampaign.with { campaign in
            for index in 0..<Self.count {
                let kill = Self.kill(index, &random)
                do {
                    let outcome = try await campaign.run(kill)?.rawValue ?? "not begun"
                    let place =
                        (Int(kill.first) == nil ? kill.first : "at random") + (kill.isHeld ? ", patch held" : "")
                    table["\(kill.subject.rawValue) \(place)", default: [:]][outcome, default: 0] += 1
                } catch {
                    Issue.record("run \(index) (\(kill)): \(error)")
                    return
                }
            }
        }
        for (place, outcomes) in table.sorted(by: { $0.key < $1.key }) {
            print(
                """
                | \(place) | \
                \(outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")) |
                """
            )
        }
    }

    /// Each place in turn, each other run at a random moment; a third of the recoveries are killed as well.
    private static func kill(_ index: Int, _ random: inout SplitMix64) -> CrashCampaign.Kill {
        let places = CrashCampaign.Subject.allCases.flatMap { subject in subject.points.map { (subject, $0) } }
        // Coprime to the number of places: a few runs already see all parts of a repair.
        let (subject, place) = places[(index / 2 * 29 + 7) % places.count]
        // 3.4 takes a changed document by itself: there is no stale process to restart.
        let members = subject == .restart ? ["m30", "m31", "m41"] : CrashCampaign.members
        let atRandom = index % 2 == 1
        // Of every sixth the patch stays on its way, and arrives when all is over: killed right before and right after
        // that is made harmless, too.
        let isHeld = index % 6 == 4 && subject != .restart
        let around = ["fence:intended", "fence:done", place].randomElement(using: &random) ?? place
        return CrashCampaign.Kill(
            subject: subject, cluster: members.randomElement(using: &random) ?? "m31",
            first: atRandom ? String(Int.random(in: 0...1500, using: &random)) : isHeld ? around : place,
            second: Int.random(in: 0..<3, using: &random) == 0 ? subject.points.randomElement(using: &random) : nil,
            isHeld: isHeld)
    }
}

/// A generator whose numbers follow from its seed (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
