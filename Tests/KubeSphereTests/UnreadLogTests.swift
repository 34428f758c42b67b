import Fleet
import Foundation
import KubeSphere
import Testing

@testable import Kubernetes

@Suite("A kubelet's own words are no log")
struct UnreadLogTests {
    private static let refusal = "W1124 12:00:00.000000       1 jwt.go:53] token not found in cache"
    private static let words = [
        "unable to retrieve container logs for containerd://00aa",
        """
        failed to try resolving symlinks in path \"/var/log/pods/x/0.log\": lstat /var/log/pods/x/0.log: no such file \
        or directory
        """,
        "failed to open log file \"/var/log/pods/x/0.log\": open /var/log/pods/x/0.log: no such file or directory",
    ]

    /// A log that is there, then not, then there again; what was counted in all.
    private func readings(_ words: String, lines: Int) async throws -> (
        counted: Int, unread: [Fault], gaps: Int, requests: Int
    ) {
        let log = KubeletLog()
        for index in 0..<lines { log.append(Self.refusal, at: KubeletLog.noon + Int64(index)) }
        var pace = LogPace()
        var cursors: [LogCursor] = []
        var (counted, gaps) = (0, 0)
        var unread: [Fault] = []
        func read() async {
            let (reading, _, _) = await LogReader(reader: log).read(
                log.workload, cursors: cursors, ownFailures: [:], pace: &pace)
            counted += reading.total
            gaps += reading.gaps
            unread += reading.unread
            let kept =
                reading.unread.isEmpty
                ? [] : cursors.filter { old in !reading.cursors.contains { $0.podUID == old.podUID } }
            cursors = reading.cursors + kept
        }
        await read()
        log.kubeletError = words
        for _ in 0..<3 { await read() }
        log.kubeletError = nil
        for index in 0..<12 { log.append(Self.refusal, at: KubeletLog.noon + 1_000_000 + Int64(index)) }
        for _ in 0..<3 { await read() }
        return (counted, unread, gaps, log.requests)
    }

    @Test("the cursor stays, and what came meanwhile is counted once", arguments: words, [10, 400])
    func kept(words: String, lines: Int) async throws {
        let result = try await readings(words, lines: lines)
        #expect(result.counted == lines + 12 && result.gaps == 0, "\(result)")
        #expect(
            result.unread.count == 3
                && result.unread.allSatisfy { $0.kind == .malformedAnswer && $0.message.contains(words.prefix(40)) },
            "\(result.unread)")
    }

    @Test("a log that breaks off with such words before the line that was read last is not taken for whole")
    func brokenOff() async {
        let log = KubeletLog()
        log.append(Self.refusal, at: KubeletLog.noon)
        var pace = LogPace()
        let first = await LogReader(reader: log).read(log.workload, cursors: [], ownFailures: [:], pace: &pace).reading
        log.rotate()
        log.append(Self.refusal, at: KubeletLog.noon + 5)
        log.kubeletTail = "unexpected stream type \"\""
        let second = await LogReader(reader: log).read(
            log.workload, cursors: first.cursors, ownFailures: [:], pace: &pace
        ).reading
        #expect(second.unread.count == 1 && second.total == 0)
    }

    @Test("the run before that is gone in this way is a gap")
    func previous() async {
        let log = KubeletLog()
        log.append(Self.refusal, at: KubeletLog.noon)
        var pace = LogPace()
        let first = await LogReader(reader: log).read(log.workload, cursors: [], ownFailures: [:], pace: &pace).reading
        log.restart()
        log.append(KubeletLog.firstLine, at: KubeletLog.noon + 9)
        log.previousError = Self.words[1]
        let second = await LogReader(reader: log).read(
            log.workload, cursors: first.cursors, ownFailures: [:], pace: &pace
        ).reading
        #expect(second.gaps == 1 && second.unread.isEmpty && second.cursors.first?.restarts == 1)
    }

    @Test("a cursor that an older version took from such words heals, and counts nothing again")
    func poisoned() async {
        let log = KubeletLog()
        for index in 0..<5 { log.append(Self.refusal, at: KubeletLog.noon + Int64(index)) }
        var pace = LogPace()
        let cursor = LogCursor(podUID: "pod-0", restarts: 0, timestamp: "unable#0badcafe")
        let first = await LogReader(reader: log).read(log.workload, cursors: [cursor], ownFailures: [:], pace: &pace)
            .reading
        #expect(
            first.unread.isEmpty && first.gaps == 1 && first.total <= 1
                && first.cursors.first?.timestamp.hasPrefix("2026-11-24T") == true, "\(first)")
    }

    @Test(
        "a line stamped with a time that no clock shows counts when it is read",
        arguments: [
            "0001-01-01T00:00:00Z", "1677-01-01T00:00:00Z", "2262-04-12T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
            "2099-01-01T00:00:00Z",
        ])
    func zeroTime(stamp: String) throws {
        let now = try #require(ForeignTime(nanoseconds: KubeletLog.noon))
        var classifier = LogClassifier(timestamped: true, arrival: LogArrival(now))
        Array("\(stamp) \(Self.refusal)\n".utf8).withUnsafeBytes { classifier.consume($0) }
        #expect(classifier.failures == [FailureCount(minute: now.minute, cause: .tokenNotInCache, count: 1)])
        #expect(classifier.position?.hasPrefix(stamp + "#") == true)
    }

    @Test("more minutes than a week has are not kept apart")
    func manyMinutes() throws {
        let now = try #require(ForeignTime(nanoseconds: KubeletLog.noon))
        var classifier = LogClassifier(timestamped: true, arrival: LogArrival(now))
        var text: [UInt8] = []
        for day in 1...9 {
            for hour in 10..<24 {
                for minute in 10..<60 {
                    for month in 1...9 {
                        text += Array("2026-0\(month)-0\(day)T\(hour):\(minute):00.000000000Z \(Self.refusal)\n".utf8)
                    }
                }
            }
        }
        text.withUnsafeBytes { classifier.consume($0) }
        #expect(
            classifier.failures.count <= 10_001 && classifier.failures.reduce(0) { $0 + $1.count } == 9 * 14 * 50 * 9)
    }
}
