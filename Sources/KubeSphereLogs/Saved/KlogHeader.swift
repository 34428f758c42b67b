/// Where klog's header `Lmmdd hh:mm:ss.uuuuuu` stands in a line that something was put around: a container runtime,
/// kubectl, stern, syslog, an editor.
package enum KlogHeader {
    package static let width = 21
    /// What stands before it is a name of a pod and a container at most, and two times.
    private static let furthest = 512

    /// nil where there is none near the beginning.
    package static func start(in line: UnsafeRawBufferPointer) -> Int? {
        guard line.count >= width else { return nil }
        let last = min(line.count - width, furthest)
        return (0...last).first { begins(line, at: $0) }
    }

    /// Its digits may say anything: a line of 30 February is a line, without a time of its own.
    @inline(__always)
    package static func begins(_ line: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start >= 0, line.count >= start + width, line[start + 5] == UInt8(ascii: " "),
            line[start + 8] == UInt8(ascii: ":"),
            line[start + 11] == UInt8(ascii: ":"), line[start + 14] == UInt8(ascii: ".")
        else { return false }
        switch line[start] {
        case UInt8(ascii: "I"), UInt8(ascii: "W"), UInt8(ascii: "E"), UInt8(ascii: "F"): break
        default: return false
        }
        return isNumber(line, start + 1, 4) && isNumber(line, start + 6, 2) && isNumber(line, start + 9, 2)
    }

    @inline(__always)
    private static func isNumber(_ line: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Bool {
        for index in start..<(start + count) where line[index] &- 48 >= 10 { return false }
        return true
    }

    /// Only warnings and errors tell of failures.
    package static func isGrave(_ line: UnsafeRawBufferPointer, at start: Int) -> Bool {
        line[start] == UInt8(ascii: "W") || line[start] == UInt8(ascii: "E")
    }
}
