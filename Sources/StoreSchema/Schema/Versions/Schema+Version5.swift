extension Schema {
    /// What a repair asks before a restart.
    static let version5 = """
        -- The last document that a process of the cluster came up with; frame is ConfigFacts.frame. By name and uid: \
        a repair by hand may know the
        -- cluster before an agent has watched it, and a context may come to lead elsewhere.
        CREATE TABLE started_documents (
            cluster TEXT PRIMARY KEY, uid TEXT NOT NULL, frame TEXT NOT NULL, version TEXT, resource_version TEXT NOT \
        NULL, at INTEGER NOT NULL)
            WITHOUT ROWID, STRICT;

        """
}
