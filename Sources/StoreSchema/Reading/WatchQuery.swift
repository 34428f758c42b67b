package import Fleet
package import FoundationEssentials
import GRDB

/// What one cluster's access was over a period.
package struct WatchHistory: Hashable, Sendable {
    package var cluster: ClusterID
    package var role: ClusterRole?
    package var version: String?
    /// One for each piece of the period.
    package var times: [WatchedTime]
    /// What the last probe of the period saw, or the last hour or day where probes were rolled up; nil where it was not
    /// probed.
    package var health: Health?
    package var cause: Cause?
}

extension HistoryReader {
    /// The access of every cluster that was known by the period's end, by name.
    package func watch(_ buckets: TimeBuckets) async throws -> [WatchHistory] {
        try await read { try WatchQuery(buckets, $0).all() }
    }

    /// Whether a cluster was known by a moment.
    package func knowsClusters(before moment: Date) async throws -> Bool {
        try await read {
            try $0.row("SELECT 1 FROM clusters WHERE first_seen < ? LIMIT 1", [moment.wholeSeconds * 1000]) != nil
        }
    }
}

/// The probes of a period as time, in one pass over each of their tables: the memory is that of the sums.
private struct WatchQuery {
    private static let clusters =
        "SELECT id, name, role, version FROM clusters WHERE first_seen < ? ORDER BY name"

    private struct Tally {
        var watch: WatchTally
        /// Of what came last in the period: when, what, and the cause's number.
        var last: (at: Int64, health: Health, cause: Int64)?

        mutating func note(_ at: Int64, _ health: Health, _ cause: Int64) {
            if at >= last?.at ?? .min { last = (at, health, cause) }
        }

        mutating func add(_ stretch: Stretch, since: Int64) {
            watch.add(from: stretch.first, to: stretch.last, stretch.health)
            if stretch.last >= since { note(stretch.last, stretch.health, stretch.cause) }
        }
    }

    /// Probes in a row that saw the same.
    private struct Stretch {
        let first: Int64
        let last: Int64
        let health: Health
        let cause: Int64

        /// - Parameters:
        ///   - first: the bits of the first of them (`PackedProbe`), without its duration.
        ///   - last: those of the last.
        init(first: UInt32, last: UInt32, hour: Int64) {
            self.first = hour + Int64(first >> 20)
            self.last = hour + Int64(last >> 20)
            health = Health(stored: UInt64(last >> 18 & 3))
            cause = Int64(last >> 12 & 63)
        }
    }

    private let buckets: TimeBuckets
    private let db: Database
    private let codes: CauseCodes

    init(_ buckets: TimeBuckets, _ db: Database) throws {
        self.buckets = buckets
        self.db = db
        codes = try CauseCodes(db)
    }

    func all() throws -> [WatchHistory] {
        var tallies: [Int64: Tally] = [:]
        for level in [RollUpLevel.days, .hours] { try addRollUps(level, to: &tallies) }
        try addProbes(to: &tallies)
        return try db.rows(Self.clusters, [buckets.until * 1000]).map { row in
            let tally = tallies[row["id"]]
            return WatchHistory(
                cluster: ClusterID(row["name"]), role: (row["role"] as String?).flatMap(ClusterRole.init(rawValue:)),
                version: row["version"],
                times: (tally?.watch ?? WatchTally(buckets)).finished(),
                health: tally?.last?.health, cause: tally?.last.flatMap { codes.cause($0.cause) })
        }
    }

    /// A probe before the period speaks for its beginning.
    private func addProbes(to tallies: inout [Int64: Tally]) throws {
        let first = max(0, WatchTally.firstSecond(of: buckets))
        let until = buckets.until
        let rows = try self.rows(.single, ProbeChunk.hour(of: first)...ProbeChunk.hour(of: until))
        while let row = try rows.next() {
            // By number: a name is looked up in every row anew, in millions of them.
            let id: Int64 = row[0]
            let hour = ProbeChunk.hour(ofID: id) * 3600
            try row.withUnsafeData(atIndex: 1) { data in
                data?.withUnsafeBytes {
                    add(
                        $0, hour, first..<until,
                        to: &tallies[ProbeChunk.cluster(ofID: id), default: Tally(watch: WatchTally(buckets))])
                }
            }
        }
    }

    /// Most of a report's time is spent here: nothing is made of a probe but its second, its health and its cause, and
    /// nothing of those in a row that saw the same but the first and the last.
    private func add(_ bytes: UnsafeRawBufferPointer, _ hour: Int64, _ wanted: Range<Int64>, to tally: inout Tally) {
        let isWhole = wanted.contains(hour) && wanted.contains(hour + 3599)
        let longestHold = UInt32(WatchTally.longestHold)
        func isWanted(_ bits: UInt32) -> Bool { isWhole || wanted.contains(hour + Int64(bits >> 20)) }
        func probe(at offset: Int) -> UInt32 {
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        let end = bytes.count - PackedProbe.size
        var offset = 0
        while offset <= end {
            let first = probe(at: offset)
            offset += PackedProbe.size
            guard isWanted(first) else { continue }
            var last = first
            while offset <= end {
                let next = probe(at: offset)
                // One that was set back wraps around, and is as far away as one that came too late.
                guard (next ^ first) >> 18 & 3 == 0, (next >> 20) &- (last >> 20) <= longestHold, isWanted(next) else {
                    break
                }
                last = next
                offset += PackedProbe.size
            }
            tally.add(Stretch(first: first, last: last, hour: hour), since: buckets.since)
        }
    }

    private func addRollUps(_ level: RollUpLevel, to tallies: inout [Int64: Tally]) throws {
        let first = ProbeChunk.hour(ofID: level.id(second: buckets.since, cluster: 0))
        let last = ProbeChunk.hour(ofID: level.id(second: buckets.until, cluster: 0))
        let rows = try self.rows(level == .hours ? .hours : .days, first...last)
        while let row = try rows.next() {
            let id: Int64 = row[0]
            for entry in RollUpRow.decode(row[1]) {
                let at = level.second(id: id, slot: entry.slot)
                guard at < buckets.until, at + level.period > buckets.since else { continue }
                let cluster = ProbeChunk.cluster(ofID: id)
                tallies[cluster, default: Tally(watch: WatchTally(buckets))].watch.add(
                    healthy: entry.healthy, failing: entry.failing, unknown: entry.unknown, from: at,
                    to: at + level.period)
                tallies[cluster]?.note(at, entry.health, entry.cause)
            }
        }
    }

    /// The rows of a table whose ids begin with one of these numbers, oldest first.
    private func rows(_ table: ProbeRows, _ units: ClosedRange<Int64>) throws -> RowCursor {
        try Row.fetchCursor(
            db.cachedStatement(sql: table.ofUnit + " ORDER BY id"),
            arguments: [
                ProbeChunk.id(hour: units.lowerBound, cluster: 0),
                ProbeChunk.id(hour: units.upperBound, cluster: ProbeChunk.clusterMask),
            ])
    }
}
