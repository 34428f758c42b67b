import Fleet
import FleetMonth
import FoundationEssentials
import Testing

private func buckets(_ since: Int64, _ until: Int64, grain: Int64? = nil) -> TimeBuckets {
    TimeBuckets(
        since: Date(timeIntervalSince1970: Double(since)), until: Date(timeIntervalSince1970: Double(until)),
        grain: grain)
}

@Suite("Time that access was watched")
struct WatchTallyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let probes: [(at: Int64, health: Health)]
        let healthy: Double
        let failing: Double
        let unknown: Double
        let unwatched: Double
        let availability: Double?
    }

    /// All of a period of 1000 s from second 10,000 on.
    static let cases = [
        Case(
            testDescription: "nothing was probed", probes: [], healthy: 0, failing: 0, unknown: 0, unwatched: 1000,
            availability: nil),
        Case(
            testDescription: "healthy throughout", probes: [(10_000, .healthy), (10_500, .healthy)], healthy: 1000,
            failing: 0, unknown: 0, unwatched: 0, availability: 1),
        Case(
            testDescription: "a probe before the period speaks for its beginning",
            probes: [(9_900, .failing), (10_250, .healthy)], healthy: 750, failing: 250, unknown: 0, unwatched: 0,
            availability: 0.75),
        Case(
            testDescription: "unknown is not unhealthy", probes: [(10_000, .healthy), (10_500, .unknown)], healthy: 500,
            failing: 0, unknown: 500, unwatched: 0, availability: 1),
        Case(
            testDescription: "unknown is not healthy either", probes: [(10_000, .failing), (10_100, .unknown)],
            healthy: 0, failing: 100, unknown: 900, unwatched: 0, availability: 0),
        Case(
            testDescription: "unknown alone gives no availability", probes: [(10_000, .unknown), (10_500, .unknown)],
            healthy: 0, failing: 0, unknown: 1000, unwatched: 0, availability: nil),
        Case(
            testDescription: "nobody looked before the first probe", probes: [(10_400, .healthy)], healthy: 600,
            failing: 0, unknown: 0, unwatched: 400, availability: 1),
        Case(
            testDescription: "a probe speaks for 15 minutes at most", probes: [(9_200, .failing)], healthy: 0,
            failing: 100, unknown: 0, unwatched: 900, availability: 0),
        Case(
            testDescription: "a probe too old speaks for nothing", probes: [(9_000, .failing)], healthy: 0, failing: 0,
            unknown: 0, unwatched: 1000, availability: nil),
        Case(
            testDescription: "of two in one second the later counts",
            probes: [(10_000, .failing), (10_000, .healthy), (10_500, .healthy)], healthy: 1000, failing: 0, unknown: 0,
            unwatched: 0, availability: 1),
        Case(
            testDescription: "a clock set back takes no time away and adds none",
            probes: [(10_000, .healthy), (10_600, .healthy), (10_300, .failing)], healthy: 600, failing: 400,
            unknown: 0, unwatched: 0, availability: 0.6),
        Case(
            testDescription: "an outage weighs by its time, not by its few probes",
            probes: [
                (10_000, .healthy), (10_030, .healthy), (10_060, .healthy), (10_090, .failing), (10_690, .healthy),
            ], healthy: 400, failing: 600, unknown: 0, unwatched: 0, availability: 0.4),
    ]

    @Test("by time, with unknown and unwatched told apart", arguments: cases)
    func times(_ example: Case) {
        var tally = WatchTally(buckets(10_000, 11_000, grain: 86_400))
        for probe in example.probes { tally.add(at: probe.at, probe.health) }
        let time = tally.finished().reduce(WatchedTime(), +)
        #expect(
            time
                == WatchedTime(
                    healthy: example.healthy, failing: example.failing, unknown: example.unknown,
                    unwatched: example.unwatched))
        #expect(time.availability == example.availability)
    }

    @Test("a stretch over several pieces is shared between them, and nothing is lost or counted twice")
    func pieces() {
        var tally = WatchTally(buckets(90, 300, grain: 60))
        tally.add(at: 100, .healthy)
        tally.add(at: 170, .failing)
        tally.add(at: 250, .unknown)
        #expect(
            tally.finished() == [
                WatchedTime(healthy: 20, unwatched: 10), WatchedTime(healthy: 50, failing: 10),
                WatchedTime(failing: 60),
                WatchedTime(failing: 10, unknown: 50),
            ])
    }

    @Test("probes in a row taken together give what each of them gives", arguments: 0..<50 as Range<UInt64>)
    func stretches(seed: UInt64) {
        var random = SplitMix64(state: seed)
        var (single, together) = (
            WatchTally(buckets(10_000, 60_000, grain: 3600)), WatchTally(buckets(10_000, 60_000, grain: 3600))
        )
        var at: Int64 = 9_000
        while at < 61_000 {
            let health = [Health.healthy, .failing, .unknown].randomElement(using: &random)!
            let first = at
            single.add(at: at, health)
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                at += Int64.random(in: 0...WatchTally.longestHold, using: &random)
                single.add(at: at, health)
            }
            together.add(from: first, to: at, health)
            at += Int64.random(in: -500...2_000, using: &random)
        }
        #expect(single.finished() == together.finished())
    }

    @Test("counted probes share their hour, over the pieces that it spans and within the period")
    func counted() {
        var tally = WatchTally(buckets(1800, 5400, grain: 900))
        tally.add(healthy: 3, failing: 1, unknown: 0, from: 0, to: 3600)
        tally.add(healthy: 0, failing: 0, unknown: 0, from: 3600, to: 7200)
        let quarter = WatchedTime(healthy: 675, failing: 225)
        #expect(tally.finished() == [quarter, quarter, WatchedTime(unwatched: 900), WatchedTime(unwatched: 900)])
    }

    @Test("whatever the probes, the pieces add up to the period", arguments: 0..<50 as Range<UInt64>)
    func sums(seed: UInt64) {
        var random = SplitMix64(state: seed)
        let since = Int64.random(in: 0...200_000, using: &random)
        let period = buckets(since, since + Int64.random(in: 1...400_000, using: &random))
        var tally = WatchTally(period)
        for _ in 0..<200 {
            let health = Health.allCases.randomElement(using: &random) ?? .unknown
            tally.add(at: Int64.random(in: since - 5000...period.until, using: &random), health)
        }
        #expect(tally.finished().allSatisfy { min($0.healthy, $0.failing, $0.unknown, $0.unwatched) >= 0 })
        #expect(tally.finished().reduce(WatchedTime(), +).total == Double(period.seconds))
    }
}

