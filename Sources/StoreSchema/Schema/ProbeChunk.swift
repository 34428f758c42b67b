package import Fleet
package import FoundationEssentials

/// One probe as it is stored: 40 bits.
///
/// A row of its own for each probe costs 14 bytes and more, and as much again for an index by cluster. Kept together by
/// cluster and hour, a probe needs no key of its own, and the rows of the current hour lie side by side: a round writes
/// few pages.
package struct PackedProbe: Hashable, Sendable {
    /// Seconds since 1970.
    package var at: Int64
    package var health: Health
    /// 0 for none.
    package var cause: Int64
    /// Milliseconds.
    package var elapsed: Int

    package static let size = 5
    private static let largestCause: UInt64 = 63
    /// 17 minutes. A longer probe is stored as this long.
    private static let longest: UInt64 = 1 << 20 - 1

    /// Second of the hour (12 bits), health (2), cause (6), milliseconds (20); most significant byte first.
    package var bytes: [UInt8] {
        let second = UInt64(at - ProbeChunk.hour(of: at) * 3600)
        let cause = UInt64(clamping: self.cause)
        let elapsed = min(UInt64(clamping: self.elapsed), Self.longest)
        let bits = second << 28 | health.stored << 26 | (cause > Self.largestCause ? 0 : cause) << 20 | elapsed
        return (0..<Self.size).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64(Self.size - 1 - $0))) }
    }

    package init(at: Int64, health: Health, cause: Int64, elapsed: Int) {
        self.at = at
        self.health = health
        self.cause = cause
        self.elapsed = elapsed
    }

    fileprivate init(_ bits: UInt64, hour: Int64) {
        at = hour * 3600 + Int64(bits >> 28)
        health = Health(stored: bits >> 26 & 3)
        cause = Int64(bits >> 20 & Self.largestCause)
        elapsed = Int(bits & Self.longest)
    }
}

/// The probes of one cluster in one hour: one row of table `probes`.
package enum ProbeChunk {
    /// Clusters that one history can tell apart: 2^20.
    static let clusterBits: Int64 = 20
    package static let clusterMask: Int64 = 1 << clusterBits - 1

    package static func hour(of second: Int64) -> Int64 { Int64((Double(second) / 3600).rounded(.down)) }
    package static func id(hour: Int64, cluster: Int64) -> Int64 { hour << clusterBits | cluster }
    package static func ids(ofHour hour: Int64) -> ClosedRange<Int64> {
        id(hour: hour, cluster: 0)...id(hour: hour, cluster: clusterMask)
    }
    package static func hour(ofID id: Int64) -> Int64 { id >> clusterBits }
    package static func cluster(ofID id: Int64) -> Int64 { id & clusterMask }

    /// The second of the hour and the cause of each probe of a row, and nothing made of it.
    static func forEach(_ data: Data, _ use: (Int, Int64) -> Void) {
        data.withUnsafeBytes { bytes in
            for start in stride(from: 0, through: bytes.count - PackedProbe.size, by: PackedProbe.size) {
                let high = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
                use(Int(high >> 20), Int64(high >> 12 & 63))
            }
        }
    }

    /// The probes of a row, in the order they were written. Bytes after the last whole probe are left out.
    package static func decode(_ data: Data, hour: Int64) -> [PackedProbe] {
        data.withUnsafeBytes { bytes in
            (0..<bytes.count / PackedProbe.size).map { index in
                let start = index * PackedProbe.size
                let low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 1, as: UInt32.self))
                return PackedProbe(UInt64(bytes[start]) << 32 | UInt64(low), hour: hour)
            }
        }
    }
}

extension Health {
    /// The number in the database; never renumbered.
    package var stored: UInt64 {
        switch self {
        case .healthy: 0
        case .failing: 1
        case .unknown: 2
        }
    }

    /// Any other number reads as unknown: it opens nothing and closes nothing.
    init(stored: UInt64) {
        switch stored {
        case 0: self = .healthy
        case 1: self = .failing
        default: self = .unknown
        }
    }
}
