package import Fleet
import FoundationEssentials
package import GRDB

/// Of each cluster the last document that a process is known to have come up with.
package enum StartedDocumentTable {
    package static func store(_ started: StartedDocument, of cluster: ClusterID, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO started_documents(cluster, uid, frame, version, resource_version, at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT(cluster) DO UPDATE SET uid = excluded.uid, frame = excluded.frame, version = excluded.version,
                resource_version = excluded.resource_version, at = excluded.at
            WHERE uid <> excluded.uid OR frame <> excluded.frame OR version IS NOT excluded.version
            """,
            [
                cluster.rawValue, started.uid, started.frame.hex, started.version?.description, started.resourceVersion,
                started.at.milliseconds,
            ])
    }

    package static func last(of cluster: ClusterID, _ db: Database) throws -> StartedDocument? {
        try db.row("SELECT * FROM started_documents WHERE cluster = ?", [cluster.rawValue]).map { row in
            StartedDocument(
                uid: row["uid"], frame: Fingerprint(hex: row["frame"]),
                version: (row["version"] as String?).flatMap { KubeSphereVersion($0) },
                resourceVersion: row["resource_version"], at: Date(milliseconds: row["at"]))
        }
    }
}
