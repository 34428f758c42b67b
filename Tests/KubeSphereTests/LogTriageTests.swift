import Fleet
import Foundation
import KubeSphere
import Testing

@Suite("Triage of a saved log")
struct LogTriageTests {
    private func triage(_ bytes: [UInt8], chunk: Int = 1 << 20) -> LogTriage {
        var triage = LogTriage(ends: Date(timeIntervalSince1970: 1_790_000_000))
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes { triage.consume($0) }
        }
        triage.finish()
        return triage
    }

    @Test("every version is told by the lines that it writes for one failure", arguments: Fixtures.versions)
    func versions(version: String) throws {
        let expected: [String: LogSignature] = ["v3.0.0": .v3_0, "v3.1.1": .v3_1, "v3.4.1": .v3_2, "v4.1.3": .v4_1]
        for name in ["member-token-not-in-cache-x3.log", "member-wrong-secret.log", "member-expired.log"] {
            let triage = triage(try Fixtures.log(version, name))
            #expect(triage.versions == [expected[version]], "\(name)")
            #expect(triage.isKlog && !triage.isTimestamped)
            #expect(triage.failures.reduce(0) { $0 + $1.count } == (name.contains("x3") ? 3 : 1))
        }
    }

    @Test("an editor's byte order mark hides no line")
    func byteOrderMark() throws {
        let log = try Fixtures.log("v3.1.1", "member-token-not-in-cache-x3.log")
        for bytes in [log, Array(log.prefix { $0 != UInt8(ascii: "\n") })] {
            #expect(triage([0xEF, 0xBB, 0xBF] + bytes).failures == triage(bytes).failures)
            #expect(triage([0xEF, 0xBB, 0xBF] + bytes).isKlog)
        }
    }

    @Test("without the API's timestamps, minutes are klog's own; a month that is yet to come was last year's")
    func klogTimes() throws {
        let text = """
            W1231 23:59:59.000000       1 jwt.go:53] token not found in cache
            W0101 00:00:01.000000       1 jwt.go:53] token not found in cache

            """
        // The log ends in September 2026.
        #expect(
            triage(Array(text.utf8)).failures.map {
                Date(timeIntervalSince1970: Double($0.minute) * 60).ISO8601Format()
            }
                == ["2025-12-31T23:59:00Z", "2026-01-01T00:00:00Z"].sorted())
    }

    @Test("the API's timestamps win, wherever the stream is cut")
    func timestamps() {
        let text =
            "2026-09-21T14:00:01.5Z I0921 22:00:01.000000       1 server.go:1] up\n"
            + "2026-09-21T14:01:02.5Z W0921 22:01:02.000000       1 jwt_token.go:52] signature is invalid"
        for chunk in [1, 3, 64, 1000] {
            let triage = triage(Array(text.utf8), chunk: chunk)
            #expect(triage.isTimestamped && triage.versions == [.v3_1] && triage.bytes == text.utf8.count)
            #expect(triage.failures == [FailureCount(minute: 29_833_321, cause: .signatureInvalid, count: 1)])
        }
    }

    @Test(
        "what is no ks-apiserver log is said to be none",
        arguments: ["", "\n\n", "root:x:0:0:root:/root:/bin/bash\n", "2026-09-21T14:00:01Z hello\n", "\u{0}\u{1}\u{2}"])
    func strangers(text: String) {
        let triage = triage(Array(text.utf8))
        #expect(!triage.isKlog && triage.failures.isEmpty && triage.versions.isEmpty)
    }
}
