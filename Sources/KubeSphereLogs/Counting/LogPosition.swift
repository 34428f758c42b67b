import Fleet

/// One line of a log, known again by its timestamp and a hash of its bytes: two lines of one nanosecond differ in what
/// they say.
package struct LogPosition: Hashable, Sendable {
    /// As the server wrote it.
    package let time: [UInt8]
    /// nil in positions that hold a time alone.
    package let hash: UInt32?

    /// Reads `2026-11-24T00:52:22.728974206Z#1f0c9a3e`, or a timestamp alone.
    package init(text: String) {
        let parts = text.split(separator: "#", maxSplits: 1)
        time = Array((parts.first ?? "").utf8)
        hash = parts.count == 2 ? UInt32(parts[1], radix: 16) : nil
    }

    /// nil for a line that the API has not stamped: an error of the kubelet itself comes as the body of a 200, and is
    /// no line of the log.
    package init?(line: UnsafeRawBufferPointer, timestampWidth width: Int) {
        guard width > 1, LogTimestamp.isTimestamp(UnsafeRawBufferPointer(rebasing: line[..<(width - 1)])) else {
            return nil
        }
        time = Array(line[..<(width - 1)])
        hash = Self.hash(line)
    }

    /// Whether it is of a line that the API has stamped.
    package var isTimed: Bool { time.withUnsafeBytes { LogTimestamp.isTimestamp($0) } }

    package var text: String {
        let time = String(decoding: time, as: UTF8.self)
        guard let hash else { return time }
        let digits = String(hash, radix: 16)
        return "\(time)#\(String(repeating: "0", count: 8 - digits.count))\(digits)"
    }

    package func isPosition(of line: UnsafeRawBufferPointer) -> Bool {
        line.count > time.count && line.starts(with: time) && line[time.count] == UInt8(ascii: " ")
            && hash == Self.hash(line)
    }

    /// Over the beginning of the line: what tells lines apart stands there.
    private static func hash(_ line: UnsafeRawBufferPointer) -> UInt32 { FNV1a.hash32(line.prefix(512)) }
}
