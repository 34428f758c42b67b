extension LogTimestamp {
    /// The timestamp and the space after it; 0 where the line has none.
    @inline(__always)
    static func width(_ line: UnsafeRawBufferPointer) -> Int {
        // The usual width first: `2026-11-24T00:52:22.381980082Z ` is 31 bytes.
        if line.count > 31, line[30] == UInt8(ascii: " "), line[29] == UInt8(ascii: "Z") { return 31 }
        return unusualWidth(line)
    }

    @inline(never)
    private static func unusualWidth(_ line: UnsafeRawBufferPointer) -> Int {
        guard let space = line.prefix(40).firstIndex(of: UInt8(ascii: " ")),
            isTimestamp(UnsafeRawBufferPointer(rebasing: line[..<space]))
        else {
            return 0
        }
        return space + 1
    }
}
