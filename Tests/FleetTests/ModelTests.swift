import Fleet
import FoundationEssentials
import Testing

@Suite("KubeSphere version")
struct KubeSphereVersionTests {
    @Test(
        "is read from an image's tag",
        arguments: [
            ("v3.4.1", "v3.4.1"), ("3.4.1", "v3.4.1"), ("3.4", "v3.4.0"), ("v4.1.3-rc.1", "v4.1.3"),
            ("v3.0.0+build", "v3.0.0"),
            ("latest", nil), ("", nil), ("v", nil),
            ("3", nil), ("v3.", nil), ("1.2.3.4", nil), ("20241124.1", nil), ("nightly-3.4.1", nil),
        ] as [(String, String?)])
    func parsing(text: String, expected: String?) {
        #expect(KubeSphereVersion(text)?.description == expected)
    }

    @Test("is compared by its numbers")
    func order() {
        let texts = ["v3.0.0", "v3.1.1", "v3.4.1", "v3.10.0", "v4.1.3"]
        #expect(texts.reversed().compactMap { KubeSphereVersion($0) }.sorted().map(\.description) == texts)
    }

    @Test(
        "knows its version path and whether it reloads",
        arguments: [
            ("v3.0.0", "/kapis/version", false), ("v3.2.1", "/kapis/version", false),
            ("v3.3.2", "/kapis/version", true),
            ("v3.4.1", "/kapis/version", true),
            ("v4.1.3", "/version", false),
        ])
    func behaviour(text: String, path: String, reloads: Bool) {
        #expect(KubeSphereVersion(text)?.versionPath == path)
        #expect(KubeSphereVersion(text)?.reloadsConfig == reloads)
    }
}

@Suite("Token max age")
struct TokenMaxAgeTests {
    @Test("only zero turns the session cache's check off")
    func check() {
        #expect(TokenMaxAge.absent.checksSessionCache == true)
        #expect(TokenMaxAge.nanoseconds(0, text: "0s").checksSessionCache == false)
        #expect(TokenMaxAge.nanoseconds(7200, text: "7200").checksSessionCache == true)
        #expect(TokenMaxAge.nanoseconds(-1, text: "-1s").checksSessionCache == true)
        #expect(TokenMaxAge.invalid(text: "bogus").checksSessionCache == nil)
    }

    @Test("a hostile value is shown without its escape codes")
    func hostile() {
        #expect(TokenMaxAge.invalid(text: "\u{1B}[2J").text == " [2J")
    }
}

@Suite("Printable text")
struct PrintableTests {
    @Test(
        "control characters and bidirectional overrides become blanks",
        arguments: [
            ("plain é 東京 🚀", "plain é 東京 🚀"), ("\u{1B}[31mred\u{1B}[0m", " [31mred [0m"),
            ("a\r\nb\tc\u{0}d", "a  b c d"),
            ("\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", "    \u{A0}"),
            ("\u{202E}evil\u{202C}", " evil "), ("\u{2066}a\u{2069}\u{200B}\u{FEFF}", " a   "),
            ("\u{2028}\u{2029}", "  "), ("", ""),
        ])
    func table(text: String, expected: String) {
        #expect(printable(text) == expected)
    }

    @Test("a long text is cut and says so")
    func limit() {
        #expect(printable("abcdef", limit: 6) == "abcdef")
        #expect(printable("abcdef", limit: 5) == "abcde…")
        #expect(printable(String(repeating: "x", count: 501)).count == 501)
    }

    @Test("a fault, a writer and an error message never carry an escape code")
    func carriers() {
        #expect(!Fault(.server, "\u{1B}[2J").description.contains("\u{1B}"))
        #expect(!ConfigWriter(manager: "\u{1B}[2J", time: Samples.noon).manager.contains("\u{1B}"))
    }
}

@Suite("Times")
struct TimeTests {
    @Test(
        "a length of time is short, and never negative",
        arguments: [
            (0, "0s"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (7199, "1h"), (172_799, "47h"),
            (172_800, "2d"),
            (864_000, "10d"), (-5, "0s"),
        ])
    func short(seconds: Double, expected: String) {
        #expect(shortDuration(seconds: seconds) == expected)
    }

    @Test("a time is written in UTC to the second, and counted in whole minutes")
    func written() {
        #expect(Samples.noon.rfc3339 == "2026-09-21T14:13:20Z")
        #expect(Date(timeIntervalSince1970: 59.9).minute == 0)
        #expect(Date(timeIntervalSince1970: 60).minute == 1)
        #expect(Date(timeIntervalSince1970: -1).minute == -1)
    }
}
