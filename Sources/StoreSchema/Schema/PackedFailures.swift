package import FoundationEssentials

/// Failed authentications of one cluster, cause and period, as they stand beside others in a row.
package struct PackedFailure: Hashable, Sendable {
    /// Which minute or hour of the day, or day of the block.
    package var slot: Int
    package var cause: Int64
    package var count: Int
    /// The most in one minute.
    package var peak: Int

    package init(slot: Int, cause: Int64, count: Int, peak: Int) {
        self.slot = slot
        self.cause = cause
        self.count = count
        self.peak = peak
    }
}

/// A row of them: each four varints, about 5 bytes. A row of its own for each takes twice the room, and a year of a
/// fleet has a million: reading so many rows takes a second, reading so many varints a twentieth of it.
package enum FailureRow {
    package static func encode(_ failures: [PackedFailure]) -> Data {
        var data = Data(capacity: failures.count * 6)
        for failure in failures {
            for value in [failure.slot, Int(failure.cause), failure.count, failure.peak] {
                Varint.append(UInt64(clamping: value), to: &data)
            }
        }
        return data
    }

    package static func decode(_ data: Data) -> [PackedFailure] {
        var failures: [PackedFailure] = []
        forEach(data) { failures.append($0) }
        return failures
    }

    /// A row that somebody cut is read as far as it is whole.
    static func forEach(_ data: Data, _ use: (PackedFailure) -> Void) {
        data.withUnsafeBytes { bytes in
            var index = 0
            while let slot = Varint.read(bytes, &index), let cause = Varint.read(bytes, &index),
                let count = Varint.read(bytes, &index),
                let peak = Varint.read(bytes, &index)
            {
                use(PackedFailure(slot: slot, cause: Int64(cause), count: count, peak: peak))
            }
        }
    }

    /// The sums of equal slots and causes, in order.
    package static func merged(_ failures: [PackedFailure]) -> [PackedFailure] {
        var sums: [PackedFailure] = []
        for failure in failures.sorted(by: { ($0.slot, $0.cause) < ($1.slot, $1.cause) }) {
            if let last = sums.last, last.slot == failure.slot, last.cause == failure.cause {
                sums[sums.count - 1].count += failure.count
                sums[sums.count - 1].peak = max(last.peak, failure.peak)
            } else {
                sums.append(failure)
            }
        }
        return sums
    }
}

/// The tables of such rows, with ids that begin with a day, or a block of 32 days, and end with a cluster.
package enum FailureLevel: CaseIterable, Sendable {
    case minutes, hours, days

    package var table: String {
        switch self {
        case .minutes: "failure_minutes"
        case .hours: "failure_hours"
        case .days: "failure_days"
        }
    }

    /// Seconds that one count stands for.
    package var period: Int64 {
        switch self {
        case .minutes: 60
        case .hours: 3600
        case .days: 86_400
        }
    }

    /// Seconds that one row spans.
    package var span: Int64 { self == .days ? 86_400 * RollUpLevel.daysInBlock : 86_400 }

    package func id(second: Int64, cluster: Int64) -> Int64 { ProbeChunk.id(hour: second / span, cluster: cluster) }
    package func slot(second: Int64) -> Int { Int(second % span / period) }
    package func second(id: Int64, slot: Int) -> Int64 { ProbeChunk.hour(ofID: id) * span + Int64(slot) * period }
}

/// LEB128: seven bits a byte, the lowest first.
enum Varint {
    static func append(_ value: UInt64, to data: inout Data) {
        var rest = value
        while rest > 0x7F {
            data.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
    }

    /// At most 5 bytes: no count of a day and no duration is larger. nil at the end, and where a value is cut.
    @inline(__always)
    static func read(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            index += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
