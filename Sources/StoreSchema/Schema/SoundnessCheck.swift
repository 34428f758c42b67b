import Dispatch
package import GRDB

/// `PRAGMA quick_check` at a program's start: as integrity_check, but without comparing indexes with tables, and not
/// for longer than one waits for a start. Damage that is found later is found by the query that meets it.
package enum SoundnessCheck {
    /// - Throws: `corrupt`, with what to do about it.
    package static func run(_ db: Database, _ queue: DatabaseQueue, seconds: Double, file: String) throws {
        let interruption = DispatchWorkItem { queue.interrupt() }
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: interruption)
        defer { interruption.cancel() }
        do {
            let problems = try String.fetchAll(db, sql: "PRAGMA quick_check(1)").filter { $0 != "ok" }
            guard let problem = problems.first else { return }
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: problem)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            // As far as it was read, it is sound.
            return
        }
    }
}
