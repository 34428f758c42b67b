package import Fleet
import FoundationEssentials
package import GRDB

/// Plans, runs, and what the limits are counted from.
package enum RepairQuery {
    private static let runColumns =
        """
        SELECT r.*, p.json, p.created_by, p.decided_at, p.decided_by, p.reason AS decision FROM runs r JOIN plans p ON \
        p.id = r.plan
        """

    package static func plans(_ filter: HistoryFilter, states: Set<PlanState>?, _ db: Database) throws -> [PlanRecord] {
        let rows = try db.rows(
            """
            SELECT * FROM plans
            WHERE (:clusters IS NULL OR cluster IN (SELECT value FROM json_each(:clusters)))
                AND (:causes IS NULL OR cause IN (SELECT value FROM json_each(:causes)))
                AND created_at >= :since AND created_at < :until
                AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))
            ORDER BY id DESC LIMIT :limit
            """,
            filter.millisecondArguments() + filter.causeArguments() + [
                "states": try states.map { try encoded($0.map(\.rawValue)) }
            ])
        return try rows.map(PlanRecord.init)
    }

    package static func plan(_ id: Int64, _ db: Database) throws -> PlanRecord? {
        try db.row("SELECT * FROM plans WHERE id = ?", [id]).map(PlanRecord.init)
    }

    package static func runs(_ filter: HistoryFilter, _ db: Database) throws -> [RunRecord] {
        let rows = try db.rows(
            runColumns + """
                 WHERE (:clusters IS NULL OR r.cluster IN (SELECT value FROM json_each(:clusters)))
                    AND (:causes IS NULL OR r.cause IN (SELECT value FROM json_each(:causes)))
                    AND r.started_at >= :since AND r.started_at < :until
                ORDER BY r.started_at DESC, r.id DESC LIMIT :limit
                """, filter.millisecondArguments() + filter.causeArguments())
        return try rows.map(RunRecord.init)
    }

    package static func run(_ id: String, _ db: Database) throws -> RunRecord? {
        try db.row(runColumns + " WHERE r.id = ?", [id]).map(RunRecord.init)
    }

    package static func underWay(_ db: Database) throws -> [RunRecord] {
        try db.rows(runColumns + " WHERE r.ended_at IS NULL ORDER BY r.started_at, r.id").map(RunRecord.init)
    }

    /// The newest of each cluster and cause.
    package static func lastRuns(of clusters: Set<ClusterID>, _ db: Database) throws -> [RunRecord] {
        guard !clusters.isEmpty else { return [] }
        let names = try encoded(clusters.map(\.rawValue).sorted())
        return try db.rows(
            runColumns + """
                 WHERE r.cluster IN (SELECT value FROM json_each(?))
                    AND r.started_at = (SELECT MAX(o.started_at) FROM runs o WHERE o.cluster = r.cluster AND o.cause = \
                r.cause)
                """, [names]
        ).map(RunRecord.init)
    }

    package static func sealed(run: String, _ db: Database) throws -> SealedDocuments? {
        try db.row("SELECT key_id, box FROM sealed_documents WHERE run = ?", [run]).map {
            SealedDocuments(keyID: $0["key_id"], box: Array($0["box"] as Data))
        }
    }

    // MARK: The ledger

    package static func ledger(_ db: Database) throws -> RepairLedger {
        RepairLedger(attempts: try attempts(db), breaker: try breaker(db), freezes: try freezes(db))
    }

    private static func attempts(_ db: Database) throws -> [RepairAttempt] {
        try db.rows(
            """
            SELECT id, cluster, cause, incident, mode, started_at, ended_at, outcome, undoes, actor FROM runs ORDER BY \
            started_at, id
            """
        ).map { row in
            var attempt = RepairAttempt(
                run: row["id"], cluster: ClusterID(row["cluster"]),
                cause: Cause(rawValue: row["cause"]) ?? .unexplained,
                incident: row["incident"], startedAt: Date(milliseconds: row["started_at"]),
                endedAt: row.date("ended_at"),
                outcome: (row["outcome"] as String?).map { RepairAttempt.Outcome(rawValue: $0) ?? .failed },
                automatic: row["mode"] != RunMode.hand.rawValue)
            (attempt.undoes, attempt.actor) = (row["undoes"], row["actor"])
            return attempt
        }
    }

    package static func breaker(_ db: Database) throws -> BreakerState {
        guard let row = try db.row("SELECT * FROM breaker WHERE id = 1") else { return BreakerState() }
        return BreakerState(
            openedAt: row.date("opened_at"), reason: row["reason"],
            closedAt: row.date("closed_at"), closedBy: row["closed_by"])
    }

    package static func freezes(_ db: Database) throws -> [Freeze] {
        try db.rows("SELECT * FROM freezes ORDER BY id").map(Freeze.init)
    }
}

extension HistoryReader {
    /// The stored plans, the newest first.
    ///
    /// - Parameter states: nil for any.
    package func plans(_ filter: HistoryFilter = HistoryFilter(), states: Set<PlanState>? = nil) async throws
        -> [PlanRecord]
    {
        try await read { try RepairQuery.plans(filter, states: states, $0) }
    }

    /// nil where there is none of that number.
    package func plan(_ id: Int64) async throws -> PlanRecord? { try await read { try RepairQuery.plan(id, $0) } }

    /// The runs that were begun, the newest first.
    package func runs(_ filter: HistoryFilter = HistoryFilter()) async throws -> [RunRecord] {
        try await read { try RepairQuery.runs(filter, $0) }
    }

    package func run(_ id: String) async throws -> RunRecord? { try await read { try RepairQuery.run(id, $0) } }

    /// The runs that have no end: under way, or left by a killed process. The oldest first.
    package func runsUnderWay() async throws -> [RunRecord] { try await read { try RepairQuery.underWay($0) } }

    package func sealedDocuments(of run: String) async throws -> SealedDocuments? {
        try await read { try RepairQuery.sealed(run: run, $0) }
    }

    /// All that limits are counted from, in one state of the history.
    package func ledger() async throws -> RepairLedger { try await read { try RepairQuery.ledger($0) } }
}
