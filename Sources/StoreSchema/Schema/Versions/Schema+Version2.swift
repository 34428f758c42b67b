extension Schema {
    /// Compressed snapshots, roll-ups of probes and failures, and what the notes of our own tokens need.
    static let version2 = compressedSnapshots + rollUps + sentTokens

    /// The changes go over first, so that no row ever names a snapshot that is gone. `ALTER TABLE … RENAME` takes the
    /// references along.
    private static let compressedSnapshots = """
        CREATE TABLE snapshots_2 (
            id INTEGER PRIMARY KEY, content_hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL, deflated BLOB NOT NULL) \
        STRICT;
        INSERT INTO snapshots_2(id, content_hash, size, deflated)
            SELECT id, content_hash, length(CAST(text AS BLOB)), deflate(text) FROM snapshots;
        CREATE TABLE config_changes_2 (
            id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL REFERENCES clusters(id), at INTEGER NOT NULL,
            snapshot INTEGER NOT NULL REFERENCES snapshots_2(id), resource_version TEXT NOT NULL, manager TEXT, \
        written_at INTEGER) STRICT;
        INSERT INTO config_changes_2(id, cluster, at, snapshot, resource_version, manager, written_at)
            SELECT id, cluster, at, snapshot, resource_version, manager, written_at FROM config_changes;
        DROP TABLE config_changes;
        DROP TABLE snapshots;
        ALTER TABLE snapshots_2 RENAME TO snapshots;
        ALTER TABLE config_changes_2 RENAME TO config_changes;
        CREATE INDEX config_changes_by_cluster ON config_changes(cluster, at);
        CREATE INDEX config_changes_by_snapshot ON config_changes(snapshot);

        """

    private static let rollUps = """
        -- A cluster's hours of one day: id = day << 20 | cluster, data = RolledUpProbes by hour of the day.
        CREATE TABLE probe_hours (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
        -- A cluster's days in a block of 32: id = block << 20 | cluster, data = RolledUpProbes by day of the block.
        CREATE TABLE probe_days (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
        -- A cluster's failures of one day by the minute and by the hour (id = day << 20 | cluster), and of a block of \
        32 days by the day
        -- (id = block << 20 | cluster); data = PackedFailure by slot and cause. Table failures keeps the last hours, \
        as rounds add to them.
        CREATE TABLE failure_minutes (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
        CREATE TABLE failure_hours (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
        CREATE TABLE failure_days (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

        """

    private static let sentTokens = """
        -- Rounds whose own failures are in this database, by their number in the folder of
        -- their notes (SentTokenFolder).
        CREATE TABLE recorded_rounds (sequence INTEGER PRIMARY KEY) STRICT;
        -- Tokens that a killed round sent and never learned the answer to: nanoseconds of the log between which a \
        failure is its own.
        CREATE TABLE own_claims (
            id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL REFERENCES clusters(id), after INTEGER NOT NULL, until \
        INTEGER NOT NULL,
            cause INTEGER REFERENCES causes(id)) STRICT;
        CREATE INDEX own_claims_by_cluster ON own_claims(cluster);
        """
}
