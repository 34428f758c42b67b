extension Schema {
    static let version1 = clusterTables + incidentTables + logTables + journalTables

    /// Times are milliseconds since 1970 unless a column says otherwise. Texts that repeat stand once, behind an
    /// integer. STRICT, so that a column read as an integer is one even in a file that somebody edited.
    private static let clusterTables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
        CREATE TABLE causes (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE clusters (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, uid TEXT, role TEXT, version TEXT,
            first_seen INTEGER NOT NULL, last_seen INTEGER) STRICT;
        CREATE TABLE latest (
            cluster INTEGER PRIMARY KEY REFERENCES clusters(id), at INTEGER NOT NULL, health INTEGER NOT NULL,
            cause INTEGER REFERENCES causes(id), since INTEGER NOT NULL, elapsed_ms INTEGER NOT NULL) STRICT;
        -- One row for each cluster and hour: id = hour << 20 | cluster, data = 5 bytes a probe (ProbeChunk).
        CREATE TABLE probes (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
        CREATE TABLE findings (cluster INTEGER PRIMARY KEY REFERENCES clusters(id), at INTEGER NOT NULL, json TEXT NOT \
        NULL) STRICT;
        CREATE TABLE snapshots (id INTEGER PRIMARY KEY, content_hash BLOB NOT NULL UNIQUE, text TEXT NOT NULL) STRICT;
        CREATE TABLE config_changes (
            id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL REFERENCES clusters(id), at INTEGER NOT NULL,
            snapshot INTEGER NOT NULL REFERENCES snapshots(id), resource_version TEXT NOT NULL, manager TEXT, \
        written_at INTEGER) STRICT;
        CREATE INDEX config_changes_by_cluster ON config_changes(cluster, at);
        CREATE INDEX config_changes_by_snapshot ON config_changes(snapshot);

        """

    private static let incidentTables = """
        CREATE TABLE incidents (
            id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL REFERENCES clusters(id), cause INTEGER NOT NULL \
        REFERENCES causes(id),
            opened_at INTEGER NOT NULL, closed_at INTEGER, reopened INTEGER NOT NULL DEFAULT 0, acked_at INTEGER, \
        acked_by TEXT) STRICT;
        CREATE INDEX incidents_by_cluster ON incidents(cluster, cause, opened_at);
        -- At most one open incident of a cause in a cluster, and the list of open ones without a scan.
        CREATE UNIQUE INDEX incidents_open ON incidents(cluster, cause) WHERE closed_at IS NULL;
        CREATE TABLE trackers (
            cluster INTEGER NOT NULL REFERENCES clusters(id), cause INTEGER NOT NULL REFERENCES causes(id), failures \
        INTEGER NOT NULL,
            successes INTEGER NOT NULL, is_open INTEGER NOT NULL, failing_since INTEGER,
            PRIMARY KEY (cluster, cause)) WITHOUT ROWID, STRICT;

        """

    private static let logTables = """
        CREATE TABLE failures (
            cluster INTEGER NOT NULL REFERENCES clusters(id), minute INTEGER NOT NULL, cause INTEGER NOT NULL \
        REFERENCES causes(id),
            count INTEGER NOT NULL, PRIMARY KEY (cluster, minute, cause)) WITHOUT ROWID, STRICT;
        CREATE TABLE log_cursors (
            cluster INTEGER NOT NULL REFERENCES clusters(id), pod_uid TEXT NOT NULL, restarts INTEGER NOT NULL,
            timestamp TEXT NOT NULL, PRIMARY KEY (cluster, pod_uid)) WITHOUT ROWID, STRICT;
        CREATE TABLE own_failures (
            cluster INTEGER NOT NULL REFERENCES clusters(id), cause INTEGER NOT NULL REFERENCES causes(id),
            count INTEGER NOT NULL, PRIMARY KEY (cluster, cause)) WITHOUT ROWID, STRICT;

        """

    /// REPLACE deletes without firing delete triggers (SQLite: unless recursive_triggers is on), hence the one on
    /// INSERT.
    private static let journalTables = """
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY, run TEXT NOT NULL, cluster TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
            step TEXT NOT NULL, phase TEXT NOT NULL, detail TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT \
        NULL) STRICT;
        CREATE INDEX journal_by_cluster ON journal(cluster);
        CREATE INDEX journal_by_run ON journal(run);
        CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_keeps_content BEFORE UPDATE ON journal
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER journal_grows_at_its_end BEFORE INSERT ON journal
            WHEN new.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM journal)
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
        """
}
