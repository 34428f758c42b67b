package import Fleet
package import FoundationEssentials
import GRDB
import StoreSchema

/// A run that is to be begun.
package struct RunRequest: Sendable {
    package var id: String
    package var plan: RepairPlan
    /// The stored plan that it carries out; nil for one that was made just now.
    package var planID: Int64?
    /// The stored plan must have been approved by a person.
    package var needsApproval = false
    package var mode: RunMode
    package var incident: Int64?
    /// The first of the probes that failed in a row; a run by policy is refused without it.
    package var failingSince: Date?
    /// The field manager that last wrote the configuration.
    package var lastWriter: String?
    package var actor: String
    package var reason: String
    package var at: Date
    /// What an undo needs. It is stored before anything is written to a cluster.
    package var sealed: SealedDocuments?

    package init(id: String, plan: RepairPlan, mode: RunMode, actor: String, reason: String, at: Date) {
        self.id = id
        self.plan = plan
        self.mode = mode
        self.actor = printable(actor, limit: 100)
        self.reason = printable(reason, limit: 200)
        self.at = at
    }
}

package enum RunBeginning: Sendable {
    case begun(RunRecord)
    /// The gates that were evaluated, with the one that says no. Nothing was stored.
    case refused([GateVerdict])
}

extension HistoryWriter {
    /// Begins a run, or says which limit forbids it. The limits are counted in the transaction that begins it: of two
    /// programs that ask at the same time, one is refused.
    ///
    /// - Parameter limits: of a run by hand only `concurrent` is asked.
    package func beginRun(_ request: RunRequest, limits: PolicyLimits) async throws -> RunBeginning {
        try await journaled { db in
            try expire(at: request.at, db)
            let gates = try beginningGates(request, limits, db)
            guard gates.allSatisfy(\.passed) else { return .refused(gates) }
            try insert(request, plan: try takePlan(request, db), db)
            guard let run = try RepairQuery.run(request.id, db) else {
                throw refused("run/\(request.id) was not stored")
            }
            return .begun(run)
        }
    }

    /// What must hold for a run to begin, counted from the rows of the same transaction.
    private func beginningGates(_ request: RunRequest, _ limits: PolicyLimits, _ db: Database) throws -> [GateVerdict] {
        let counted = LedgerGates(
            limits: limits, ledger: try RepairQuery.ledger(db), cluster: request.plan.cluster,
            cause: request.plan.cause, incident: request.incident,
            failingSince: request.failingSince, lastWriter: request.lastWriter, now: request.at
        ).all
        let byHand: [Gate] = [.notUnderWay, .concurrency]
        return [try planWaits(request, db)]
            + (request.mode == .policy ? counted : counted.filter { byHand.contains($0.gate) })
    }

    private func planWaits(_ request: RunRequest, _ db: Database) throws -> GateVerdict {
        guard let id = request.planID else {
            return GateVerdict(.planWaits, .passed, RunStatement.planMadeNow([.plan: request.plan.hash]))
        }
        guard let record = try RepairQuery.plan(id, db) else {
            return GateVerdict(.planWaits, .refused, RunStatement.noPlan([.plan: id]))
        }
        guard record.hash == request.plan.hash else {
            return GateVerdict(
                .planWaits, .refused,
                RunStatement.planChanged([.hash: request.plan.hash, .plan: id, .approved: record.hash]))
        }
        let waits = request.needsApproval ? record.state == .approved : record.state.isPending
        let code: RunStatement = request.needsApproval ? .planWantsApproval : .planIs
        return GateVerdict(.planWaits, waits, code([.plan: id, .state: record.state.rawValue]))
    }

    /// The stored plan of the request, marked as applied; made here where there is none.
    private func takePlan(_ request: RunRequest, _ db: Database) throws -> Int64 {
        let pending = try Self.pending(request.plan.cluster, db)
        if let pending, pending.hash == request.plan.hash {
            try apply(pending, request, db)
            return pending.id
        }
        if let pending {
            try decide(
                pending, .superseded, by: request.actor, at: request.at,
                reason: "plan \(request.plan.hash) is carried out", db)
        }
        let id = try Self.insert(
            request.plan, state: .proposed, incident: request.incident, by: request.actor, at: request.at,
            expiresAt: request.at, db)
        try apply(try found(id, db), request, db)
        return id
    }

    /// Who approved a plan, when and why stays with it: the run names who began it.
    private func apply(_ record: PlanRecord, _ request: RunRequest, _ db: Database) throws {
        guard record.state == .approved else {
            try decide(record, .applied, by: request.actor, at: request.at, reason: request.reason, run: request.id, db)
            return
        }
        try db.run(
            "UPDATE plans SET state = ?, run = ? WHERE id = ?", [PlanState.applied.rawValue, request.id, record.id])
        try note(
            record.plan, record.id, PlanState.applied.rawValue, by: request.actor, at: request.at,
            "plan \(record.hash): \(request.reason)", db)
    }

    private func insert(_ request: RunRequest, plan: Int64, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO runs(id, plan, cluster, cause, incident, mode, actor, reason, undoes, state, started_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                request.id, plan, request.plan.cluster.rawValue, request.plan.cause.rawValue, request.incident,
                request.mode.rawValue, request.actor, request.reason, request.plan.undoes,
                try encoded(RepairRunState()),
                request.at.milliseconds,
            ])
        guard let sealed = request.sealed else { return }
        try db.run(
            "INSERT INTO sealed_documents(run, key_id, box) VALUES (?, ?, ?)",
            [request.id, sealed.keyID, Data(sealed.box)])
    }

    /// Appends a row of the journal and remembers where the run stands, together. When this returns, both are on the
    /// disk.
    ///
    /// - Throws: `refused` where the run has ended: somebody else has closed it.
    package func advance(run: String, _ state: RepairRunState, _ entry: JournalEntry) async throws {
        try await journaled { db in
            try db.run("UPDATE runs SET state = ? WHERE id = ? AND ended_at IS NULL", [try encoded(state), run])
            guard db.changesCount == 1 else { throw refused("run/\(run) is not under way any more") }
            _ = try JournalTable.append(entry, db)
        }
    }

    /// Closes a run, with the last row of its journal. A failure of a run by policy opens the breaker in the same
    /// transaction.
    ///
    /// - Throws: `refused` where it was closed before.
    package func endRun(_ id: String, _ outcome: RepairAttempt.Outcome, _ entry: JournalEntry) async throws -> RunRecord
    {
        try await journaled { db in
            try db.run(
                "UPDATE runs SET ended_at = ?, outcome = ?, summary = ? WHERE id = ? AND ended_at IS NULL",
                [entry.at.milliseconds, outcome.rawValue, entry.detail, id])
            guard db.changesCount == 1, let run = try RepairQuery.run(id, db) else {
                throw refused("run/\(id) is not under way any more")
            }
            _ = try JournalTable.append(entry, db)
            if let reason = breakerReason(run.attempt) { try open(breaker: reason, at: entry.at, by: run.actor, db) }
            return run
        }
    }
}
