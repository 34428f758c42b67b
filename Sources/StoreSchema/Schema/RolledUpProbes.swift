import Fleet
package import FoundationEssentials

/// What stays of one cluster's probes of an hour, or of a day.
package struct RolledUpProbes: Hashable, Sendable {
    /// Which hour of the day, or day of the block.
    package var slot: Int
    package var healthy = 0
    package var failing = 0
    package var unknown = 0
    /// Of the failing probes the most frequent cause, or of the unknown ones where none failed; 0 for none.
    package var cause: Int64 = 0
    /// Milliseconds.
    package var shortest = 0
    package var average = 0
    package var longest = 0

    var count: Int { healthy + failing + unknown }

    var health: Health { failing > 0 ? .failing : unknown > 0 ? .unknown : .healthy }

    /// nil for no probe at all.
    package init?(_ probes: [PackedProbe], slot: Int) {
        guard !probes.isEmpty else { return nil }
        self.slot = slot
        for probe in probes {
            switch probe.health {
            case .healthy: healthy += 1
            case .failing: failing += 1
            case .unknown: unknown += 1
            }
        }
        let worst = health
        let causes = Dictionary(
            probes.lazy.filter { $0.health == worst && $0.cause != 0 }.map { ($0.cause, 1) }, uniquingKeysWith: +)
        cause = causes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        shortest = probes.lazy.map(\.elapsed).min() ?? 0
        longest = probes.lazy.map(\.elapsed).max() ?? 0
        average = (probes.reduce(0) { $0 + $1.elapsed } + probes.count / 2) / probes.count
    }

    /// Adds what another part of the same period saw. The cause is that of the worse part; of two equally bad, of the
    /// one with more such probes.
    package mutating func add(_ other: RolledUpProbes) {
        if (other.failing, other.unknown) > (failing, unknown) { cause = other.cause }
        let total = count + other.count
        average = total == 0 ? 0 : (average * count + other.average * other.count + total / 2) / total
        shortest = min(shortest, other.shortest)
        longest = max(longest, other.longest)
        healthy += other.healthy
        failing += other.failing
        unknown += other.unknown
    }
}

/// The roll-ups of one row: the numbers of each as LEB128 varints, one roll-up after another, 8 to 12 bytes each.
package enum RollUpRow {
    package static func encode(_ entries: [RolledUpProbes]) -> Data {
        var data = Data(capacity: entries.count * 12)
        for entry in entries.sorted(by: { $0.slot < $1.slot }) {
            for value in [
                entry.slot, entry.healthy, entry.failing, entry.unknown, Int(entry.cause), entry.shortest,
                entry.average - entry.shortest,
                entry.longest - entry.average,
            ] {
                Varint.append(UInt64(clamping: value), to: &data)
            }
        }
        return data
    }

    /// The roll-ups of a row by their slot. A row that somebody cut is read as far as it is whole.
    package static func decode(_ data: Data) -> [RolledUpProbes] {
        var entries: [RolledUpProbes] = []
        data.withUnsafeBytes { bytes in
            var index = 0
            while let entry = RolledUpProbes(bytes, &index) { entries.append(entry) }
        }
        return entries
    }

    /// The row with one more roll-up: a new slot, or more of one that it has.
    package static func adding(_ entry: RolledUpProbes, to row: Data?) -> Data {
        var entries = row.map(decode) ?? []
        if let index = entries.firstIndex(where: { $0.slot == entry.slot }) {
            entries[index].add(entry)
        } else {
            entries.append(entry)
        }
        return encode(entries)
    }
}

extension RolledUpProbes {
    fileprivate init?(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) {
        guard
            let slot = Varint.read(bytes, &index), let healthy = Varint.read(bytes, &index),
            let failing = Varint.read(bytes, &index),
            let unknown = Varint.read(bytes, &index), let cause = Varint.read(bytes, &index),
            let shortest = Varint.read(bytes, &index),
            let more = Varint.read(bytes, &index), let most = Varint.read(bytes, &index)
        else { return nil }
        (self.slot, self.healthy, self.failing, self.unknown) = (slot, healthy, failing, unknown)
        (self.cause, self.shortest, average, longest) = (
            Int64(cause), shortest, shortest + more, shortest + more + most
        )
    }
}

/// The rows of `probe_hours` and `probe_days`, whose ids are made as those of `probes`.
package enum RollUpLevel: Sendable {
    case hours
    case days

    /// Days in a row of `probe_days`.
    package static let daysInBlock: Int64 = 32

    package var table: String {
        switch self {
        case .hours: "probe_hours"
        case .days: "probe_days"
        }
    }

    /// Seconds that one roll-up stands for.
    package var period: Int64 {
        switch self {
        case .hours: 3600
        case .days: 86_400
        }
    }

    /// Roll-ups that a row can have.
    private var slots: Int64 {
        switch self {
        case .hours: 24
        case .days: Self.daysInBlock
        }
    }

    /// The row that the period beginning at `second` is in.
    package func id(second: Int64, cluster: Int64) -> Int64 {
        ProbeChunk.id(hour: Self.floor(second, period * slots), cluster: cluster)
    }

    package func slot(second: Int64) -> Int {
        Int(Self.floor(second, period) - Self.floor(second, period * slots) * slots)
    }

    /// The beginning of a roll-up's period.
    package func second(id: Int64, slot: Int) -> Int64 { (ProbeChunk.hour(ofID: id) * slots + Int64(slot)) * period }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
