import FoundationEssentials
import GRDB
import StoreSchema

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A copy of the history that is whole by itself: no write-ahead log belongs to it.
package enum HistoryBackup {
    /// Copies the history while the agent may go on writing to it, checks the copy, and only then gives it its name.
    ///
    /// SQLite's online backup reads one state of the source. The copy's mode is 0640, as the history's.
    ///
    /// - Parameter progress: called off the cooperative pool with pages done and pages in all.
    /// - Throws: `StoreError`: of the source, or of the copy's file. Nothing is left at `target` then.
    package static func make(
        of source: String, at target: String, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw StoreError(
                .refused, "\(target) exists already, and a backup replaces nothing. Name another file.", file: target)
        }
        _ = try HistoryReader.open(path: source)
        let partial = target + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            try withStoreErrors(file: source) {
                let origin = try Connection.reading(source)
                try withStoreErrors(file: partial) { try copy(origin, to: partial, progress) }
            }
            guard rename(partial, target) == 0 else {
                throw StoreError(.io, "\(target) could not be named: \(String(cString: strerror(errno)))", file: target)
            }
        } catch {
            for suffix in ["", "-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: partial + suffix)
            }
            throw error
        }
    }

    private static func copy(
        _ origin: DatabaseQueue, to partial: String, _ progress: @escaping @Sendable (Int, Int) -> Void
    ) throws {
        let copy = try DatabaseQueue(path: partial)
        guard chmod(partial, 0o640) == 0 else {
            throw StoreError(
                .io, "the mode of \(partial) could not be set: \(String(cString: strerror(errno)))", file: partial)
        }
        try origin.backup(to: copy, pagesPerStep: 1000) { progress($0.completedPageCount, $0.totalPageCount) }
        try copy.writeWithoutTransaction { db in
            // The source's journal mode is in its header; a copy in WAL mode would need a -shm file to be read.
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
            let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            guard problems.isEmpty else {
                throw StoreError(
                    .corrupt, "the copy is not sound (\(problems[0])): check the source with `agentctl store check`",
                    file: partial)
            }
        }
        try copy.close()
    }
}
