extension Schema {
    /// Findings that somebody muted, and plans that ask for nobody's approval.
    static let version6 = """
        -- clusters is a ClusterSelector. A mute always has an end.
        CREATE TABLE mutes (
            id INTEGER PRIMARY KEY, cause TEXT NOT NULL, clusters TEXT NOT NULL, from_at INTEGER NOT NULL, until_at \
        INTEGER NOT NULL,
            reason TEXT NOT NULL, made_by TEXT NOT NULL, ended_at INTEGER, ended_by TEXT) STRICT;
        -- 0 for a plan that somebody only had made to look at it. Of an earlier version nobody knows: they asked.
        ALTER TABLE plans ADD COLUMN asks INTEGER NOT NULL DEFAULT 1;

        """
}
