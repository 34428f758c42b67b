import Fleet
import FoundationEssentials
import GRDB

/// The probes of a period as time, in one pass over its hours: the memory is that of the sums.
struct WatchQuery {
    private static let probes = "SELECT id, data FROM probes WHERE id BETWEEN ? AND ? ORDER BY id"
    private static let clusters = "SELECT id, name, role, version, first_seen FROM clusters WHERE first_seen < ? ORDER BY name"

    private struct Tally {
        var watch: WatchTally
        var last: PackedProbe?
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
        let tallies = try tallies()
        return try db.rows(Self.clusters, [buckets.until * 1000]).map { row in
            let cluster = ClusterID(row["name"])
            let tally = tallies[row["id"]]
            return WatchHistory(
                cluster: cluster, role: (row["role"] as String?).flatMap(ClusterRole.init(rawValue:)), version: row["version"],
                firstSeen: Date(milliseconds: row["first_seen"]), times: (tally?.watch ?? WatchTally(buckets)).finished(),
                last: tally?.last.map { StoredProbe($0, cluster, codes) })
        }
    }

    /// A probe before the period speaks for its beginning.
    private func tallies() throws -> [Int64: Tally] {
        let first = max(0, WatchTally.firstSecond(of: buckets))
        var tallies: [Int64: Tally] = [:]
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: Self.probes),
            arguments: [
                ProbeChunk.id(hour: ProbeChunk.hour(of: first), cluster: 0),
                ProbeChunk.id(hour: ProbeChunk.hour(of: buckets.until), cluster: ProbeChunk.clusterMask),
            ])
        while let row = try rows.next() {
            let id: Int64 = row["id"]
            let probes = ProbeChunk.decode(row["data"], hour: ProbeChunk.hour(ofID: id))
            add(probes, from: first, to: &tallies[ProbeChunk.cluster(ofID: id), default: Tally(watch: WatchTally(buckets))])
        }
        return tallies
    }

    private func add(_ probes: [PackedProbe], from first: Int64, to tally: inout Tally) {
        for probe in probes where probe.at >= first && probe.at < buckets.until {
            tally.watch.add(at: probe.at, probe.health)
            if probe.at >= buckets.since { tally.last = probe }
        }
    }
}

extension StoredProbe {
    init(_ probe: PackedProbe, _ cluster: ClusterID, _ codes: CauseCodes) {
        self.init(
            cluster: cluster, at: Date(wholeSeconds: probe.at), health: probe.health, cause: codes.cause(probe.cause),
            elapsed: Double(probe.elapsed) / 1000)
    }
}
