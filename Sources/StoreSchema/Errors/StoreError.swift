import Fleet

/// Why the history could not be read or written. The message names the file and says what to do next; it carries no
/// stored value.
package struct StoreError: Error, Equatable, Sendable {
    /// Stable codes: they are shown, and mapped to exit codes.
    package enum Code: String, CaseIterable, Sendable {
        case newerSchema = "newer-schema"
        case olderSchema = "older-schema"
        case notADatabase = "not-a-database"
        case corrupt
        case readOnly = "read-only"
        case permissionDenied = "permission-denied"
        case missingDirectory = "missing-directory"
        case missingFile = "missing-file"
        case diskFull = "disk-full"
        case busy
        case io
        case noSuchIncident = "no-such-incident"
        case noSuchPlan = "no-such-plan"
        case noSuchRun = "no-such-run"
        /// A rule refused the write: the journal is append-only, a plan is decided once, a run ends once.
        case refused
        case database

        /// Starting again does not mend it.
        package var lasts: Bool { [.newerSchema, .notADatabase, .corrupt].contains(self) }
    }

    package let code: Code
    package let message: String
    /// The path of the history as it was given.
    package let file: String

    package init(_ code: Code, _ message: String, file: String) {
        self.code = code
        self.message = printable(message)
        self.file = file
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String { "\(code.rawValue): \(message)" }
}
