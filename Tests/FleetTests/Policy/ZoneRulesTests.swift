import Fleet
import FleetMonth
import FoundationEssentials
import Testing

@Suite("Time zones")
struct ZoneRulesTests {
    @Test(
        "the footer's rule holds for every year",
        arguments: [
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 7200),
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 3600),
            // The south: summer goes over the year's end.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2027-01-01T00:00:00Z", 39_600),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 36_000),
            // Dublin: winter is the exception, an hour less.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600),
            ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-31T23:00:00Z", 0),
            // Nuuk changes at -1:00, Troll by two hours, Lord Howe by half an hour.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
            ("<+00>0<+02>-2,M3.5.0/1,M10.5.0/3", "2026-06-01T00:00:00Z", 7200),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-12-01T00:00:00Z", 39_600),
            // RFC 9636, 3.3.1: summer time all year.
            ("XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14_400),
            ("XXX3EDT4,0/0,J365/23", "2027-01-01T03:30:00Z", -14_400),
            ("ABC0DEF,J60,J300", "2028-02-29T12:00:00Z", 0), ("ABC0DEF,J60,J300", "2028-03-01T02:00:00Z", 3600),
            ("ABC0DEF,59,300", "2028-02-29T02:00:00Z", 3600),
            ("<+14>-14", "2026-01-01T00:00:00Z", 50_400), ("CET-1CEST,M3.5.0,M10.5.0/3", "2399-07-01T00:00:00Z", 7200),
        ])
    func footers(rule: String, time: String, offset: Int) throws {
        #expect(try ZoneRules(tzif: tzif(footer: rule)).offset(at: utc(time)) == offset)
    }

    @Test("the transitions of the file hold before the footer does")
    func transitions() throws {
        let zone = try ZoneRules(
            tzif: tzif(
                [(at: -100, type: 1), (at: 0, type: 0), (at: 500, type: 1)], types: [3600, -1800], footer: "EST5"))
        let offsets = [-101.0, -100, -1, 0, 499, 500].map { zone.offset(at: Date(timeIntervalSince1970: $0)) }
        #expect(offsets == [3600, -1800, -1800, 3600, 3600, -18_000])
    }

    @Test(
        "bytes that are no zone are refused, and say why",
        arguments: [
            (Array("hello".utf8), "does not begin with TZif"), ([], "ends too early"),
            (tzif(footer: "UTC0", version: 0), "version 1"),
            (tzif(footer: "UTC0", leaps: 1), "leap seconds"), (tzif(footer: "nonsense!"), "no rule"),
            (tzif(footer: "CET-1CEST"), "no rule"),
            (tzif(footer: "CET-1CEST,M13.1.0,M10.5.0"), "no rule"),
            (tzif(footer: "CET-1CEST,M3.5.0,M10.5.0/3x"), "no rule"),
            (tzif([(at: 5, type: 0), (at: 5, type: 0)], footer: "UTC0"), "not in order"),
            (tzif([(at: 5, type: 3)], footer: "UTC0"), "not there"),
            (tzif(types: [200_000], footer: "UTC0"), "more than a day"),
            (Array(tzif(footer: "UTC0").dropLast(2)), "footer"),
        ])
    func malformed(bytes: [UInt8], words: String) {
        let error = #expect(throws: MalformedZone.self) { try ZoneRules(tzif: bytes) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test("no bytes whatever break the reader")
    func fuzz() {
        var random = SplitMix64(state: 4)
        let whole = tzif(
            [(at: -100, type: 1), (at: 0, type: 0)], types: [3600, -1800], footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        for length in 0..<whole.count {
            #expect(throws: MalformedZone.self) { try ZoneRules(tzif: Array(whole.prefix(length))) }
        }
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let zone = try? ZoneRules(tzif: bytes) else { continue }
            for second in [-1e14, -1e9, 0, 1e9, 1e11, .infinity] {
                _ = zone.offset(at: Date(timeIntervalSince1970: second))
            }
        }
    }
}
