import Fleet
package import FoundationEssentials
import GRDB
import StoreSchema

/// Who has taken an incident on. Each call is one transaction with its row of the journal, on the disk when it returns.
extension HistoryWriter {
    /// Notes that somebody has taken an incident on. The first acknowledgement stays.
    ///
    /// - Parameter comment: for the journal; may be empty.
    /// - Throws: `no-such-incident`.
    package func acknowledge(incident: Int64, by: String, at: Date, comment: String = "") async throws -> IncidentRecord
    {
        try await journaled { db in
            try db.run(
                "UPDATE incidents SET acked_at = ?, acked_by = ? WHERE id = ? AND acked_at IS NULL",
                [at.milliseconds, printable(by, limit: 100), incident])
            let isNew = db.changesCount == 1
            let record = try found(incident: incident, db)
            if isNew {
                try note(
                    record, "acknowledge", by: by, at: at, comment.isEmpty ? "taken on" : "taken on: \(comment)", db)
            }
            return record
        }
    }

    /// Takes an acknowledgement back, whoever gave it: the incident is nobody's again.
    ///
    /// - Throws: `no-such-incident`; `refused` where nobody has taken it on.
    package func release(incident: Int64, by: String, at: Date, comment: String = "") async throws -> IncidentRecord {
        try await journaled { db in
            let former = try found(incident: incident, db)
            guard let holder = former.acknowledgedBy else {
                throw refused("nobody has taken incident/\(incident) on: there is nothing to take back")
            }
            try db.run("UPDATE incidents SET acked_at = NULL, acked_by = NULL WHERE id = ?", [incident])
            try note(
                former, "release", by: by, at: at,
                "had been acknowledged by \(personName(ofActor: holder))" + (comment.isEmpty ? "" : ": \(comment)"), db)
            return try found(incident: incident, db)
        }
    }

    private func found(incident: Int64, _ db: Database) throws -> IncidentRecord {
        guard let record = try IncidentQuery.one(incident, db) else {
            throw StoreError(
                .noSuchIncident, "There is no incident/\(incident) in \(file). List them with `agentctl incidents`.",
                file: file)
        }
        return record
    }

    private func note(_ record: IncidentRecord, _ step: String, by: String, at: Date, _ detail: String, _ db: Database)
        throws
    {
        _ = try JournalTable.append(
            JournalEntry(
                run: "incident-\(record.incident.id)", cluster: record.incident.cluster, at: at,
                actor: printable(by, limit: 100), step: step, phase: .done,
                detail: printable(detail, limit: 300)), db)
    }
}
