package import Fleet

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Counts failed authentications in a ks-apiserver log that arrives in chunks: each once, however many lines its version prints for it.
///
/// Where the stream has lines of `authentication.go`, those are the failures (3.0, 4.x); otherwise the warnings of `jwt.go` or `jwt_token.go`
/// are (3.1 to 3.4). No version has to be known, and line numbers, which drift, are not looked at (kubesphere.md B3). Memory is bounded by
/// one line of `longestLine` bytes; a longer one is cut.
package struct LogClassifier: Sendable {
    private static let longestLine = 64 * 1024

    private var byAuthentication: [Key: Int] = [:]
    private var byJWT: [Key: Int] = [:]
    private var byHostProxy: [Key: Int] = [:]
    private var partial: [UInt8] = []
    private var skippingLongLine = false
    private let after: Int64?
    private let timestamped: Bool
    private let klogEnds: (year: Int, month: Int)?
    private let claims: [OwnClaim]
    private var claimed: [(source: LogLine.Source, moment: FailureMoment)] = []
    /// Failures that are looked at one by one; there are no more claims than probes that were killed.
    private static let mostClaimed = 10_000
    private var lastLine: [UInt8] = []

    /// Bytes taken in so far.
    package private(set) var bytes = 0
    /// Lines of failures, whether they counted or only went along with one that did, by the version that writes such lines.
    package private(set) var signatures: [LogSignature: Int] = [:]

    private struct Key: Hashable {
        let minute: Int
        let cause: FailureCause
    }

    /// - Parameters:
    ///   - timestamped: lines begin with the API's timestamp (`timestamps=true`); without it, and without `klogEnds`, every failure counts for
    ///     minute 0.
    ///   - klogEnds: without API timestamps, year and month in which the log ends: minutes are then those of klog's own header, on the
    ///     node's clock.
    ///   - after: a timestamp as the API wrote it; lines up to it and with it were counted before.
    ///   - claims: failures at these times are kept one by one as well.
    package init(timestamped: Bool, klogEnds: (year: Int, month: Int)? = nil, after: String? = nil, claims: [OwnClaim] = []) {
        self.claims = claims
        self.timestamped = timestamped
        self.klogEnds = timestamped ? nil : klogEnds
        self.after = after.flatMap { text in Array(text.utf8).withUnsafeBytes { LogTimestamp.nanoseconds($0) } }
    }

    /// Takes in the next bytes of the stream; a line may be split anywhere between two calls.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer) {
        bytes += chunk.count
        var start = 0
        if !partial.isEmpty || skippingLongLine { start = finishPartial(chunk) }
        let consumed = scan(UnsafeRawBufferPointer(rebasing: chunk[start...])) + start
        keepPartial(UnsafeRawBufferPointer(rebasing: chunk[consumed...]))
    }

    /// Takes in the last line where the stream ended without a newline.
    package mutating func finish() {
        guard !partial.isEmpty else { return }
        let line = partial
        partial = []
        line.withUnsafeBytes { classify($0) }
    }

    /// The failures so far, by minute and cause.
    package var failures: [FailureCount] {
        let own = byAuthentication.isEmpty ? byJWT : byAuthentication
        return own.merging(byHostProxy, uniquingKeysWith: +)
            .map { FailureCount(minute: $0.key.minute, cause: $0.key.cause, count: $0.value) }
            .sorted { ($0.minute, $0.cause) < ($1.minute, $1.cause) }
    }

    /// The failures at the times of the claims, one by one, in the order of the log.
    var moments: [FailureMoment] {
        claimed.filter { byAuthentication.isEmpty ? $0.source == .jwt : $0.source == .authentication }.map(\.moment)
    }

    /// The timestamp of the last whole line, as the server wrote it: where the next read goes on.
    package var lastTimestamp: String? {
        guard timestamped, let space = lastLine.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        return String(decoding: lastLine[..<space], as: UTF8.self)
    }

    // MARK: Lines

    private mutating func finishPartial(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard let newline = Self.newline(in: chunk, from: 0) else {
            return 0
        }
        if skippingLongLine {
            skippingLongLine = false
        } else {
            let line = partial + chunk[..<newline]
            line.withUnsafeBytes { classify($0) }
        }
        partial = []
        return newline + 1
    }

    /// Scans whole lines; returns how many bytes they took.
    private mutating func scan(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard partial.isEmpty, !skippingLongLine else { return 0 }
        var start = 0
        var lastStart = -1
        while let newline = Self.newline(in: chunk, from: start) {
            lastStart = start
            classify(UnsafeRawBufferPointer(rebasing: chunk[start..<newline]), keepLast: false)
            start = newline + 1
        }
        if lastStart >= 0, timestamped { lastLine = Array(chunk[lastStart..<min(lastStart + 40, start)]) }
        return start
    }

    private mutating func keepPartial(_ rest: UnsafeRawBufferPointer) {
        guard !skippingLongLine, !rest.isEmpty else { return }
        guard partial.count + rest.count <= Self.longestLine else {
            // What tells of a failure stands at the head of a line; the tail of such a line is junk.
            let head = partial + rest.prefix(max(0, Self.longestLine - partial.count))
            head.withUnsafeBytes { classify($0) }
            partial = []
            skippingLongLine = true
            return
        }
        partial += rest
    }

    @inline(__always)
    private static func newline(in chunk: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < chunk.count, let base = chunk.baseAddress, let found = memchr(base + start, 10, chunk.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    @inline(__always)
    private mutating func classify(_ line: UnsafeRawBufferPointer, keepLast: Bool = true) {
        let width = timestamped ? Self.timestampWidth(line) : 0
        if keepLast, timestamped { lastLine = Array(line.prefix(40)) }
        guard let found = LogLine(line, timestampWidth: width) else { return }
        if let klogEnds { return count(found, minute: LogTimestamp.klogMinute(line, latest: klogEnds) ?? 0) }
        count(found, timestamp: UnsafeRawBufferPointer(rebasing: line[..<max(0, width - 1)]))
    }

    /// The timestamp and the space after it; 0 where the line has none.
    @inline(__always)
    private static func timestampWidth(_ line: UnsafeRawBufferPointer) -> Int {
        // The usual width first: `2026-11-24T00:52:22.381980082Z ` is 31 bytes.
        if line.count > 31, line[30] == UInt8(ascii: " "), line[29] == UInt8(ascii: "Z") { return 31 }
        guard let space = line.prefix(40).firstIndex(of: UInt8(ascii: " ")) else { return 0 }
        return space + 1
    }

    private mutating func count(_ line: LogLine, timestamp: UnsafeRawBufferPointer) {
        let time = timestamped ? LogTimestamp.nanoseconds(timestamp) : nil
        if let after, let time, time <= after { return }
        count(line, minute: Int((time ?? 0) / 60_000_000_000))
        guard !claims.isEmpty, let time, claimed.count < Self.mostClaimed, claims.contains(where: { $0.after < time && time <= $0.until }) else { return }
        claimed.append((line.source, FailureMoment(nanoseconds: time, cause: line.cause)))
    }

    private mutating func count(_ line: LogLine, minute: Int) {
        if let signature = line.signature { signatures[signature, default: 0] += 1 }
        let key = Key(minute: minute, cause: line.cause)
        switch line.source {
        case .authentication: byAuthentication[key, default: 0] += 1
        case .jwt: byJWT[key, default: 0] += 1
        case .multicluster: byHostProxy[key, default: 0] += 1
        }
    }
}
