import Fleet
import FoundationEssentials
import GRDB

/// Probes, hour by hour from the newest, so that a limit is met without reading the rest.
struct ProbeQuery {
    static let newestBelow = "SELECT max(id) FROM probes WHERE id < ? AND id >= ?"
    static let ofHour = "SELECT id, data FROM probes WHERE id BETWEEN ? AND ?"
    static let ofCluster = "SELECT id, data FROM probes WHERE id = ?"

    private let filter: HistoryFilter
    private let db: Database
    private let codes: CauseCodes
    private let names: [Int64: ClusterID]
    private let causes: Set<Int64>?

    static func all(_ filter: HistoryFilter, _ db: Database) throws -> [StoredProbe] { try ProbeQuery(filter, db).fetch() }

    private init(_ filter: HistoryFilter, _ db: Database) throws {
        self.filter = filter
        self.db = db
        codes = try CauseCodes(db)
        let rows = try db.rows("SELECT id, name FROM clusters")
        let named = rows.map { (key: $0["id"] as Int64, value: ClusterID($0["name"])) }.filter { filter.admits($0.value) }
        names = Dictionary(uniqueKeysWithValues: named)
        let codes = codes
        causes = filter.causes.map { Set($0.compactMap { Cause(rawValue: $0).flatMap { codes[$0] } }) }
    }

    private func fetch() throws -> [StoredProbe] {
        let seconds = Self.seconds(of: filter)
        let limit = filter.limit ?? .max
        var result: [StoredProbe] = []
        let lowest = ProbeChunk.id(hour: ProbeChunk.hour(of: seconds.lowerBound), cluster: 0)
        var bound = ProbeChunk.id(hour: ProbeChunk.hour(of: seconds.upperBound) + 1, cluster: 0)
        while result.count < limit, let id = try Int64.fetchOne(db.cachedStatement(sql: Self.newestBelow), arguments: [bound, lowest]) {
            let hour = ProbeChunk.hour(ofID: id)
            let wanted = try probes(ofHour: hour) { seconds.contains($0.at) && causes?.contains($0.cause) ?? true }
            result += wanted.prefix(limit - result.count)
            bound = ProbeChunk.id(hour: hour, cluster: 0)
        }
        return result
    }

    /// A second is in where any part of it is. Bounded by what an id can hold.
    private static func seconds(of filter: HistoryFilter) -> Range<Int64> {
        let since = max(filter.since?.wholeSeconds ?? 0, 0)
        let until = filter.until.map { Int64($0.timeIntervalSince1970.rounded(.up)) } ?? .max
        return since..<max(since, min(until, 1 << 48))
    }

    /// One hour's wanted probes, newest first, and by name within a second.
    private func probes(ofHour hour: Int64, where isWanted: (PackedProbe) -> Bool) throws -> [StoredProbe] {
        let probes = try chunks(ofHour: hour).flatMap { row -> [StoredProbe] in
            guard let cluster = names[ProbeChunk.cluster(ofID: row["id"])] else { return [] }
            return ProbeChunk.decode(row["data"], hour: hour).filter(isWanted).map { stored($0, cluster) }
        }
        return probes.sorted { $0.at == $1.at ? $0.cluster < $1.cluster : $0.at > $1.at }
    }

    private func chunks(ofHour hour: Int64) throws -> [Row] {
        guard filter.clusters == nil else {
            return try names.keys.flatMap { try db.rows(Self.ofCluster, [ProbeChunk.id(hour: hour, cluster: $0)]) }
        }
        let ids = ProbeChunk.ids(ofHour: hour)
        return try db.rows(Self.ofHour, [ids.lowerBound, ids.upperBound])
    }

    private func stored(_ probe: PackedProbe, _ cluster: ClusterID) -> StoredProbe {
        StoredProbe(
            cluster: cluster, at: Date(wholeSeconds: probe.at), health: probe.health, cause: codes.cause(probe.cause),
            elapsed: Double(probe.elapsed) / 1000)
    }
}
