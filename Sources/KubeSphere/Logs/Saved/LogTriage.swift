package import Fleet
package import FoundationEssentials

/// Reads a saved ks-apiserver log of any length in one pass: how often it refused a token, why, when, and which version it is from.
package struct LogTriage: Sendable {
    private var classifier: LogClassifier?
    private var head: [UInt8] = []
    private let latest: (year: Int, month: Int)
    /// True once a line with klog's header was seen near the beginning.
    package private(set) var isKlog = false
    /// Whether lines begin with the API's timestamp; else their times are klog's, on the node's own clock and without a zone.
    package private(set) var isTimestamped = false

    /// How much of the beginning is looked at to tell what kind of log it is.
    private static let headSize = 64 << 10

    /// - Parameter ends: when the log ends at the latest: when the file was written last.
    package init(ends: Date) {
        let text = ends.rfc3339
        latest = (Int(text.prefix(4)) ?? 1970, Int(text.dropFirst(5).prefix(2)) ?? 12)
    }

    /// Takes in the next bytes.
    package mutating func consume(_ chunk: UnsafeRawBufferPointer) {
        if classifier != nil {
            classifier?.consume(chunk)
        } else {
            head += chunk
            if head.count >= Self.headSize { begin() }
        }
    }

    /// Takes in the end.
    package mutating func finish() {
        if classifier == nil { begin() }
        classifier?.finish()
    }

    package var bytes: Int { classifier?.bytes ?? head.count }
    package var failures: [FailureCount] { classifier?.failures ?? [] }
    package var version: LogSignature? { LogSignature.version(of: classifier?.signatures ?? [:]) }
    /// Lines that tell of a failure; a version writes up to four for one failure.
    package var failureLines: Int { classifier?.signatures.values.reduce(0, +) ?? 0 }

    private mutating func begin() {
        // A byte order mark is of the editor that saved the file.
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head.removeFirst(3) }
        let lines = head.split(separator: UInt8(ascii: "\n")).prefix(1000)
        isTimestamped = lines.contains { line in line.withUnsafeBytes { Self.klogStart($0).map { $0 > 0 } ?? false } }
        isKlog = lines.contains { line in line.withUnsafeBytes { Self.klogStart($0) != nil } }
        var classifier = LogClassifier(timestamped: isTimestamped, klogEnds: latest)
        head.withUnsafeBytes { classifier.consume($0) }
        head = []
        self.classifier = classifier
    }

    /// Where klog's header `Lmmdd hh:mm:ss` begins: 0, or after an API timestamp; nil where there is none.
    private static func klogStart(_ line: UnsafeRawBufferPointer) -> Int? {
        var start = 0
        if line.count > 20, line[4] == UInt8(ascii: "-"), line[10] == UInt8(ascii: "T") {
            guard let space = line.prefix(40).firstIndex(of: UInt8(ascii: " ")) else { return nil }
            start = space + 1
        }
        guard line.count > start + 21, "IWEF".utf8.contains(line[start]) else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: line[start...])
        return LogTimestamp.klogMinute(rest, latest: (1970, 12)) != nil && rest[5] == UInt8(ascii: " ") ? start : nil
    }
}
