extension Schema {
    /// Repairs: what was planned, what was begun and how it ended, and what holds them back. Clusters stand by name: a
    /// repair by hand may come before the first probe.
    static let version3 = planTables + limitTables

    private static let planTables = """
        -- json is a RepairPlan, which holds no secret. At most one plan of a cluster waits to be carried out.
        CREATE TABLE plans (
            id INTEGER PRIMARY KEY, hash TEXT NOT NULL, cluster TEXT NOT NULL, cause TEXT NOT NULL, incident INTEGER, \
        json TEXT NOT NULL,
            created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER NOT NULL, state TEXT NOT NULL,
            decided_at INTEGER, decided_by TEXT, reason TEXT, run TEXT) STRICT;
        CREATE INDEX plans_by_cluster ON plans(cluster, id);
        CREATE UNIQUE INDEX plans_pending ON plans(cluster) WHERE state IN ('proposed', 'approved');
        -- state is a RepairRunState: where another process takes the run up. At most one run is under way in a cluster.
        CREATE TABLE runs (
            id TEXT PRIMARY KEY, plan INTEGER NOT NULL REFERENCES plans(id), cluster TEXT NOT NULL, cause TEXT NOT \
        NULL, incident INTEGER,
            mode TEXT NOT NULL, wave INTEGER, actor TEXT NOT NULL, reason TEXT NOT NULL, undoes TEXT, state TEXT NOT \
        NULL,
            started_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT, summary TEXT) STRICT;
        CREATE INDEX runs_by_cluster ON runs(cluster, started_at);
        CREATE INDEX runs_by_time ON runs(started_at);
        CREATE UNIQUE INDEX runs_under_way ON runs(cluster) WHERE ended_at IS NULL;
        -- The documents before and after, under a key that is not in this file.
        CREATE TABLE sealed_documents (
            run TEXT PRIMARY KEY REFERENCES runs(id), key_id TEXT NOT NULL, box BLOB NOT NULL) STRICT;

        """

    private static let limitTables = """
        CREATE TABLE breaker (
            id INTEGER PRIMARY KEY CHECK (id = 1), opened_at INTEGER, reason TEXT, closed_at INTEGER, closed_by TEXT) \
        STRICT;
        CREATE TABLE freezes (
            id INTEGER PRIMARY KEY, clusters TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER, reason TEXT \
        NOT NULL,
            made_by TEXT NOT NULL, ended_at INTEGER, ended_by TEXT) STRICT;

        """
}
