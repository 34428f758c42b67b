import Fleet
import Foundation
import KubeSphere
import Testing

@testable import Kubernetes

@Suite("Logs and times under a seeded fuzz")
struct LogFuzzTests {
    /// Inputs of each seed. `FUZZ_ROUNDS` makes it longer.
    private static let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 500

    private static let pieces = [
        "2026-11-24T00:52:22.381980082Z ", "0001-01-01T00:00:00Z ", "9999-12-31T23:59:59.999999999-23:59 ",
        "99999-01-01T00:00:00Z ", "2026-99-99T99:99:99Z ", "W1124 00:52:22.381980       1 ",
        "E9999 99:99:99.999999 99999999999999999999 ", "W1124", "jwt.go:53] ", "jwt_token.go:]",
        "authentication.go:64] Request authentication failed: ", "multicluster.go:188] Request unauthorized",
        "token not found in cache", "dial tcp 10.0.0.1:6379: ", "dial tcp: lookup ", "read tcp a->b:",
        "LDAP Result Code", "signature is invalid", "\n", "\r\n", "\0", "]", "stderr P ", "stderr F ",
        "[pod/a/b] ", "{\"log\":\"", "\\n\",\"time\":\"", "\"}", "\u{1B}[33m", "\u{1B}[", "    ",
        "Nov 30 07:40:11 node ks[1]: ", "\u{FEFF}", "é", "panic: ", "failed to create cache, error: ",
        "no matches for kind \"",
        "{\"log\":\"W1124 00:52:22.381980       1 jwt.go:53] ",
        "\",\"stream\":\"stderr\",\"time\":\"2026-11-24T00:52:22Z\"}\n", "\\n\",\"stream\":\"stderr\"}\n", "\r", "\\",
        "unable to retrieve container logs", "Failed to load configuration from disk",
        "* 'cache' expected a map, got 'string'", "line 8: ", "`", "'", "get \"https://",
    ]

    private func input(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<200, using: &generator) {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: bytes.append(UInt8.random(in: 0...255, using: &generator))
            case 1: bytes += Array(String(UInt64.random(in: 0...(.max), using: &generator)).utf8)
            case 2 where !bytes.isEmpty: bytes.removeLast(Int.random(in: 1...min(bytes.count, 20), using: &generator))
            default: bytes += Array(Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)].utf8)
            }
        }
        return bytes
    }

    @Test("no input ends the process, and where a stream is cut makes no difference", arguments: 0..<8 as Range<UInt64>)
    func classifier(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let now = try #require(ForeignTime(nanoseconds: KubeletLog.noon))
        for _ in 0..<Self.rounds {
            let bytes = input(&generator)
            let after = Bool.random(using: &generator) ? "2026-11-24T00:52:22.381980082Z#0badcafe" : nil
            let readings = [bytes.count + 1, Int.random(in: 1...30, using: &generator)].map { size -> LogClassifier in
                var classifier = LogClassifier(timestamped: true, after: after, arrival: LogArrival(now))
                for start in stride(from: 0, to: bytes.count, by: size) {
                    bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { classifier.consume($0) }
                }
                classifier.finish()
                return classifier
            }
            #expect(
                readings[0].failures == readings[1].failures && readings[0].position == readings[1].position
                    && readings[0].lines == readings[1].lines, "seed \(seed): \(bytes)")
            #expect(readings[0].failures.allSatisfy { $0.minute > 0 })
            _ = StartFault(log: String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("a saved log of anything is read to its end, wherever it is cut", arguments: 0..<8 as Range<UInt64>)
    func triage(seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1_000)
        for _ in 0..<Self.rounds {
            var bytes = input(&generator)
            if Int.random(in: 0..<6, using: &generator) == 0 { bytes = [0xFF, 0xFE] + bytes }
            let readings = [bytes.count + 1, Int.random(in: 1...30, using: &generator)].map { size -> LogTriage in
                var triage = LogTriage(ends: Date(timeIntervalSince1970: 1_796_000_000))
                for start in stride(from: 0, to: bytes.count, by: size) {
                    bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { triage.consume($0) }
                }
                triage.finish()
                return triage
            }
            #expect(
                readings[0].failures == readings[1].failures && readings[0].isKlog == readings[1].isKlog
                    && readings[0].bytes == bytes.count
                    && readings[0].startFault == readings[1].startFault && readings[0].unread == readings[1].unread,
                "seed \(seed): \(bytes)")
        }
    }

    @Test("times are read as Foundation reads them, or not at all", arguments: 0..<4 as Range<UInt64>)
    func times(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 2_000)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
            let text = Date(timeIntervalSince1970: Double(seconds)).rfc3339
            var classifier = LogClassifier(timestamped: true)
            Array("\(text) W1124 00:52:22.381980       1 jwt.go:53] signature is invalid\n".utf8).withUnsafeBytes {
                classifier.consume($0)
            }
            let believed = ForeignTime(seconds: seconds, fraction: 0)
            #expect(classifier.failures.map(\.minute) == [believed?.minute ?? 0], "\(text)")
            // The API's own times, and headers, of whatever year.
            let parsed = RFC3339.parse(text)
            // Before 1583 Foundation counts by the Julian calendar.
            #expect(
                parsed != nil && (seconds < -12_000_000_000 || parsed?.timeIntervalSince1970 == Double(seconds)),
                "\(text)")
            var mutated = Array(text.utf8)
            mutated[Int.random(in: 0..<mutated.count, using: &generator)] = UInt8.random(
                in: 32...126, using: &generator)
            _ = RFC3339.parse(String(decoding: mutated, as: UTF8.self))
            _ = HTTPDate.parse("Mon, 30 Nov \(String(decoding: mutated.prefix(4), as: UTF8.self)) 23:59:60 GMT")
        }
    }
}
