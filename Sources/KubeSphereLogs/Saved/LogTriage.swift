package import Fleet
package import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads a saved ks-apiserver log of any length in one pass: how often it refused a token, why, when, and which
/// versions it is from.
///
/// Files come as they were saved: in UTF-16, with something around each line, of several pods one among the other, of
/// several versions one after the other.
package struct LogTriage: Sendable {
    /// By the program that the lines are of: a version's lines decide which of them count, so programs are kept apart.
    private var classifiers: [String: LogClassifier] = [:]
    /// Lines with nothing around them, which is nearly always all.
    private var plain: LogClassifier
    private var unwrapper = LineUnwrapper()
    private var partial: [UInt8] = []
    private var head: [UInt8]? = []
    private var utf16: UTF16Reader?
    /// Its lines end with CR alone, as an old Mac's do.
    private var endsInCR = false
    private var end = LogEnd()
    private let latest: (year: Int, month: Int)
    private var sawTimestamp = false
    private var sawBare = false
    /// True once a line with klog's header was seen.
    package var isKlog: Bool { sawTimestamp || sawBare }
    /// Whether lines have a time of the API or of the container runtime; else their times are klog's, on the node's own
    /// clock and without a zone.
    package var isTimestamped: Bool { sawTimestamp && !sawBare }
    package private(set) var bytes = 0
    /// Why the process that wrote it ended, where the log ends with its last words.
    package private(set) var startFault: StartFault?
    /// A kubelet's own words in place of a log, or of a part of it.
    package private(set) var unread: String?

    /// How much of the beginning tells the encoding, and how lines end.
    private static let headSize = 64 << 10
    /// Programs that are kept apart; the lines of others are counted together.
    private static let mostSources = 64
    private static let longestLine = 64 << 10

    /// - Parameter ends: when the log ends at the latest: when the file was written last.
    package init(ends: Date) {
        let text = ends.rfc3339
        latest = (Int(text.prefix(4)) ?? 1970, Int(text.dropFirst(5).prefix(2)) ?? 12)
        plain = LogClassifier(timestamped: true, klogEnds: latest)
    }

    /// Takes in the next bytes.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer) {
        bytes += chunk.count
        guard var start = head else { return decode(chunk) }
        start += chunk
        head = start
        if start.count >= Self.headSize { begin() }
    }

    /// Takes in the end.
    package mutating func finish() {
        begin()
        if !partial.isEmpty {
            let line = partial
            partial = []
            line.withUnsafeBytes { take($0) }
        }
        for line in unwrapper.finish() { feed(line) }
        plain.finish()
        for source in classifiers.keys { classifiers[source]?.finish() }
        startFault = StartFault(endOf: end.lines)
    }

    private var all: [LogClassifier] { [plain] + classifiers.values }

    package var failures: [FailureCount] { all.reduce(into: []) { $0 = OwnFailures.merge($0, $1.failures) } }
    /// The versions that write such lines, the oldest first; several where the log is of several.
    package var versions: [LogSignature] {
        let found = all.flatMap { $0.writers }
        return LogSignature.allCases.filter { found.contains($0) }
    }
    /// Lines that tell of a failure; a version writes up to four for one failure.
    package var failureLines: Int { all.reduce(0) { $0 + $1.signatures.values.reduce(0, +) } }

    // MARK: Bytes to lines

    private mutating func begin() {
        guard var start = head else { return }
        head = nil
        utf16 = UTF16Reader(head: start)
        let sample = start.prefix(Self.headSize)
        endsInCR = sample.contains(13) && !sample.contains(10)
        // A byte order mark is of the editor that saved the file.
        if utf16 == nil, start.starts(with: [0xEF, 0xBB, 0xBF]) { start.removeFirst(3) }
        start.withUnsafeBytes { decode($0) }
    }

    private mutating func decode(_ chunk: UnsafeRawBufferPointer) {
        guard var reader = utf16 else { return take(text: chunk) }
        let text = reader.read(chunk)
        utf16 = reader
        text.withUnsafeBytes { take(text: $0) }
    }

    private mutating func take(text: UnsafeRawBufferPointer) {
        guard endsInCR else {
            end.take(text)
            return split(text)
        }
        text.map { $0 == 13 ? 10 : $0 }.withUnsafeBytes {
            end.take($0)
            split($0)
        }
    }

    private mutating func split(_ chunk: UnsafeRawBufferPointer) {
        var start = finishPartial(chunk)
        // `grep --color` leaves its colours within a line. Most files have none at all.
        let isColoured = Self.holdsEscapes(chunk)
        // Lines that need nothing go on together, as they lie.
        var run = start
        while let newline = Self.newline(in: chunk, from: start) {
            let line = UnsafeRawBufferPointer(rebasing: chunk[start..<newline])
            if !isPlain(line) || isColoured && Self.holdsEscapes(line) {
                plain.consume(UnsafeRawBufferPointer(rebasing: chunk[run..<start]))
                unwrap(line)
                run = newline + 1
            }
            start = newline + 1
        }
        plain.consume(UnsafeRawBufferPointer(rebasing: chunk[run..<start]))
        // What tells of a failure stands at the head of a line.
        partial += chunk[start...].prefix(max(0, Self.longestLine - partial.count))
    }

    /// Takes a line in whose beginning came before; gives where the next one begins.
    private mutating func finishPartial(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard !partial.isEmpty else { return 0 }
        guard let newline = Self.newline(in: chunk, from: 0) else { return 0 }
        let line = partial + chunk[..<newline].prefix(max(0, Self.longestLine - partial.count))
        partial = []
        line.withUnsafeBytes { take($0) }
        return newline + 1
    }

    private static func holdsEscapes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.baseAddress.map { memchr($0, 0x1B, bytes.count) != nil } ?? false
    }

    @inline(__always)
    private static func newline(in chunk: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < chunk.count, let base = chunk.baseAddress,
            let found = memchr(base + start, 10, chunk.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    // MARK: Lines to classifiers

    private mutating func take(_ line: UnsafeRawBufferPointer) {
        guard isPlain(line), !Self.holdsEscapes(line) else { return unwrap(line) }
        feed(&plain, Array(line))
    }

    /// A line of klog, or one of it behind the API's timestamp.
    @inline(__always)
    private mutating func isPlain(_ line: UnsafeRawBufferPointer) -> Bool {
        if line.count > 31, line[30] == UInt8(ascii: " "), line[29] == UInt8(ascii: "Z"),
            KlogHeader.begins(line, at: 31)
        {
            sawTimestamp = true
            return true
        }
        guard KlogHeader.begins(line, at: 0) else { return false }
        sawBare = true
        return true
    }

    private mutating func unwrap(_ line: UnsafeRawBufferPointer) {
        if let words = KubeletComplaint.words(in: line) { unread = words }
        let saved = unwrapper.unwrap(line)
        guard !saved.isEmpty else { return note(line) }
        for line in saved { feed(line) }
    }

    private mutating func feed(_ saved: SavedLine) {
        if saved.time == nil { sawBare = true } else { sawTimestamp = true }
        let text = (saved.time.map { $0 + [UInt8(ascii: " ")] } ?? []) + saved.text
        guard !saved.source.isEmpty, classifiers[saved.source] != nil || classifiers.count < Self.mostSources else {
            return feed(&plain, text)
        }
        feed(&classifiers[saved.source, default: LogClassifier(timestamped: true, klogEnds: latest)], text)
    }

    /// A wrapped line that tells of no failure still says that this is such a log.
    private mutating func note(_ line: UnsafeRawBufferPointer) {
        guard !isKlog, let start = KlogHeader.start(in: line) else { return }
        let before = line[..<start].split(separator: UInt8(ascii: " "))
        let isStamped = before.contains { LogTimestamp.isTimestamp(UnsafeRawBufferPointer(rebasing: $0)) }
        if isStamped || DockerLine(line) != nil { sawTimestamp = true } else { sawBare = true }
    }

    private func feed(_ classifier: inout LogClassifier, _ line: [UInt8]) {
        (line + [10]).withUnsafeBytes { classifier.consume($0) }
    }
}
