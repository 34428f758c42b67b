import Fleet
import KubeSphere
import Testing

@Suite("Log classifier")
struct LogClassifierTests {
    private func counts(_ bytes: [UInt8], chunk: Int = .max, timestamped: Bool = false, after: String? = nil)
        -> [String: Int]
    {
        var classifier = LogClassifier(timestamped: timestamped, after: after)
        var start = 0
        while start < bytes.count {
            let end = start + min(chunk, bytes.count - start)
            bytes[start..<end].withUnsafeBytes { classifier.consume($0) }
            start = end
        }
        classifier.finish()
        return Dictionary(classifier.failures.map { ($0.cause.rawValue, $0.count) }, uniquingKeysWith: +)
    }

    @Test("every recorded log gives the count and cause that its notes state", arguments: Fixtures.versions)
    func recordedLogs(version: String) throws {
        for (name, expected) in try Fixtures.expected(version) {
            #expect(counts(try Fixtures.log(version, name)) == expected, "\(version)/\(name)")
        }
    }

    @Test("where a line is cut between two chunks makes no difference", arguments: [1, 2, 7, 64, 113])
    func chunking(size: Int) throws {
        for version in Fixtures.versions {
            let bytes =
                try Fixtures.log(version, "member-token-not-in-cache-x3.log")
                + Fixtures.log(version, "member-wrong-secret.log")
            #expect(counts(bytes, chunk: size) == ["token-not-in-cache": 3, "signature-invalid": 1])
        }
    }

    @Test("lines up to the cursor are not counted again")
    func cursor() {
        let lines = [
            "2026-11-24T00:52:22.728974206Z W1124 00:52:22.728878   22875 jwt.go:53] token not found in cache",
            "2026-11-24T00:52:22.744686824Z W1124 00:52:22.744632   22875 jwt.go:53] token not found in cache",
            "2026-11-24T00:53:01.000000000Z W1124 00:53:01.000000   22875 jwt.go:53] signature is invalid",
        ]
        let bytes = Array(lines.joined(separator: "\n").utf8)
        #expect(counts(bytes, timestamped: true) == ["token-not-in-cache": 2, "signature-invalid": 1])
        #expect(
            counts(bytes, timestamped: true, after: "2026-11-24T00:52:22.728974206Z") == [
                "token-not-in-cache": 1, "signature-invalid": 1,
            ])
        #expect(
            counts(bytes, timestamped: true, after: "2026-11-24T08:52:22.744686824+08:00") == ["signature-invalid": 1])
    }

    @Test("failures fall into the minute of the API's timestamp, and the last timestamp is the next cursor")
    func minutes() {
        var classifier = LogClassifier(timestamped: true)
        let text = """
            2026-11-24T00:52:59.9Z E1124 08:52:59.900000       1 authentication.go:64] Request authentication failed: \
            token not found in cache
            2026-11-24T08:53:00.1+08:00 E1124 08:53:00.100000       1 authentication.go:64] Request authentication \
            failed: token not found in cache

            """
        Array(text.utf8).withUnsafeBytes { classifier.consume($0) }
        #expect(classifier.failures.map(\.minute) == [29_924_692, 29_924_693])
        #expect(classifier.position?.hasPrefix("2026-11-24T08:53:00.1+08:00" + "#") == true)
    }

    @Test("the words in somebody else's line are no failure")
    func innocentLines() {
        let text = """
            I1124 00:30:07.980319   10906 filters.go:96] 127.0.0.1 - "GET /token not found in cache HTTP/1.1" 401 141 \
            1ms
            E1124 00:28:44.292420    9912 handler.go:275] signature is invalid
            W1124 00:30:07.980319   10906 authenticator.go:64] Request authentication failed: token not found in cache
            E1124 00:30:07.980319   10906 authentication.go:64] Failed to record unsuccessful login attempt
            W1124 token not found in cache
            token not found in cache
            """
        #expect(counts(Array(text.utf8)).isEmpty)
    }

    @Test("a line of a megabyte is cut, and the lines after it still count")
    func longLine() {
        let junk = String(repeating: "x", count: 1 << 20)
        let failure = "W1124 00:30:07.980319   10906 jwt.go:53] token not found in cache"
        #expect(counts(Array("\(junk)\n\(failure)\n".utf8), chunk: 4096) == ["token-not-in-cache": 1])
    }

    @Test("bytes that are no text do no harm")
    func binary() {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(counts(bytes, timestamped: true).isEmpty)
    }
}