@Suite("A period in pieces")
struct TimeBucketTests {
    @Test(
        "no period has more pieces than fit a telephone, and each second of it lies in one",
        arguments: [1, 60, 3600, 86_400, 604_800, 7_776_000, 31_536_000, 315_360_000] as [Int64])
    func pieces(length: Int64) {
        let period = buckets(1_789_999_217, 1_789_999_217 + length)
        #expect((1...93).contains(period.count))
        // Weeks begin on a Monday; the epoch was a Thursday.
        let origin: Int64 = period.grain % 604_800 == 0 ? 345_600 : 0
        #expect(period.index(of: period.since) == 0)
        #expect(period.index(of: period.until - 1) == period.count - 1)
        #expect(period.index(of: period.until) == nil && period.index(of: period.since - 1) == nil)
        #expect((0..<period.count).reduce(0) { $0 + period.length(of: $1) } == Double(length))
        #expect(
            (1..<period.count).allSatisfy {
                period.start(of: $0) == period.end(of: $0 - 1) && (period.start(of: $0) - origin) % period.grain == 0
            })
    }

    @Test(
        "people's periods have pieces that they count in",
        arguments: [
            (86_400, 3600, 24), (604_800, 21_600, 28), (2_592_000, 86_400, 30), (7_776_000, 86_400, 90),
            (3600, 120, 30), (31_536_000, 1_209_600, 27),
        ] as [(Int64, Int64, Int)])
    func grains(length: Int64, grain: Int64, count: Int) {
        let period = buckets(1_789_948_800, 1_789_948_800 + length)
        #expect(period.grain == grain && (count - 1...count).contains(period.count))
    }

    /// As Europe's: an hour is put forward at 2027-03-28 01:00 UTC, and back at 2027-10-31 01:00 UTC.
    private static let summer = ClockZone {
        (1_806_195_600..<1_824_944_400).contains($0.timeIntervalSince1970) ? 7200 : 3600
    }

    @Test(
        "days begin at midnight of the zone, on both sides of a change of the clocks",
        arguments: [(1_806_102_000, 23), (1_824_850_800, 25)] as [(Int64, Double)])
    func summer(since: Int64, hours: Double) {
        let period = TimeBuckets(
            since: Date(timeIntervalSince1970: Double(since)),
            until: Date(timeIntervalSince1970: Double(since + 3 * 86_400)), grain: 86_400, zone: Self.summer)
        #expect((0..<period.count).map { period.length(of: $0) / 3600 }.contains(hours))
        for index in 1..<period.count { #expect(Self.summer.text(period.date(of: index)).hasSuffix("00:00:00")) }
        for second in stride(from: period.since, to: period.until, by: 600) {
            let index = period.index(of: second)
            #expect(index.map { period.start(of: $0) <= second && second < period.end(of: $0) } == true)
        }
    }

    @Test("the period before ends where this one begins, and is as long")
    func before() {
        let period = buckets(5000, 9000)
        #expect(period.before.until == 5000 && period.before.seconds == 4000)
    }

    @Test("no time at all has no pieces")
    func empty() {
        #expect(buckets(7200, 7200).count == 0)
    }
}
