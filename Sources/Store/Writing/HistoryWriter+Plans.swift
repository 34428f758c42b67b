package import Fleet
package import FoundationEssentials
import GRDB
import StoreSchema

/// Plans and what persons decide of them. Each call is one transaction with its row of the journal, on the disk when it
/// returns.
extension HistoryWriter {
    /// Stores a plan that waits for its decision. The same plan again is the same record; another plan of the cluster
    /// takes its place.
    ///
    /// - Parameter asks: whether a person is to be asked for approval; false where somebody only has it made to look at
    ///   it.
    package func propose(
        _ plan: RepairPlan, incident: Int64? = nil, by: String, at: Date, expiresAt: Date, asks: Bool = true
    ) async throws -> PlanRecord {
        try await journaled { db in
            try expire(at: at, db)
            if let pending = try Self.pending(plan.cluster, db) {
                if pending.hash == plan.hash {
                    return try asks && !pending.asks ? ask(pending, incident, by: by, at: at, db) : pending
                }
                try decide(pending, .superseded, by: by, at: at, reason: "plan \(plan.hash) takes its place", db)
            }
            let id = try Self.insert(
                plan, state: .proposed, incident: incident, by: by, at: at, expiresAt: expiresAt, asks: asks, db)
            try note(plan, id, "propose", by: by, at: at, "plan \(plan.hash) for \(plan.cause.rawValue)", db)
            return try found(id, db)
        }
    }

    /// Allows exactly the plan with this hash.
    ///
    /// - Throws: `refused` where it is not waiting any more, has expired, or is another plan than was looked at;
    ///   `no-such-plan`.
    package func approve(plan id: Int64, hash: String, by: String, at: Date, reason: String = "") async throws
        -> PlanRecord
    {
        try await journaled { db in
            try expire(at: at, db)
            let record = try found(id, db)
            guard record.state == .proposed else {
                throw refused("plan/\(id) is \(record.state.rawValue): it cannot be approved")
            }
            guard record.hash == hash else {
                throw refused("plan/\(id) is \(record.hash), not \(hash): look at it again before it is approved")
            }
            return try decide(record, .approved, by: by, at: at, reason: reason, db)
        }
    }

    package func reject(plan id: Int64, by: String, at: Date, reason: String) async throws -> PlanRecord {
        try await journaled { db in
            try expire(at: at, db)
            let record = try found(id, db)
            guard record.state.isPending else {
                throw refused("plan/\(id) is \(record.state.rawValue): there is nothing to reject")
            }
            return try decide(record, .rejected, by: by, at: at, reason: reason, db)
        }
    }

    /// Takes back a plan that was only looked at, and that nobody is asked about: unlike a no, it holds nobody back.
    ///
    /// - Throws: `refused` where it waits no more, or asks for approval; `no-such-plan`.
    package func withdraw(plan id: Int64, by: String, at: Date, reason: String) async throws -> PlanRecord {
        try await journaled { db in
            try expire(at: at, db)
            let record = try found(id, db)
            guard record.state == .proposed else {
                throw refused("plan/\(id) is \(record.state.rawValue): there is nothing to withdraw")
            }
            guard !record.asks else { throw refused("plan/\(id) waits for approval: it is rejected, or left to wait") }
            return try decide(record, .withdrawn, by: by, at: at, reason: reason, db)
        }
    }

    /// Ends what nobody decided in time, and what was approved and not begun in time.
    package func expirePlans(at: Date) async throws -> [PlanRecord] {
        try await journaled { db in try expire(at: at, db) }
    }

    // MARK: In a transaction

    static func pending(_ cluster: ClusterID, _ db: Database) throws -> PlanRecord? {
        try db.row("SELECT * FROM plans WHERE cluster = ? AND state IN ('proposed', 'approved')", [cluster.rawValue])
            .map(PlanRecord.init)
    }

    /// What somebody looked at before is asked about from now on: it stays theirs, with its time and its end, and the
    /// journal says who asks. Nobody's act stands under another's name.
    ///
    /// - Parameter incident: what it is asked for; a person who only looked had none, or another's.
    private func ask(_ record: PlanRecord, _ incident: Int64?, by: String, at: Date, _ db: Database) throws
        -> PlanRecord
    {
        try db.run(
            "UPDATE plans SET asks = 1, incident = coalesce(?, incident) WHERE id = ?", [incident, record.id])
        try note(record.plan, record.id, "ask", by: by, at: at, "for approval of plan \(record.hash)", db)
        return try found(record.id, db)
    }

    static func insert(
        _ plan: RepairPlan, state: PlanState, incident: Int64?, by: String, at: Date, expiresAt: Date,
        asks: Bool = true, _ db: Database
    ) throws -> Int64 {
        try db.run(
            """
            INSERT INTO plans(hash, cluster, cause, incident, json, created_at, created_by, expires_at, state, asks) \
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                plan.hash, plan.cluster.rawValue, plan.cause.rawValue, incident, try encoded(plan), at.milliseconds,
                printable(by, limit: 100),
                expiresAt.milliseconds, state.rawValue, asks,
            ])
        return db.lastInsertedRowID
    }

    @discardableResult
    func decide(
        _ record: PlanRecord, _ state: PlanState, by: String, at: Date, reason: String, run: String? = nil,
        _ db: Database
    ) throws -> PlanRecord {
        try db.run(
            "UPDATE plans SET state = ?, decided_at = ?, decided_by = ?, reason = ?, run = ? WHERE id = ?",
            [state.rawValue, at.milliseconds, printable(by, limit: 100), printable(reason, limit: 200), run, record.id])
        try note(
            record.plan, record.id, state.rawValue, by: by, at: at,
            reason.isEmpty ? "plan \(record.hash)" : "plan \(record.hash): \(reason)", db)
        return try found(record.id, db)
    }

    @discardableResult
    func expire(at: Date, _ db: Database) throws -> [PlanRecord] {
        let late = try db.rows(
            "SELECT * FROM plans WHERE state IN ('proposed', 'approved') AND expires_at <= ?", [at.milliseconds]
        ).map(PlanRecord.init)
        return try late.map {
            try decide($0, .expired, by: "ksfleet", at: at, reason: "not begun by \($0.expiresAt.rfc3339)", db)
        }
    }

    func found(_ id: Int64, _ db: Database) throws -> PlanRecord {
        guard let record = try RepairQuery.plan(id, db) else {
            throw StoreError(
                .noSuchPlan, "There is no plan/\(id) in \(file). List them with `agentctl remediate list`.", file: file)
        }
        return record
    }

    func note(_ plan: RepairPlan, _ id: Int64, _ step: String, by: String, at: Date, _ detail: String, _ db: Database)
        throws
    {
        _ = try JournalTable.append(
            JournalEntry(
                run: "plan-\(id)", cluster: plan.cluster, at: at, actor: printable(by, limit: 100), step: step,
                phase: .done, detail: printable(detail)), db)
    }

    func refused(_ message: String) -> StoreError { StoreError(.refused, message, file: file) }

    /// A transaction on the connection whose commits are on the disk when they return.
    func journaled<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        try await withStoreErrors(file: file) { try await journal.write(body) }
    }
}
