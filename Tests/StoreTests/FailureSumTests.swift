import Fleet
import FoundationEssentials
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Failures added up where they are stored")
struct FailureSumTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader
    private let end = minutes(5 * 24 * 60)

    /// Six weeks' worth of shapes in five days: old minutes are days by now, later ones hours, the last ones minutes.
    init() async throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
        var random = SeededGenerator(state: 7)
        for hour in 0..<120 {
            let failures = (0..<3).map { _ in
                FailureCount(
                    minute: Int(noon.timeIntervalSince1970) / 60 + hour * 60 + Int(random.next() % 60),
                    cause: [FailureCause.tokenExpired, .tokenNotInCache][Int(random.next() % 2)],
                    count: 1 + Int(random.next() % 5))
            }
            let seen = observation(hour % 3 == 0 ? "east" : "west", at: minutes(Double(hour) * 60), failures: failures)
            _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])]
            )
        }
        _ = try await writer.retain(
            RetentionRules(rawDays: 1, hourlyDays: 2, totalDays: 400), now: end, pause: { _ in })
    }

    private struct SeededGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }

    @Test(
        "They say the same as the rows one by one",
        arguments: [
            HistoryFilter(), HistoryFilter(clusters: ["west"]), HistoryFilter(causes: ["token-expired"]),
            HistoryFilter(since: minutes(3000)),
            HistoryFilter(since: minutes(6000), until: minutes(7100)), HistoryFilter(clusters: []),
            HistoryFilter(causes: ["no-such-cause"]),
        ])
    func agree(filter: HistoryFilter) async throws {
        let rows = try await reader.failures(filter)
        let sums = try await reader.failureSums(filter, bins: 24, now: end)
        let groups = Dictionary(grouping: rows) { "\($0.cluster) \($0.cause)" }
        #expect(sums.count == groups.count)
        for sum in sums {
            let group = try #require(groups["\(sum.cluster) \(sum.cause)"])
            #expect(sum.count == group.reduce(0) { $0 + $1.count } && sum.bins.reduce(0, +) == sum.count)
            #expect(
                sum.peak == group.map(\.peak).max() && sum.first == group.map(\.minute).min()
                    && sum.last == group.map(\.minute).max())
        }
        #expect(sums.map(\.count) == sums.map(\.count).sorted(by: >))
    }

    @Test("A limit takes those with the most failures")
    func limit() async throws {
        let all = try await reader.failureSums(HistoryFilter(), bins: 1, now: end)
        #expect(all.count == 4)
        #expect(try await reader.failureSums(HistoryFilter(limit: 2), bins: 1, now: end) == Array(all.prefix(2)))
    }
}
