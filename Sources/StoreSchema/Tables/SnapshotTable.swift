import Crypto
package import FoundationEssentials
package import GRDB

/// Table `snapshots`: configurations by the hash of their text.
package enum SnapshotTable {
    package static func hash(_ text: String) -> Data { Data(SHA256.hash(data: Data(text.utf8))) }

    /// Calls `body` with every stored text, one in memory at a time; with nil for one that cannot be decompressed any
    /// more.
    package static func forEach(_ db: Database, _ body: (Int64, String?) throws -> Void) throws {
        // Read beforehand: a row that is changed while a statement walks over the table may come twice.
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM snapshots ORDER BY id") {
            guard let row = try db.row("SELECT size, deflated FROM snapshots WHERE id = ?", [id]) else { continue }
            try body(id, try? DeflatedText(size: row["size"], bytes: row["deflated"]).text())
        }
    }

    /// Puts another text in the place of one. Where that text is stored already, its row stands for both, and the
    /// changes go over to it.
    package static func replace(_ id: Int64, by text: String, _ db: Database) throws {
        let hash = hash(text)
        if let other: Int64 = try db.row("SELECT id FROM snapshots WHERE content_hash = ? AND id <> ?", [hash, id])?[
            "id"]
        {
            try db.run("UPDATE config_changes SET snapshot = ? WHERE snapshot = ?", [other, id])
            try db.run("DELETE FROM snapshots WHERE id = ?", [id])
            return
        }
        let deflated = try DeflatedText(text)
        try db.run(
            "UPDATE snapshots SET content_hash = ?, size = ?, deflated = ? WHERE id = ?",
            [hash, deflated.size, deflated.bytes, id])
    }
}
