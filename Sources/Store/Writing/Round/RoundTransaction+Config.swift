import Fleet
import FoundationEssentials
import GRDB
import StoreSchema

/// A configuration as it is stored: redacted, or what is kept of one that could not be read.
struct StoredConfig {
    let text: String
    let resourceVersion: String
    let lastWrite: ConfigWriter?

    /// nil where nothing was learned of it.
    init?(_ observation: Observation) {
        if let facts = observation.config.value {
            (text, resourceVersion, lastWrite) = (facts.redacted, facts.resourceVersion, facts.lastWrite)
        } else if let unreadable = observation.unreadable {
            (text, resourceVersion, lastWrite) = (unreadable.text, unreadable.resourceVersion, unreadable.lastWrite)
        } else {
            return nil
        }
    }
}

extension RoundTransaction {
    /// Adds a row only where the content differs from what the cluster had before.
    func storeConfig(_ config: StoredConfig, at: Date, _ cluster: Int64) throws {
        let snapshot = try storeSnapshot(config.text)
        let last = try db.row(
            "SELECT snapshot FROM config_changes WHERE cluster = ? ORDER BY at DESC, id DESC LIMIT 1", [cluster])
        guard last?["snapshot"] != snapshot else { return }
        try db.run(
            """
            INSERT INTO config_changes(cluster, at, snapshot, resource_version, manager, written_at) VALUES (?, ?, ?, \
            ?, ?, ?)
            """,
            [
                cluster, at.milliseconds, snapshot, config.resourceVersion, config.lastWrite?.manager,
                config.lastWrite?.time.milliseconds,
            ])
    }

    /// The id of a text that has no secret in it; a text that is stored already is not stored again.
    private func storeSnapshot(_ redacted: String) throws -> Int64 {
        let hash = SnapshotTable.hash(redacted)
        if let stored: Int64 = try db.row("SELECT id FROM snapshots WHERE content_hash = ?", [hash])?["id"] {
            return stored
        }
        let deflated = try DeflatedText(redacted)
        try db.run(
            "INSERT INTO snapshots(content_hash, size, deflated) VALUES (?, ?, ?)",
            [hash, deflated.size, deflated.bytes])
        return db.lastInsertedRowID
    }
}
