import Fleet
import FoundationEssentials
import GRDB

extension StoreError {
    /// What SQLite's refusal means to the operator.
    init(_ error: DatabaseError, file: String) {
        let code = Code(error.resultCode, file: file)
        self.init(code, code.advice(for: printable(file), said: error.message ?? "no message"), file: file)
    }
}

/// Runs `body`, turning SQLite's errors into the module's own. Cancellation passes through as it is.
package func withStoreErrors<Result>(file: String, _ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let error as DatabaseError { throw StoreError(error, file: file) }
}

/// The blocking form, for opening.
package func withStoreErrors<Result>(file: String, _ body: () throws -> Result) throws(StoreError) -> Result {
    do { return try body() } catch let error as StoreError { throw error } catch let error as DatabaseError {
        throw StoreError(error, file: file)
    } catch {
        throw StoreError(.database, "\(file): \(error)", file: file)
    }
}

extension StoreError.Code {
    fileprivate init(_ result: ResultCode, file: String) {
        self =
            switch result {
            case .SQLITE_NOTADB: .notADatabase
            case .SQLITE_CORRUPT: .corrupt
            case .SQLITE_FULL: .diskFull
            case .SQLITE_READONLY: .readOnly
            case .SQLITE_CANTOPEN: .cannotOpen(file)
            case .SQLITE_PERM, .SQLITE_AUTH: .permissionDenied
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_IOERR: Self.isDirectory(file) ? .notADatabase : .io
            case .SQLITE_CONSTRAINT: .refused
            default: .database
            }
    }

    private static func isDirectory(_ file: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory) && isDirectory
    }

    /// SQLite says only "unable to open database file"; the file system says why.
    private static func cannotOpen(_ file: String) -> Self {
        let files = FileManager.default
        guard isDirectory(directory(of: file)) else { return .missingDirectory }
        guard files.fileExists(atPath: file) else {
            guard files.isExecutableFile(atPath: directory(of: file)) else { return .permissionDenied }
            return files.isWritableFile(atPath: directory(of: file)) ? .missingFile : .readOnly
        }
        if isDirectory(file) { return .notADatabase }
        return files.isReadableFile(atPath: file) ? .readOnly : .permissionDenied
    }

    func advice(for file: String, said: String = "") -> String {
        switch self {
        case .notADatabase:
            "\(file) is not a SQLite database. Name another file, or move this one away and start agentd again."
        case .corrupt:
            """
            \(file) is damaged (\(said)). Stop agentd, keep a copy, and restore a backup or try `sqlite3 \(file) \
            .recover`.
            """
        case .diskFull:
            "The disk that holds \(file) is full, so nothing was stored. Free space there, or shorten the retention."
        case .readOnly:
            "\(file) cannot be written by this user. Check the owner and mode of the file and of its directory."
        case .permissionDenied:
            """
            Permission denied: \(file). Join group ksfleet (sudo usermod -aG ksfleet $USER, then log in again), or \
            check its owner and mode.
            """
        case .missingDirectory:
            "The directory of \(file) does not exist. Create it, owned by the user that runs agentd."
        case .missingFile: "There is no history at \(file). Check the path, or start agentd, which creates it."
        case .busy:
            """
            \(file) was held by another process for too long. Try again; if it lasts, find the process with `fuser \
            \(file)`.
            """
        case .io: "Reading or writing \(file) failed (\(said)). Check the disk and the kernel's log."
        case .refused: "\(file) refused the write: \(said)."
        case .newerSchema, .olderSchema, .noSuchIncident, .noSuchPlan, .noSuchRun, .database: "\(file): \(said)."
        }
    }
}

/// The directory part of a path; the working directory for a bare name.
package func directory(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
}
