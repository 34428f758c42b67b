import Fleet
import FoundationEssentials
import Testing

@Suite("Numbers and times from outside")
struct ForeignNumberTests {
    @Test("a Double becomes the nearest whole number that there is")
    func saturating() {
        #expect(Int(saturating: 1e300) == .max && Int(saturating: -1e300) == .min && Int(saturating: .nan) == 0)
        #expect(
            Int64(saturating: .infinity) == .max && Int64(saturating: -.infinity) == .min
                && Int64(saturating: -1.9) == -1)
        #expect(Int64(nanosecondsOf: 2.5e11) == .max && Int64(nanosecondsOf: 1) == 1_000_000_000)
    }

    @Test("sums and differences stop at the ends")
    func sums() {
        #expect(
            Int64.max.saturatingAdd(1) == .max && Int64.min.saturatingAdd(-1) == .min
                && Int64.min.saturatingSubtract(1) == .min)
        #expect(Int64.max.saturatingSubtract(-1) == .max && Int64(2).saturatingSubtract(3) == -1)
    }

    @Test("a time is one of the years 2000 to 2199, or none")
    func times() {
        #expect(ForeignTime(secondsSince1970: 1_790_000_000.25)?.nanoseconds == 1_790_000_000_250_000_000)
        for seconds in [-62_135_596_800.0, 0, 253_402_300_799, 1e19, -1e19, .nan, .infinity] {
            #expect(ForeignTime(secondsSince1970: seconds) == nil, "\(seconds)")
        }
        #expect(
            ForeignTime(nanoseconds: .max) == nil && ForeignTime(nanoseconds: .min) == nil
                && ForeignTime(seconds: .max, fraction: 0) == nil)
    }

    @Test(
        "a count is an int32, whatever was written",
        arguments: [
            ("3", 3), ("-1", -1), ("9223372036854775807", 2_147_483_647), ("1e300", 2_147_483_647),
            ("-1e300", -2_147_483_648), ("0.5", 0),
        ])
    func counts(text: String, value: Int) throws {
        #expect(try JSONDecoder().decode([ForeignCount].self, from: Data("[\(text)]".utf8)) == [ForeignCount(value)])
    }

    @Test("a token at the ends of time has room around it nowhere, and does not end the process")
    func token() {
        let token = SentToken(after: .min, until: .max)
        #expect(
            token.isKnown && token.refused(for: .other).until == .max && token.narrow.after > .min
                && !token.isOver(at: 0))
    }
}
