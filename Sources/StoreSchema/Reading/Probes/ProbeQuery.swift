import Fleet
import FoundationEssentials
import GRDB

/// Probes, row by row from the newest, so that a limit is met without reading the rest; first the single ones, then
/// what they were rolled up to.
struct ProbeQuery {
    private let filter: HistoryFilter
    private let db: Database
    private let codes: CauseCodes
    private let names: [Int64: ClusterID]
    private let causes: Set<Int64>?

    static func all(_ filter: HistoryFilter, _ db: Database) throws -> [StoredProbe] {
        try ProbeQuery(filter, db).fetch()
    }

    private init(_ filter: HistoryFilter, _ db: Database) throws {
        self.filter = filter
        self.db = db
        codes = try CauseCodes(db)
        let rows = try db.rows("SELECT id, name FROM clusters")
        let named = rows.map { (key: $0["id"] as Int64, value: ClusterID($0["name"])) }.filter {
            filter.admits($0.value)
        }
        names = Dictionary(uniqueKeysWithValues: named)
        let codes = codes
        causes = filter.causes.map { Set($0.compactMap { Cause(rawValue: $0).flatMap { codes[$0] } }) }
    }

    private var limit: Int { filter.limit ?? .max }

    /// While old probes are being rolled up, and where some came late, the three kinds of rows overlap in time.
    private func fetch() throws -> [StoredProbe] {
        var found: [StoredProbe] = []
        for rows in ProbeRows.allCases where try !isMet(found, before: rows) { found += try fetch(rows) }
        let isSorted = zip(found, found.dropFirst()).allSatisfy { !Self.precedes($1, $0) }
        return Array((isSorted ? found : found.sorted(by: Self.precedes)).prefix(limit))
    }

    /// Whether the limit is met by rows that are all newer than everything in a table.
    private func isMet(_ found: [StoredProbe], before rows: ProbeRows) throws -> Bool {
        guard found.count >= limit, let last = found.dropLast(found.count - limit).last else { return limit == 0 }
        guard let newest = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM \(rows.table)")) else {
            return true
        }
        return last.at.wholeSeconds >= (ProbeChunk.hour(ofID: newest) + 1) * rows.span
    }

    /// The newest first, and by name within a second.
    private static func precedes(_ a: StoredProbe, _ b: StoredProbe) -> Bool {
        a.at == b.at ? a.cluster < b.cluster : a.at > b.at
    }

    private func fetch(_ rows: ProbeRows) throws -> [StoredProbe] {
        guard limit > 0, !names.isEmpty, let units = try units(rows) else { return [] }
        return filter.clusters == nil ? try ofFleet(rows, units) : try ofClusters(rows, units)
    }

    /// The rows' times that are both wanted and there, as the ids count them.
    private func units(_ rows: ProbeRows) throws -> ClosedRange<Int64>? {
        let wanted = filter.range(of: Double(rows.span))
        guard
            let first = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(id) FROM \(rows.table)")),
            let last = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM \(rows.table)"))
        else { return nil }
        let lower = max(wanted.lowerBound, ProbeChunk.hour(ofID: first))
        let upper = min(wanted.upperBound - 1, ProbeChunk.hour(ofID: last))
        return lower <= upper ? lower...upper : nil
    }

    private func ofFleet(_ rows: ProbeRows, _ units: ClosedRange<Int64>) throws -> [StoredProbe] {
        var result: [StoredProbe] = []
        let lowest = ProbeChunk.id(hour: units.lowerBound, cluster: 0)
        var bound = ProbeChunk.id(hour: units.upperBound + 1, cluster: 0)
        while result.count < limit,
            let id = try Int64.fetchOne(db.cachedStatement(sql: rows.newestBelow), arguments: [bound, lowest])
        {
            let unit = ProbeChunk.hour(ofID: id)
            let ids = ProbeChunk.ids(ofHour: unit)
            let found = try db.rows(rows.ofUnit, [ids.lowerBound, ids.upperBound])
            let since = rows == .single ? newestSeconds(of: found, hour: unit, count: limit - result.count) : .min
            result += found.flatMap { wanted(rows, $0, since: since) }.sorted(by: Self.precedes)
            bound = ProbeChunk.id(hour: unit, cluster: 0)
        }
        return Array(result.prefix(limit))
    }

    private func ofClusters(_ rows: ProbeRows, _ units: ClosedRange<Int64>) throws -> [StoredProbe] {
        let found = try names.keys.map { cluster in
            var result: [StoredProbe] = []
            let bounds = [
                ProbeChunk.id(hour: units.upperBound, cluster: cluster),
                ProbeChunk.id(hour: units.lowerBound, cluster: cluster),
            ]
            let cursor = try Row.fetchCursor(
                db.cachedStatement(sql: rows.ofCluster), arguments: StatementArguments(bounds))
            while result.count < limit, let row = try cursor.next() {
                result += wanted(rows, row).sorted(by: Self.precedes)
            }
            return result
        }
        return found.count == 1
            ? Array(found[0].prefix(limit)) : Array(found.joined().sorted(by: Self.precedes).prefix(limit))
    }

    /// The second of an hour from which on there are at least `count` wanted probes of the fleet: a large fleet has a
    /// hundred thousand in an hour, and a few newest are wanted.
    private func newestSeconds(of rows: [Row], hour: Int64, count: Int) -> Int64 {
        guard count < 10_000 else { return .min }
        let until = filter.until.map { Int64(saturating: min($0.timeIntervalSince1970, 1e12).rounded(.up)) } ?? .max
        var perSecond = [Int](repeating: 0, count: 4096)
        for row in rows {
            ProbeChunk.forEach(row["data"]) { second, cause in
                if hour * 3600 + Int64(second) < until, causes?.contains(cause) ?? true { perSecond[second] += 1 }
            }
        }
        var total = 0
        for second in perSecond.indices.reversed() {
            total += perSecond[second]
            if total >= count { return hour * 3600 + Int64(second) }
        }
        return .min
    }

    private func wanted(_ rows: ProbeRows, _ row: Row, since earliest: Int64 = .min) -> [StoredProbe] {
        let id: Int64 = row["id"]
        guard let cluster = names[ProbeChunk.cluster(ofID: id)] else { return [] }
        let since = max(earliest, filter.since?.wholeSeconds ?? .min)
        let until = filter.until.map { Int64(saturating: min($0.timeIntervalSince1970, 1e12).rounded(.up)) } ?? .max
        return rows.decode(row["data"], id: id, cluster: cluster, codes: codes) { at, period, cause in
            at < until && at + period > since && causes?.contains(cause) ?? true
        }
    }
}
