import Foundation

/// A year of a large fleet, and what reading and keeping it costs. Figures are of this process alone.
@main
enum HistoryBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        func number(_ index: Int, or fallback: Int) -> Int {
            arguments.count > index ? Int(arguments[index]) ?? fallback : fallback
        }
        switch (arguments.dropFirst().first, arguments.count) {
        case ("make", 3...5):
            try await HistoryGenerator(path: arguments[2], clusters: number(3, or: 1000), days: number(4, or: 365))
                .run()
        case ("query", 3...4): try await QueryTimes(path: arguments[2], repetitions: number(3, or: 5)).run()
        case ("replay", 3): try await ReplayTimes(path: arguments[2]).run()
        case ("retain", 3): try await RetentionTimes(path: arguments[2]).run()
        default:
            print(
                """
                usage: bench-history make FILE [CLUSTERS [DAYS]] | query FILE [REPETITIONS] | replay FILE | retain FILE
                """
            )
            exit(64)
        }
    }
}

/// A generator that gives the same year every time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to, and without, 1.
    mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }
}
