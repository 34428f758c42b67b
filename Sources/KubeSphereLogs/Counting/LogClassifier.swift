package import Fleet
package import KubeSphereConfig

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Counts failed authentications in a ks-apiserver log that arrives in chunks: each once, however many lines its
/// version prints for it.
///
/// Line numbers, which drift, are not looked at (kubesphere.md B3). Memory is bounded by one line of `longestLine`
/// bytes; a longer one is cut.
///
/// With a position to go on from, everything after that very line is new, whatever its time: a node's clock may step
/// back. Only where the line is not there any more do times decide.
package struct LogClassifier: Sendable {
    private static let longestLine = 64 * 1024

    private var byAuthentication = MinuteCounts()
    private var byJWT = MinuteCounts()
    private var byHostProxy = MinuteCounts()
    private var partial: [UInt8] = []
    private var skippingLongLine = false
    private var after: ForeignTime?
    private let counting: Counting
    private let backends: BackendAddresses
    private let timestamped: Bool
    /// The line that was read last, while it has not been seen.
    private var anchor: LogPosition?
    private let klogEnds: (year: Int, month: Int)?
    private let arrival: LogArrival
    private let sentTokens: [SentToken]
    private var candidates: [(source: LogLine.Source, moment: FailureMoment)] = []
    /// Failures that are looked at one by one; there are no more tokens than probes that were killed.
    private static let mostCandidates = 10_000
    private var last: LogPosition?

    /// Bytes taken in so far.
    package private(set) var bytes = 0
    /// Whole lines taken in so far.
    package private(set) var lines = 0
    /// Of them, those without the API's timestamp although they should have one.
    package private(set) var unstamped = 0
    private var stray: (words: [UInt8], line: Int) = ([], 0)
    /// Of them, those up to the position that the reading goes on from; 0 where that line was not seen.
    package private(set) var oldLines = 0
    /// False while a line to go on from was named and has not come.
    package var isAnchored: Bool { anchor == nil }
    /// Lines of failures, whether they counted or only went along with one that did, by the version that writes such
    /// lines.
    package private(set) var signatures: [LogSignature: Int] = [:]

    /// - Parameters:
    ///   - timestamped: lines begin with the API's timestamp (`timestamps=true`); without it, and without `klogEnds`,
    ///     every failure counts for the minute of its arrival.
    ///   - klogEnds: year and month in which the log ends: of lines without the API's timestamp, minutes are then those
    ///     of klog's own header, on the node's clock. Without it such lines do not count where `timestamped` says that
    ///     there should be none.
    ///   - arrival: when the lines are read: what they say of a time far from it is not believed.
    ///   - after: the position of a reading before, or a timestamp as the API wrote it: lines up to it and with it were
    ///     counted then.
    ///   - counting: which of a failure's lines counts.
    ///   - sentTokens: failures at these times are kept one by one as well.
    package init(
        timestamped: Bool, klogEnds: (year: Int, month: Int)? = nil, after: String? = nil, counting: Counting = .either,
        sentTokens: [SentToken] = [],
        arrival: LogArrival = LogArrival(nil), backends: BackendAddresses = BackendAddresses()
    ) {
        self.sentTokens = sentTokens
        self.timestamped = timestamped
        self.klogEnds = klogEnds
        self.arrival = arrival
        self.backends = backends
        self.counting = counting
        let position = after.map { LogPosition(text: $0) }
        anchor = position?.hash == nil ? nil : position
        self.after = position.flatMap { $0.time.withUnsafeBytes { LogTimestamp.time($0) } }
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
        let own = (counts(.authentication) ? byAuthentication.counts : [:]).merging(
            countedWarnings, uniquingKeysWith: +)
        return own.merging(byHostProxy.counts, uniquingKeysWith: +)
            .map { FailureCount(minute: $0.key.minute, cause: $0.key.cause, count: $0.value) }
            .sorted { ($0.minute, $0.cause) < ($1.minute, $1.cause) }
    }

    /// Whether the lines of a source are those that count.
    private func counts(_ source: LogLine.Source) -> Bool {
        switch (source, counting) {
        case (.authentication, .warnings), (.jwt, .authentication), (.multicluster, _): false
        default: true
        }
    }

    /// The warnings that count. Where the version is not known, those near a line of `authentication.go` are its
    /// companions; others, of another time, are of a version that writes nothing else: a log that was put together of
    /// several has both.
    private var countedWarnings: [MinuteCounts.Key: Int] {
        guard counts(.jwt) else { return [:] }
        guard case .either = counting, !byAuthentication.counts.isEmpty else { return byJWT.counts }
        let near = nearAuthentication
        return byJWT.counts.filter { !near.contains($0.key.minute) }
    }

    /// The minutes of lines of `authentication.go`, and those before and after.
    private var nearAuthentication: Set<Int> {
        Set(byAuthentication.counts.keys.flatMap { [$0.minute - 1, $0.minute, $0.minute + 1] })
    }

    /// The versions that wrote the lines. Those of `authentication.go` write warnings as well: only warnings that stand
    /// alone are another's.
    var writers: Set<LogSignature> {
        let decisive = Set([LogSignature.v3_0, .v4_1].filter { signatures[$0] != nil })
        guard !decisive.isEmpty, countedWarnings.isEmpty else { return Set(signatures.keys) }
        return decisive
    }

    /// The failures at the times of the tokens, one by one, in the order of the log.
    package var moments: [FailureMoment] {
        let near: Set<Int>
        if case .either = counting { near = nearAuthentication } else { near = [] }
        return candidates.filter { counts($0.source) && ($0.source != .jwt || !near.contains($0.moment.minute)) }.map(
            \.moment)
    }

    /// The last line that has none; and whether the log ends with it: a kubelet's own words, not the program's.
    package var strayWords: [UInt8] { stray.words }
    package var endsStray: Bool { stray.line > 0 && stray.line == lines }

    /// The last whole line, for a `LogCursor`: where the next reading goes on.
    package var position: String? { last?.text }

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
        if lastStart >= 0, timestamped { noteLast(of: UnsafeRawBufferPointer(rebasing: chunk[..<(start - 1)])) }
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
        guard start < chunk.count, let base = chunk.baseAddress,
            let found = memchr(base + start, 10, chunk.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    @inline(__always)
    private mutating func classify(_ line: UnsafeRawBufferPointer, keepLast: Bool = true) {
        lines &+= 1
        if anchor != nil, isOld(line) { return }
        let width = timestamped ? LogTimestamp.width(line) : 0
        if width == 0, timestamped, !takesUnstamped(line) { return }
        if keepLast, timestamped { note(line) }
        guard let found = LogLine(line, timestampWidth: width) else { return }
        if width == 0 {
            return count(
                found, minute: klogEnds.flatMap { LogTimestamp.klogMinute(line, latest: $0) } ?? arrival.minute)
        }
        count(found, timestamp: UnsafeRawBufferPointer(rebasing: line[..<(width - 1)]))
    }

    /// Notes a line that should have a timestamp. It counts only where klog's own may stand for it.
    @inline(never)
    private mutating func takesUnstamped(_ line: UnsafeRawBufferPointer) -> Bool {
        if !line.isEmpty {
            unstamped &+= 1
            stray = (Array(line.prefix(300)), lines)
        }
        return klogEnds != nil
    }

    /// Keeps the line's position; a line without a timestamp, such as the rest of a longer one, has none.
    private mutating func note(_ line: UnsafeRawBufferPointer) {
        if let position = LogPosition(line: line, timestampWidth: LogTimestamp.width(line)) { last = position }
    }

    /// Keeps the position of the last line that has one: a kubelet's own words may come after it.
    private mutating func noteLast(of lines: UnsafeRawBufferPointer) {
        var end = lines.count
        while end >= 0 {
            let start = (lines[..<end].lastIndex(of: 10) ?? -1) + 1
            let line = UnsafeRawBufferPointer(rebasing: lines[start..<end])
            if line.count > 0, let position = LogPosition(line: line, timestampWidth: LogTimestamp.width(line)) {
                return last = position
            }
            end = start - 1
        }
    }

    /// Looks for the line that was read last: what came before it has been counted, what comes after it has not.
    private mutating func isOld(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let wanted = anchor, wanted.isPosition(of: line) else { return false }
        (anchor, after, last, oldLines) = (nil, nil, wanted, lines)
        byAuthentication = MinuteCounts()
        byJWT = MinuteCounts()
        byHostProxy = MinuteCounts()
        signatures = [:]
        candidates = []
        return true
    }

    private mutating func count(_ line: LogLine, timestamp: UnsafeRawBufferPointer) {
        let time = LogTimestamp.time(timestamp)
        if let after, let time, time <= after { return }
        count(line, minute: arrival.minute(of: time))
        guard !sentTokens.isEmpty, let time = time?.nanoseconds, candidates.count < Self.mostCandidates,
            sentTokens.contains(where: { $0.after < time && time <= $0.until })
        else { return }
        candidates.append((line.source, FailureMoment(nanoseconds: time, cause: line.cause(backends))))
    }

    private mutating func count(_ line: LogLine, minute: Int) {
        if let signature = line.signature { signatures[signature, default: 0] += 1 }
        let key = MinuteCounts.Key(minute: minute, cause: line.cause(backends))
        switch line.source {
        case .authentication: byAuthentication.add(key, arrival)
        case .jwt: byJWT.add(key, arrival)
        case .multicluster: byHostProxy.add(key, arrival)
        }
    }
}
