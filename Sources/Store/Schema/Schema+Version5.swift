extension Schema {
    /// What a repair asks before a restart.
    static let version5 = """
        -- The last document that a process of the cluster came up with; frame is ConfigFacts.frame.
        CREATE TABLE started_documents (
            cluster INTEGER PRIMARY KEY REFERENCES clusters(id), frame TEXT NOT NULL, version TEXT, resource_version TEXT NOT NULL,
            at INTEGER NOT NULL) STRICT;

        """
}
