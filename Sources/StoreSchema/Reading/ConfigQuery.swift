import Fleet
import FoundationEssentials
package import GRDB

/// Changes of configurations, and the configurations themselves.
enum ConfigQuery {
    static let changes = """
        SELECT c.name, g.at, g.snapshot, g.resource_version, g.manager, g.written_at
        FROM clusters c CROSS JOIN config_changes g ON g.cluster = c.id
        WHERE (:clusters IS NULL OR c.name IN (SELECT value FROM json_each(:clusters)))
            AND g.at >= :since AND g.at < :until
        ORDER BY g.at DESC, g.id DESC LIMIT :limit
        """

    static let snapshots = """
        SELECT c.name, g.at, g.snapshot, g.resource_version, g.manager, g.written_at, s.size, s.deflated
        FROM clusters c JOIN config_changes g ON g.cluster = c.id JOIN snapshots s ON s.id = g.snapshot
        WHERE c.name = ? AND g.at <= ? ORDER BY g.at DESC, g.id DESC LIMIT ?
        """

    static func changes(_ filter: HistoryFilter, _ db: Database) throws -> [ConfigChange] {
        try db.rows(changes, filter.millisecondArguments()).map(ConfigChange.init)
    }

    static func snapshots(of cluster: ClusterID, at: Date?, limit: Int, _ db: Database) throws -> [ConfigSnapshot] {
        try db.rows(snapshots, [cluster.rawValue, at?.milliseconds ?? Int64.max, limit]).map { row in
            ConfigSnapshot(
                change: ConfigChange(row), text: try DeflatedText(size: row["size"], bytes: row["deflated"]).text())
        }
    }
}

extension ConfigChange {
    package init(_ row: Row) {
        self.init(
            cluster: ClusterID(row["name"]), at: Date(milliseconds: row["at"]), snapshot: row["snapshot"],
            resourceVersion: row["resource_version"], manager: row["manager"],
            writtenAt: row.date("written_at"))
    }
}
