import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

/// A directory of its own for one test's database, removed when the test lets go of it.
final class TemporaryHistory: Sendable {
    let directory: String
    var path: String { directory + "/history.sqlite" }

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/ksfleet-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func writer(program: String = "1.0.0") throws -> HistoryWriter {
        try HistoryWriter.open(path: path, program: program)
    }
    func reader() throws -> HistoryReader { try HistoryReader.open(path: path) }

    /// The database without any of the module's code.
    func raw(readonly: Bool = false) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    func execute(_ sql: String) throws { try raw().write { try $0.execute(sql: sql) } }

    func integer(_ sql: String) throws -> Int { try raw(readonly: true).read { try Int.fetchOne($0, sql: sql) } ?? 0 }

    /// Every text and blob in the files, as bytes.
    func bytes() throws -> Data {
        try ["", "-wal"].reduce(into: Data()) { bytes, suffix in
            if FileManager.default.fileExists(atPath: path + suffix) {
                bytes += try Data(contentsOf: URL(filePath: path + suffix))
            }
        }
    }
}

extension HistoryReader {
    func cursors(of cluster: ClusterID) async throws -> [LogCursor] {
        try await logResumptions()[cluster]?.cursors ?? []
    }

    func ownFailures(of cluster: ClusterID) async throws -> [FailureCause: Int] {
        try await logResumptions()[cluster]?.ownFailures ?? [:]
    }

    /// The causes that are on their way to an incident, or in one.
    func trackers() async throws -> [ClusterID: [Cause: IncidentTracker]] {
        try await read { try IncidentQuery.trackers($0) }
    }
}

/// The error that a body throws; nil where it throws none.
func storeError(_ body: () throws -> some Any) -> StoreError? {
    do {
        _ = try body()
        return nil
    } catch { return error as? StoreError }
}
