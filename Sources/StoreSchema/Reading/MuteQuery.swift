package import Fleet
import FoundationEssentials
package import GRDB

/// What was muted. One that somebody has ended holds until then.
package enum MuteQuery {
    package static func all(_ db: Database) throws -> [Mute] {
        try db.rows("SELECT * FROM mutes ORDER BY id").compactMap(mute)
    }

    package static func one(_ id: Int64, _ db: Database) throws -> Mute? {
        try db.row("SELECT * FROM mutes WHERE id = ?", [id]).flatMap(mute)
    }

    /// nil of a cause that a later program knows: it mutes nothing here.
    private static func mute(_ row: Row) throws -> Mute? {
        guard let cause = Cause(rawValue: row["cause"]) else { return nil }
        let ended = row["ended_at"] as Int64?
        return Mute(
            id: row["id"], cause: cause, clusters: try decoded(row["clusters"]),
            from: Date(milliseconds: row["from_at"]),
            until: Date(milliseconds: min(row["until_at"] as Int64, ended ?? .max)), reason: row["reason"],
            by: row["made_by"])
    }
}

extension HistoryReader {
    /// All mutes, those that are over as well, the oldest first.
    package func mutes() async throws -> [Mute] { try await read { try MuteQuery.all($0) } }
}
