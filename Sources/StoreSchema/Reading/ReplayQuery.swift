import Fleet
package import FoundationEssentials
import GRDB

/// The probes of a stretch of time from the oldest on, thinned where nothing happened: of an hour in which a cluster
/// was well throughout, one probe in ten minutes stands for all.
enum ReplayQuery {
    private static let grain: Int64 = 600

    static func fold<Result>(
        _ since: Date, _ until: Date, into initial: Result, _ body: (inout Result, [StoredProbe]) throws -> Void,
        _ db: Database
    ) throws -> Result {
        var result = initial
        let codes = try CauseCodes(db)
        let rows = try db.rows("SELECT id, name FROM clusters")
        let names = Dictionary(uniqueKeysWithValues: rows.map { ($0["id"] as Int64, ClusterID($0["name"])) })
        let seconds = since.wholeSeconds..<max(since.wholeSeconds, until.wholeSeconds)
        let first = ProbeChunk.id(hour: ProbeChunk.hour(of: seconds.lowerBound), cluster: 0)
        let last = ProbeChunk.id(hour: ProbeChunk.hour(of: seconds.upperBound) + 1, cluster: 0)
        let chunks = try Row.fetchCursor(
            db, sql: "SELECT id, data FROM probes WHERE id >= ? AND id < ? ORDER BY id", arguments: [first, last])
        var hour: Int64?
        var probes: [StoredProbe] = []
        while let row = try chunks.next() {
            let id: Int64 = row["id"]
            if hour != ProbeChunk.hour(ofID: id) {
                if !probes.isEmpty { try body(&result, sorted(probes)) }
                probes = []
                hour = ProbeChunk.hour(ofID: id)
            }
            guard let cluster = names[ProbeChunk.cluster(ofID: id)] else { continue }
            for probe in thinned(ProbeChunk.decode(row["data"], hour: ProbeChunk.hour(ofID: id)))
            where seconds.contains(probe.at) {
                probes.append(
                    StoredProbe(
                        cluster: cluster, at: Date(wholeSeconds: probe.at), health: probe.health,
                        cause: codes.cause(probe.cause),
                        elapsed: Double(probe.elapsed) / 1000))
            }
        }
        if !probes.isEmpty { try body(&result, sorted(probes)) }
        return result
    }

    /// The time before which single probes are no longer kept, but only what they were rolled up to; nil where nothing
    /// was rolled up yet.
    static func rolledUpBefore(_ db: Database) throws -> Date? {
        let isRolledUp =
            try Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM probe_hours) OR EXISTS(SELECT 1 FROM probe_days)")
            ?? false
        guard isRolledUp else { return nil }
        guard let first = try Int64.fetchOne(db, sql: "SELECT min(id) FROM probes") else { return .distantFuture }
        return Date(wholeSeconds: ProbeChunk.hour(ofID: first) * 3600)
    }

    private static func thinned(_ probes: [PackedProbe]) -> [PackedProbe] {
        guard probes.allSatisfy({ $0.health == .healthy }) else { return probes }
        var next = Int64.min
        return probes.filter { probe in
            guard probe.at >= next else { return false }
            next = probe.at + grain
            return true
        }
    }

    private static func sorted(_ probes: [StoredProbe]) -> [StoredProbe] {
        probes.sorted { $0.at == $1.at ? $0.cluster < $1.cluster : $0.at < $1.at }
    }
}

extension HistoryReader {
    /// Folds the probes from `since` up to, and without, `until`: an hour at a time, each sorted by time, in one state
    /// of the history.
    package func foldProbes<Result: Sendable>(
        since: Date, until: Date, into initial: Result,
        _ body: @escaping @Sendable (inout Result, [StoredProbe]) throws -> Void
    ) async throws -> Result {
        try await read { try ReplayQuery.fold(since, until, into: initial, body, $0) }
    }

    /// The time from which on single probes are kept; nil where all are.
    package func probesRolledUpBefore() async throws -> Date? { try await read { try ReplayQuery.rolledUpBefore($0) } }
}
