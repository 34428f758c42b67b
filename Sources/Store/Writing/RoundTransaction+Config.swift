import Crypto
import Fleet
import FoundationEssentials
import GRDB

extension RoundTransaction {
    /// Adds a row only where the content differs from what the cluster had before.
    func storeConfig(_ config: ConfigFacts, at: Date, _ cluster: Int64) throws {
        let snapshot = try storeSnapshot(config.redacted)
        let last = try db.row("SELECT snapshot FROM config_changes WHERE cluster = ? ORDER BY at DESC, id DESC LIMIT 1", [cluster])
        guard last?["snapshot"] != snapshot else { return }
        try db.run(
            "INSERT INTO config_changes(cluster, at, snapshot, resource_version, manager, written_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                cluster, at.milliseconds, snapshot, config.resourceVersion, config.lastWrite?.manager, config.lastWrite?.time.milliseconds,
            ])
    }

    /// The id of a text that has no secret in it; a text that is stored already is not stored again.
    private func storeSnapshot(_ redacted: String) throws -> Int64 {
        let hash = Data(SHA256.hash(data: Data(redacted.utf8)))
        if let stored: Int64 = try db.row("SELECT id FROM snapshots WHERE content_hash = ?", [hash])?["id"] { return stored }
        let deflated = try DeflatedText(redacted)
        try db.run("INSERT INTO snapshots(content_hash, size, deflated) VALUES (?, ?, ?)", [hash, deflated.size, deflated.bytes])
        return db.lastInsertedRowID
    }
}
