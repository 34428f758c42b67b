import CivilTime
import FoundationEssentials
import Testing

@Suite("Times")
struct TimestampTests {
    @Test(
        "RFC 3339",
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0), ("2026-11-24T00:41:41Z", 1_795_480_901),
            ("2024-02-29T12:00:00Z", 1_709_208_000),
            ("2026-11-24T08:41:41+08:00", 1_795_480_901), ("2026-11-23T19:11:41-05:30", 1_795_480_901),
            ("2026-11-24T00:41:41.5Z", 1_795_480_901.5),
            ("1969-12-31T23:59:59Z", -1), ("2000-03-01T00:00:00z", 951_868_800),
            ("2026-12-31T23:59:60Z", 1_798_761_600),
        ])
    func rfc3339(text: String, seconds: Double) {
        #expect(RFC3339.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "What is no time of RFC 3339",
        arguments: [
            "", "2026-11-24", "2026-11-24T00:41:41", "2026-13-24T00:41:41Z", "2026-02-29T00:41:41Z",
            "2026-11-24T24:41:41Z",
            "2026-11-24T00:41:41.Z",
            "2026-11-24T00:41:41Zx", "2026-11-24T00:41:41+0800", "2026-11-24T00:41:41+24:00",
            "x026-11-24T00:41:41Z", "2026-11-00T00:41:41Z",
        ])
    func notRFC3339(text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test("Both readers agree with Foundation's over a range of days")
    func agreement() {
        for day in stride(from: -40_000.0, through: 60_000, by: 97) {
            let date = Date(timeIntervalSince1970: day * 86_400 + 3_661)
            #expect(RFC3339.parse(date.formatted(.iso8601)) == date)
        }
    }

    @Test(
        "The Date header",
        arguments: [("Tue, 24 Nov 2026 00:52:20 GMT", 1_795_481_540.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)])
    func httpDate(text: String, seconds: Double) {
        #expect(HTTPDate.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "What is no Date header",
        arguments: [
            "", "Tue, 24 Nov 2026 00:52:20", "Tuesday, 24-Nov-26 00:52:20 GMT", "Tue, 24 Foo 2026 00:52:20 GMT",
        ])
    func notHTTPDate(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test(
        "The Date of a mail",
        arguments: [
            (1_795_481_540.0, "Tue, 24 Nov 2026 00:52:20 +0000"), (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
        ])
    func mailDate(seconds: Double, text: String) {
        #expect(Date(timeIntervalSince1970: seconds).mailDate == text)
    }

    @Test("What lies beyond years of four digits is written as their end")
    func beyondYears() {
        #expect(Date(timeIntervalSince1970: .infinity).rfc3339 == "9999-12-31T23:59:59Z")
        #expect(Date(timeIntervalSince1970: .infinity).rfc3339Milliseconds == "9999-12-31T23:59:59.000Z")
        #expect(Date(timeIntervalSince1970: .infinity).mailDate == "Fri, 31 Dec 9999 23:59:59 +0000")
        #expect(Date(timeIntervalSince1970: .nan).rfc3339 == "1970-01-01T00:00:00Z")
    }
}
