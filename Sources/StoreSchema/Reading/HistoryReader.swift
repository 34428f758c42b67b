package import Fleet
package import FoundationEssentials
package import GRDB

/// The reading side of the history: works while agentd runs, while it is down, and without the right to write.
///
/// Each call reads one state of the database, off the cooperative pool, and throws `StoreError`, or `CancellationError`
/// when its task is cancelled. Lists come newest first.
package struct HistoryReader: Sendable {
    /// The path of the database.
    package let file: String
    private let queue: DatabaseQueue

    /// Opens an existing history. Blocking, for a few milliseconds.
    ///
    /// - Throws: `missing-file`, `older-schema`, `newer-schema`, `not-a-database`, `corrupt`, `permission-denied`,
    ///   `read-only`, …
    package static func open(path: String) throws(StoreError) -> HistoryReader {
        guard !isAbsent(path) else {
            throw StoreError(.missingFile, StoreError.Code.missingFile.advice(for: path), file: path)
        }
        return try withStoreErrors(file: path) {
            let queue = try Connection.reading(path)
            let version = try queue.read { try Schema.check($0, file: path) }
            guard version == Schema.current else {
                throw StoreError(
                    .olderSchema,
                    """
                    \(path) has schema \(version), this program reads \(Schema.current). Start this version's agentd \
                    once: it migrates.
                    """,
                    file: path)
            }
            return HistoryReader(file: path, queue: queue)
        }
    }

    /// SQLite says of a file that is not there, in a folder where it may not make one, that it cannot be written.
    private static func isAbsent(_ path: String) -> Bool {
        let files = FileManager.default
        return !files.fileExists(atPath: path) && files.isExecutableFile(atPath: directory(of: path))
    }

    /// Where each cluster stands, by name. A cluster that was never probed is not in it.
    ///
    /// - Parameter now: The end of the hour whose failures are counted.
    package func status(now: Date) async throws -> [ClusterStatus] {
        try await read { try StatusQuery.all($0, now: now) }
    }

    package func probes(_ filter: HistoryFilter) async throws -> [StoredProbe] {
        try await read { try ProbeQuery.all(filter, $0) }
    }

    package func failures(_ filter: HistoryFilter) async throws -> [StoredFailures] {
        try await read { try FailureQuery.all(filter, $0) }
    }

    package func configChanges(_ filter: HistoryFilter) async throws -> [ConfigChange] {
        try await read { try ConfigQuery.changes(filter, $0) }
    }

    /// The last document with which a process of the cluster is known to have come up.
    package func startedDocument(of cluster: ClusterID) async throws -> StartedDocument? {
        try await read { try StartedDocumentTable.last(of: cluster, $0) }
    }

    /// The incidents that were open at any time between the filter's `since` and `until`.
    package func incidents(_ filter: HistoryFilter) async throws -> [IncidentRecord] {
        try await read { try IncidentQuery.all(filter, $0) }
    }

    /// How many incidents are open now, by cause.
    package func openIncidents() async throws -> [Cause: Int] {
        try await read { Dictionary(try IncidentQuery.open($0).map { ($0.incident.cause, 1) }, uniquingKeysWith: +) }
    }

    /// One incident; nil where there is none of that number.
    package func incident(_ id: Int64) async throws -> IncidentRecord? {
        try await read { try IncidentQuery.one(id, $0) }
    }

    /// - Parameter run: Only the rows of one run.
    package func journal(_ filter: HistoryFilter, run: String? = nil) async throws -> [JournalRow] {
        try await read { try JournalQuery.all(filter, run: run, $0) }
    }

    /// The configuration that a cluster had at a time, or has now; nil where none was seen by then.
    package func snapshot(of cluster: ClusterID, at: Date? = nil) async throws -> ConfigSnapshot? {
        try await read { try ConfigQuery.snapshots(of: cluster, at: at, limit: 1, $0).first }
    }

    /// The last configurations of a cluster, two unless told otherwise: what `diff` compares.
    package func lastSnapshots(of cluster: ClusterID, limit: Int = 2) async throws -> [ConfigSnapshot] {
        try await read { try ConfigQuery.snapshots(of: cluster, at: nil, limit: limit, $0) }
    }

    /// What the reading of every cluster's logs goes on from.
    package func logResumptions() async throws -> [ClusterID: LogResumption] {
        try await read { try LogQuery.resumptions($0) }
    }

    /// Computes the journal's chain of hashes again.
    package func verifyJournal() async throws -> JournalVerification { try await read(JournalTable.verify) }

    /// SQLite's own checks of the file. Reads all of it.
    package func check() async throws -> StoreCheck {
        do {
            return try await read { try Inspection.check($0, file: file) }
        } catch let error as StoreError where error.code == .corrupt {
            return StoreCheck(problems: [error.message], size: StoreSize.of(file))
        }
    }

    /// A random id of this installation, made with the file.
    package func installation() async throws -> String? {
        try await read { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'installation'") }
    }

    /// What is in the file, and how much of it. Counts rows, so it reads much of it.
    package func info() async throws -> StoreInfo { try await read { try Inspection.info($0, file: file) } }

    package func read<Result: Sendable>(_ body: @Sendable (Database) throws -> Result) async throws -> Result {
        try await withStoreErrors(file: file) { try await queue.read(body) }
    }
}
