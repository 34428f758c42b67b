import Fleet
import FoundationEssentials
import Reports
import Testing

@Suite("Time expression")
struct TimeExpressionTests {
    /// 2026-10-05T12:30:15Z.
    private let now = Date(timeIntervalSince1970: 1_791_203_415)
    private let shanghai = ClockZone { _ in 8 * 3600 }

    /// One hour east of UTC until 2026-10-25T01:00Z, and none after it.
    private let london = ClockZone { $0 < Date(timeIntervalSince1970: 1_792_890_000) ? 3600 : 0 }

    private func seconds(_ text: String, _ zone: ClockZone = .utc) throws -> Double {
        try TimeExpression(text).date(now: now, zone: zone).timeIntervalSince1970
    }

    @Test(
        "lengths of time count back from now",
        arguments: [
            ("2h", 7200), ("90m", 5400), ("7d", 604_800), ("2w", 1_209_600), ("-2h", 7200), ("45s", 45),
            ("1h30m", 5400), (" 2h ", 7200),
            ("now", 0), ("0s", 0), ("1hour", 3600), ("3 days ago", 259_200), ("90 min", 5400), ("2 weeks", 1_209_600),
            ("1 hour 30 minutes ago", 5400), ("2h ago", 7200),
        ])
    func ago(text: String, expected: Int) throws {
        #expect(try seconds(text) == now.timeIntervalSince1970 - Double(expected))
    }

    @Test(
        "dates and times are the reader's own, unless they carry an offset",
        arguments: [
            ("today", 1_791_158_400, 1_791_129_600), ("yesterday", 1_791_072_000, 1_791_043_200),
            ("2026-10-01", 1_790_812_800, 1_790_784_000),
            ("2026-10-01 14:00", 1_790_863_200, 1_790_834_400), ("2026-10-01 14:00:05", 1_790_863_205, 1_790_834_405),
            ("2026-10-01T14:00:05", 1_790_863_205, 1_790_834_405),
            ("2026-10-01T14:00:05Z", 1_790_863_205, 1_790_863_205),
            ("2026-10-01T14:00:05+08:00", 1_790_834_405, 1_790_834_405),
            ("2026-10-01t14:00:05-00:30", 1_790_865_005, 1_790_865_005),
            ("@1790863205", 1_790_863_205, 1_790_863_205), ("1970-01-01", 0, -28_800),
            ("2024-02-29", 1_709_164_800, 1_709_136_000),
        ])
    func calendar(text: String, utc: Int, inShanghai: Int) throws {
        #expect(try seconds(text) == Double(utc))
        #expect(try seconds(text, shanghai) == Double(inShanghai))
    }

    @Test("a fraction of a second is kept")
    func fraction() throws {
        #expect(try seconds("2026-10-01T14:00:05.25Z") == 1_790_863_205.25)
    }

    @Test("a day that ends after the clocks changed still begins at its own midnight")
    func clockChange() throws {
        #expect(try seconds("2026-10-25", london) == 1_792_882_800)
        #expect(try seconds("2026-10-26", london) == 1_792_972_800)
    }

    /// Two hours east of UTC between 2026-03-29T01:00Z and 2026-10-25T01:00Z, and one else.
    private let berlin = ClockZone { (1_774_746_000..<1_792_890_000).contains($0.timeIntervalSince1970) ? 7200 : 3600 }

    @Test("a time that the clock shows twice is the first, and one that it leaves out is the next")
    func ambiguous() throws {
        #expect(try seconds("2026-10-25 01:30", berlin) == 1_792_884_600)
        #expect(try seconds("2026-10-25 02:30", berlin) == 1_792_888_200)
        #expect(try seconds("2026-10-25 03:30", berlin) == 1_792_895_400)
        #expect(try seconds("2026-03-29 01:30", berlin) == 1_774_744_200)
        #expect(try seconds("2026-03-29 02:30", berlin) == 1_774_747_800)
        #expect(try seconds("2026-03-29 03:30", berlin) == 1_774_747_800)
    }

    @Test(
        "anything else is refused with the forms that are not",
        arguments: [
            "", " ", "-", "2", "h", "2x", "2h3", "--2h", "tomorrow", "2026", "2026-13-01", "2026-02-29", "2026-10-32",
            "2026-10-01 24:00",
            "2026-10-01 14",
            "2026-10-01 14:60", "2026-10-01T14:00Z+", "2026-10-01Z", "2026-10-01T14:00:05.Z", "2026-10-01T14:00:05+8",
            "@", "@x", "@nan",
            "@1e300", "٢h", "9999999999h",
            "1969-01-01",
        ])
    func refused(text: String) {
        let error = #expect(throws: TimeExpressionError.self) { try TimeExpression(text) }
        #expect(error.map { "\($0)".contains("use 90m, 2h") } == true)
    }

    @Test("a hostile text is quoted without its escape codes")
    func hostile() {
        let error = #expect(throws: TimeExpressionError.self) { try TimeExpression("\u{1B}[2J") }
        #expect(error.map { "\($0)".contains("\u{1B}") } == false)
    }

    @Test("a moment is shown as the zone's clock shows it")
    func shown() {
        #expect(ClockZone.utc.text(now) == "2026-10-05 12:30:15")
        #expect(shanghai.text(now) == "2026-10-05 20:30:15")
    }
}
