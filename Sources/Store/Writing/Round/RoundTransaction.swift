import Fleet
import FoundationEssentials
import GRDB
import StoreSchema

/// The writes of one round, inside its transaction.
struct RoundTransaction {
    let db: Database
    let codes: CauseCodes
    let rules: IncidentRules

    func record(_ record: ProbeRecord) throws -> [IncidentEvent] {
        let cluster = try storeCluster(record)
        try storeProbe(record, cluster)
        try storeDiagnosis(record, cluster)
        if let config = StoredConfig(record.observation) { try storeConfig(config, at: record.observation.at, cluster) }
        if let started = record.observation.startedDocument {
            try StartedDocumentTable.store(started, of: record.observation.cluster, db)
        }
        if let logs = record.observation.logs.value { try storeLogs(logs, subtracted: record.subtracted, cluster) }
        try settle(record.settled)
        try add(record.sentTokens, cluster)
        return try advanceIncidents(record, cluster)
    }

    private func storeCluster(_ record: ProbeRecord) throws -> Int64 {
        let observation = record.observation
        let answered = observation.identity.value == nil ? nil : observation.at.milliseconds
        let row = try db.row(
            """
            INSERT INTO clusters(name, uid, role, version, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT(name) DO UPDATE SET uid = ifnull(excluded.uid, uid), role = ifnull(excluded.role, role),
                version = ifnull(excluded.version, version), last_seen = ifnull(excluded.last_seen, last_seen)
            RETURNING id
            """,
            [
                observation.cluster.rawValue, observation.identity.value, record.role?.rawValue,
                record.version?.description,
                observation.at.milliseconds, answered,
            ])
        guard let id: Int64 = row?["id"], id <= ProbeChunk.clusterMask else {
            throw DatabaseError(resultCode: .SQLITE_FULL, message: "more than \(ProbeChunk.clusterMask) clusters")
        }
        return id
    }

    func storeProbe(_ record: ProbeRecord, _ cluster: Int64) throws {
        let probe = PackedProbe(
            at: record.observation.at.wholeSeconds, health: record.diagnosis.health,
            cause: record.diagnosis.primary.flatMap { codes[$0.cause] } ?? 0,
            elapsed: milliseconds(record.observation.elapsed))
        let id = ProbeChunk.id(hour: ProbeChunk.hour(of: probe.at), cluster: cluster)
        let stored: Data? = try db.row("SELECT data FROM probes WHERE id = ?", [id])?["data"]
        try db.run("INSERT OR REPLACE INTO probes(id, data) VALUES (?, ?)", [id, (stored ?? Data()) + probe.bytes])
        try storeLatest(probe, at: record.observation.at, cluster)
    }

    /// A probe that ended late does not overwrite a later one's state.
    private func storeLatest(_ probe: PackedProbe, at: Date, _ cluster: Int64) throws {
        try db.run(
            """
            INSERT INTO latest(cluster, at, health, cause, since, elapsed_ms) VALUES (:cluster, :at, :health, :cause, \
            :at, :elapsed)
            ON CONFLICT(cluster) DO UPDATE SET at = excluded.at, elapsed_ms = excluded.elapsed_ms,
                since = CASE WHEN health = excluded.health AND cause IS excluded.cause THEN since ELSE excluded.at END,
                health = excluded.health, cause = excluded.cause
            WHERE excluded.at >= latest.at
            """,
            [
                "cluster": cluster, "at": at.milliseconds, "health": Int64(probe.health.stored),
                "cause": probe.cause == 0 ? nil : probe.cause, "elapsed": probe.elapsed,
            ])
    }

    private func storeDiagnosis(_ record: ProbeRecord, _ cluster: Int64) throws {
        let json = String(decoding: try JSONEncoder().encode(record.diagnosis), as: UTF8.self)
        try db.run(
            """
            INSERT INTO findings(cluster, at, json) VALUES (?, ?, ?)
            ON CONFLICT(cluster) DO UPDATE SET at = excluded.at, json = excluded.json WHERE excluded.at >= findings.at
            """, [cluster, record.observation.at.milliseconds, json])
    }

    private func milliseconds(_ seconds: Double) -> Int {
        seconds > 0 ? Int(saturating: min(seconds * 1000, 1e9).rounded()) : 0
    }
}
