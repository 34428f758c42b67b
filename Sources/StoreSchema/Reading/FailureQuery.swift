package import Fleet
import FoundationEssentials
package import GRDB

/// Failed authentications, wherever they stand: the last hours one by one, older ones packed by the day and the block.
package struct FailureQuery {
    /// One count.
    package struct Entry {
        let cluster: Int64
        let cause: Int64
        /// The beginning of its period, seconds since 1970.
        let at: Int64
        /// Seconds.
        let period: Int64
        let count: Int
        let peak: Int
    }

    /// The clusters lead, so that each is a range of the primary key.
    package static let single = """
        SELECT f.cluster, f.minute, f.cause, f.count FROM clusters c CROSS JOIN failures f ON f.cluster = c.id
        WHERE f.minute >= ? AND f.minute < ?
        """

    package static func ofUnit(_ level: FailureLevel) -> String {
        "SELECT id, data FROM \(level.table) WHERE id BETWEEN ? AND ? ORDER BY id DESC"
    }

    /// The rows of one cluster, the newest first, each looked up by its id.
    package static func ofCluster(_ level: FailureLevel) -> String {
        """
        WITH RECURSIVE wanted(id) AS (SELECT ? UNION ALL SELECT id - \(ProbeChunk.clusterMask + 1) FROM wanted WHERE \
        id > ?)
        SELECT f.id, f.data FROM wanted CROSS JOIN \(level.table) f ON f.id = wanted.id
        """
    }

    package let names: [Int64: ClusterID]
    package let codes: CauseCodes
    private let filter: HistoryFilter
    private let db: Database
    private let causes: Set<Int64>?

    package init(_ filter: HistoryFilter, _ db: Database) throws {
        self.filter = filter
        self.db = db
        let codes = try CauseCodes(db)
        self.codes = codes
        let named = try db.rows("SELECT id, name FROM clusters").map {
            (key: $0["id"] as Int64, value: ClusterID($0["name"]))
        }
        names = Dictionary(uniqueKeysWithValues: named.filter { filter.admits($0.value) })
        causes = filter.causes.map { Set($0.compactMap { FailureCause(rawValue: $0).flatMap { codes[$0] } }) }
    }

    /// Every count that the filter wants, newest tables first and within a table the newest rows first.
    ///
    /// - Parameter goesOn: asked before each row with the moment that no later one of this table reaches; false passes
    ///   over the rest of it.
    package func read(goesOn: (_ before: Int64) -> Bool = { _ in true }, _ use: (Entry) -> Void) throws {
        let minutes = filter.range(of: 60)
        for row in try db.rows(Self.single, [minutes.lowerBound, minutes.upperBound]) {
            let entry = Entry(
                cluster: row["cluster"], cause: row["cause"], at: (row["minute"] as Int64) * 60, period: 60,
                count: row["count"], peak: row["count"])
            if names[entry.cluster] != nil, causes?.contains(entry.cause) ?? true { use(entry) }
        }
        for level in FailureLevel.allCases { try packed(level, goesOn, use) }
    }

    private func packed(_ level: FailureLevel, _ goesOn: (Int64) -> Bool, _ use: (Entry) -> Void) throws {
        let periods = filter.range(of: Double(level.period))
        guard
            let first = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(id) FROM \(level.table)")),
            let last = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM \(level.table)"))
        else { return }
        let slots = level.span / level.period
        let lower = max(periods.lowerBound / slots, ProbeChunk.hour(ofID: first))
        let upper = min((periods.upperBound - 1) / slots, ProbeChunk.hour(ofID: last))
        guard lower <= upper else { return }
        func each(_ rows: RowCursor) throws {
            while let row = try rows.next() {
                let id: Int64 = row["id"]
                let begin = level.second(id: id, slot: 0)
                guard goesOn(begin + level.span) else { return }
                let cluster = ProbeChunk.cluster(ofID: id)
                guard names[cluster] != nil else { continue }
                FailureRow.forEach(row["data"]) { failure in
                    let at = begin + Int64(failure.slot) * level.period
                    guard periods.contains(at / level.period), causes?.contains(failure.cause) ?? true else { return }
                    use(
                        Entry(
                            cluster: cluster, cause: failure.cause, at: at, period: level.period, count: failure.count,
                            peak: failure.peak))
                }
            }
        }
        if filter.clusters == nil {
            let ids: StatementArguments = [
                ProbeChunk.id(hour: lower, cluster: 0), ProbeChunk.id(hour: upper, cluster: ProbeChunk.clusterMask),
            ]
            return try each(Row.fetchCursor(db.cachedStatement(sql: Self.ofUnit(level)), arguments: ids))
        }
        for cluster in names.keys {
            let ids: StatementArguments = [
                ProbeChunk.id(hour: upper, cluster: cluster), ProbeChunk.id(hour: lower, cluster: cluster),
            ]
            try each(Row.fetchCursor(db.cachedStatement(sql: Self.ofCluster(level)), arguments: ids))
        }
    }

    /// The newest first, by name and cause within a period; as many as the filter allows.
    package static func all(_ filter: HistoryFilter, _ db: Database) throws -> [StoredFailures] {
        let query = try FailureQuery(filter, db)
        let limit = filter.limit ?? .max
        guard limit > 0 else { return [] }
        var newest = NewestFailures(limit: limit)
        try query.read(goesOn: { newest.wantsAny(before: $0) }, { newest.add($0) })
        return newest.sorted.map { entry in
            StoredFailures(
                cluster: query.names[entry.cluster] ?? ClusterID(""), minute: Date(wholeSeconds: entry.at),
                cause: query.codes.failureCause(entry.cause),
                count: entry.count, period: Int(entry.period), peak: entry.peak)
        }.sorted { $0.minute == $1.minute ? ($0.cluster, $0.cause) < ($1.cluster, $1.cause) : $0.minute > $1.minute }
            .prefix(limit).map(\.self)
    }
}

/// The newest of many counts, without keeping all of them.
private struct NewestFailures {
    let limit: Int
    private var entries: [FailureQuery.Entry] = []
    /// No entry that began before is wanted any more.
    private var cutoff = Int64.min

    init(limit: Int) { self.limit = limit }

    func wantsAny(before end: Int64) -> Bool { end > cutoff }

    mutating func add(_ entry: FailureQuery.Entry) {
        guard entry.at >= cutoff else { return }
        entries.append(entry)
        // Sorting now and then costs less than keeping the order; equal times stay, since names decide among them.
        if limit < .max / 4, entries.count >= 4 * limit + 1000 { trim() }
    }

    private mutating func trim() {
        entries.sort { $0.at > $1.at }
        cutoff = entries[limit - 1].at
        entries.removeAll { $0.at < cutoff }
    }

    var sorted: [FailureQuery.Entry] {
        var copy = self
        if copy.entries.count > limit { copy.trim() }
        return copy.entries
    }
}
