import ConfigurationFiles
import Fleet
import FoundationEssentials
import Kubernetes
import Rounds
import Store

/// Carrying plans out. Every call takes up first what a killed process has left.
extension RepairService {
    /// Carries out a stored plan: it is made anew, and must be the same.
    ///
    /// - Throws: `Fault` where another process repairs; `StoreError`.
    package func apply(plan id: Int64, _ order: RepairOrder) async throws -> RepairAnswer {
        let record = try await found(id)
        guard record.state.isPending else {
            return try await refused(
                record.plan.cluster,
                [GateVerdict(.planWaits, .refused, RunStatement.planIs([.plan: id, .state: record.state.rawValue]))],
                order)
        }
        var order = order
        order.planID = id
        order.incident = order.incident ?? record.incident
        try await takeUpWhatWasLeft(order)
        switch try await prepare(record) {
        case .refused(let gates, _): return try await refused(record.plan.cluster, gates, order)
        case .ready(let repair): return try await apply(repair, order)
        }
    }

    /// Takes a run back, through the same steps, as a run of its own.
    package func undo(_ run: String, _ order: RepairOrder) async throws -> RepairAnswer {
        try await takeUpWhatWasLeft(order)
        switch try await prepareUndo(run, waivers: order.waivers) {
        case .refused(let gates, _):
            return try await refused(try await reader.run(run)?.plan.cluster ?? ClusterID("*"), gates, order)
        case .ready(let repair): return try await apply(repair, order)
        }
    }

    /// Carries out what was prepared.
    ///
    /// - Throws: `Fault` where another process repairs on this machine; `StoreError`. A run that was begun and whose
    ///   end could not be written down stays open, and is taken up by `recover()`.
    package func apply(_ repair: PreparedRepair, _ order: RepairOrder) async throws -> RepairAnswer {
        guard repair.plan.proof == .acceptance || (order.allowsProofByLogs && order.mode == .hand) else {
            let gate = GateVerdict(.proofIsStrong, .refused, RunStatement.onlyLogs())
            return try await refused(repair.plan.cluster, [gate], order)
        }
        let waived = GateVerdict.waivedByAPerson(
            repair.plan.waivers.map(\.gate), isAPersons: order.mode == .hand || order.needsApproval)
        guard waived.passed else { return try await refused(repair.plan.cluster, [waived], order) }
        let id = Self.runID()
        let lock = try RepairLock.acquire(configuration.lockPath, run: id)
        defer { lock.release() }
        _ = try await recover(under: lock, order)
        guard let client = roster.client(repair.plan.cluster).value else {
            throw Fault(.kubeconfig, "no client for \(repair.plan.cluster)")
        }
        if !order.dryRun {
            var request = RunRequest(
                id: id, plan: repair.plan, mode: order.mode, actor: order.actor, reason: order.reason, at: Date())
            request.planID = order.planID
            request.needsApproval = order.needsApproval
            request.incident = order.incident
            request.failingSince = order.failingSince
            request.lastWriter = order.lastWriter
            if !repair.plan.edits.isEmpty { request.sealed = try sealing.seal(repair.documents, run: id) }
            if case .refused(let gates) = try await writer.beginRun(request, limits: order.limits) {
                return try await refused(repair.plan.cluster, gates, order)
            }
        }
        var run = run(id, repair.plan, .success(repair.documents), repair.judge, client.writer, order)
        return .carriedOut(run: id, try await run.execute(dryRun: order.dryRun, gates: repair.gates.count))
    }

    func run(
        _ id: String, _ plan: RepairPlan, _ documents: Result<RepairDocuments, Fault>, _ judge: AccessJudge,
        _ cluster: any ClusterWriter,
        _ order: RepairOrder
    ) -> RepairRun {
        RepairRun(
            id: id, plan: plan, documents: documents, judge: judge, cluster: cluster, key: key,
            patience: .init(rollout: configuration.rolloutTimeout, soak: order.limits.soak, logs: order.logWindow),
            actor: order.actor, reason: order.reason,
            recorder: order.dryRun ? rehearsalRecorder : recorder(id), mayWrite: order.mayWrite,
            foreign: { [foreign] in await foreign.refusal(of: $0, at: Date())?.compared.plain },
            watch: order.watch, now: { Date() })
    }

    private func recorder(_ id: String) -> RepairRun.Recorder {
        RepairRun.Recorder(
            advance: { [writer] state, entry in try await writer.advance(run: id, state, entry) },
            close: { [writer] outcome, entry in
                guard let outcome else { return _ = try await writer.appendJournal(entry) }
                _ = try await writer.endRun(id, outcome, entry)
            })
    }

    /// A rehearsal is journaled, and is no run.
    private var rehearsalRecorder: RepairRun.Recorder {
        RepairRun.Recorder(
            advance: { [writer] _, entry in _ = try await writer.appendJournal(entry) },
            close: { [writer] _, entry in _ = try await writer.appendJournal(entry) })
    }

    private func found(_ id: Int64) async throws -> PlanRecord {
        guard let record = try await reader.plan(id) else {
            throw StoreError(
                .noSuchPlan, "There is no plan/\(id). List them with `agentctl remediate list`.", file: reader.file)
        }
        return record
    }

    private func refused(_ cluster: ClusterID, _ gates: [GateVerdict], _ order: RepairOrder) async throws
        -> RepairAnswer
    {
        try await noteRefusal(cluster, gates: gates, actor: order.actor)
        return .refused(gates)
    }
}
