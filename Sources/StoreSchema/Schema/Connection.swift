import Fleet
import FoundationEssentials
package import GRDB

/// The ways to open the file.
package enum Connection {
    package enum Synchronous: String {
        case normal = "NORMAL"
        case full = "FULL"
    }

    /// A connection that writes. In WAL mode NORMAL may lose the last commits to a power cut, never the database; FULL
    /// loses none.
    package static func writing(_ file: String, synchronous: Synchronous) throws -> DatabaseQueue {
        try writing(
            file, label: "\(synchronous)",
            pragmas: "PRAGMA synchronous = \(synchronous.rawValue); PRAGMA journal_size_limit = 67108864")
    }

    /// A connection for the steps of a retention: no commit of it moves the write-ahead log, which takes long and is
    /// done between steps, and its cache is small, since it reads every page once.
    package static func retaining(_ file: String) throws -> DatabaseQueue {
        try writing(
            file, label: "retention",
            pragmas:
                """
                PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 0; \
                PRAGMA cache_size = -512
                """
        )
    }

    private static func writing(_ file: String, label: String, pragmas: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "history.\(label)"
        // agentd and agentctl may both write: the second one waits.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { try $0.execute(sql: pragmas) }
        return try DatabaseQueue(path: file, configuration: configuration)
    }

    /// A connection that only reads, whether agentd runs or not.
    ///
    /// A WAL database needs its -shm file, and SQLite cannot make one in a directory that this user may not write to.
    /// With nothing in the -wal file the database is whole by itself, and can be read as one that does not change
    /// (SQLite, "Read-Only Databases").
    package static func reading(_ file: String) throws -> DatabaseQueue {
        do {
            return try opened(file)
        } catch let error as DatabaseError where needsImmutable(error, file) {
            return try opened(immutableURI(file))
        }
    }

    private static func opened(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "history.reading"
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        // SQLite opens lazily: only a read of the file tells whether it can be read.
        _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
        return queue
    }

    private static func needsImmutable(_ error: DatabaseError, _ file: String) -> Bool {
        guard error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY else { return false }
        let files = FileManager.default
        return files.isReadableFile(atPath: file) && StoreSize.of(file).writeAheadLog == 0
    }

    /// The characters that end or escape the path of a SQLite URI filename are written as %HH.
    private static func immutableURI(_ file: String) -> String {
        "file:\(PercentEncoding.encode(file) { !"%?#".utf8.contains($0) })?immutable=1"
    }
}

extension Database {
    /// Executes a statement that is compiled once for each connection.
    package func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The first row of a statement that is compiled once for each connection.
    package func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    package func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }
}
