/// The end of a log that is read in one pass: its last words say why the process ended.
struct LogEnd {
    private var bytes: [UInt8] = []
    private static let size = 64 << 10
    /// Of a line, so much is looked at.
    private static let longestLine = 4_096

    mutating func take(_ chunk: UnsafeRawBufferPointer) {
        guard chunk.count < Self.size else {
            bytes = Array(chunk.suffix(Self.size))
            return
        }
        bytes += chunk
        if bytes.count > 2 * Self.size { bytes.removeFirst(bytes.count - Self.size) }
    }

    /// The last lines without what was put around them.
    var lines: [String] {
        bytes.suffix(Self.size).split(separator: 10).map { line in
            line.prefix(Self.longestLine).withUnsafeBytes {
                String(decoding: LineUnwrapper.text(of: $0), as: UTF8.self)
            }
        }
    }
}
