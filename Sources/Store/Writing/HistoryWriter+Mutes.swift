package import Fleet
package import FoundationEssentials
import GRDB
import StoreSchema

/// Findings that somebody mutes. Each call is one transaction with its row of the journal.
extension HistoryWriter {
    /// - Returns: the mute with its number.
    package func addMute(_ mute: Mute) async throws -> Mute {
        try await journaled { db in
            try db.run(
                "INSERT INTO mutes(cause, clusters, from_at, until_at, reason, made_by) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    mute.cause.rawValue, try encoded(mute.clusters), mute.from.milliseconds, mute.until.milliseconds,
                    mute.reason, mute.by,
                ])
            let id = db.lastInsertedRowID
            let what = "\(mute.cause.rawValue), \(mute.clusters.text), until \(mute.until.rfc3339): \(mute.reason)"
            try note("mute-\(id)", "mute", by: mute.by, at: mute.from, what, db)
            return try muteRow(id, db)
        }
    }

    /// - Throws: `refused` where there is none of that number, or it has ended.
    package func endMute(_ id: Int64, by: String, reason: String, at: Date) async throws -> Mute {
        try await journaled { db in
            try db.run(
                "UPDATE mutes SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL AND until_at > ?",
                [at.milliseconds, printable(by, limit: Self.signature), id, at.milliseconds])
            guard db.changesCount == 1 else { throw refused("there is no mute/\(id) that is still on") }
            try note("mute-\(id)", "unmute", by: by, at: at, "ended: \(reason)", db)
            return try muteRow(id, db)
        }
    }

    private func muteRow(_ id: Int64, _ db: Database) throws -> Mute {
        guard let mute = try MuteQuery.one(id, db) else {
            throw refused("mute/\(id) is of a cause that this program does not know")
        }
        return mute
    }
}
