import ConfigurationFiles
import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
import Rounds
package import Store

/// A run that was found open, and what became of it.
package struct RecoveredRun: Sendable {
    package let run: RunRecord
    /// `.unfinished` where its cluster or its host could not be read: it stays open.
    package let outcome: RepairOutcome
}

/// Taking up what a killed process has left. The state of the world is read again first; no write is repeated.
extension RepairService {
    /// Resumes or rolls back every run that is open and that no living process carries out. Called at the start of
    /// agentd, and again while a run is open; every repair calls it before its own.
    ///
    /// - Parameter order: who takes it up, and within which windows. Its `limits.soak` holds for what is gone on with.
    /// - Returns: empty where there is none, and where another process repairs: open runs may be its own.
    package func recover(_ order: RepairOrder) async throws -> [RecoveredRun] {
        guard try await !reader.runsUnderWay().isEmpty,
            let lock = try? RepairLock.acquire(configuration.lockPath, run: nil)
        else { return [] }
        defer { lock.release() }
        return try await recover(under: lock, order)
    }

    /// Before anything is looked at: what is left may change the cluster.
    func takeUpWhatWasLeft(_ order: RepairOrder) async throws { _ = try await recover(order) }

    func recover(under lock: RepairLock, _ order: RepairOrder) async throws -> [RecoveredRun] {
        // Beside each other: the rollout of one cluster, or its silence, keeps no other waiting.
        try await withThrowingTaskGroup(of: RecoveredRun.self) { group in
            for run in try await reader.runsUnderWay() where !lock.isUnderWay(run.id) {
                // Two tasks of this process take it up once.
                let own = try RepairLock.acquire(configuration.lockPath, run: run.id)
                group.addTask {
                    defer { own.release() }
                    return RecoveredRun(run: run, outcome: try await takeUp(run, order))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func takeUp(_ run: RunRecord, _ order: RepairOrder) async throws -> RepairOutcome {
        let plan = run.plan
        guard let look = await planner.look(plan.cluster), let client = roster.client(plan.cluster).value else {
            return try await giveUp(run, "\(plan.cluster) is not watched any more", order)
        }
        guard let uid = look.observation.identity.value else { return unread(look.observation.identity.fault) }
        guard uid == plan.uid else {
            return try await giveUp(
                run, "context \(plan.cluster) is another cluster now: UID \(uid), not \(plan.uid)", order)
        }
        guard let judge = look.judge(tokenNotes) else { return unread(look.host?.observation.config.fault) }
        let document: RepairTrace.Document
        switch look.observation.config {
        case .value(let facts):
            document = facts.digest == plan.digestAfter ? .new : facts.digest == plan.digestBefore ? .old : .other
        case .failed(let fault) where fault.isAboutTheDocument: document = .other
        case .failed(let fault): return unread(fault)
        }
        var order = order
        order.dryRun = false
        order.mayWrite = order.mayWriteOf?(run) ?? order.mayWrite
        order.reason = run.reason
        order.actor = run.actor == order.actor ? run.actor : printable(actor(order.actor, for: run.actor), limit: 100)
        var resumed = self.run(run.id, plan, try await documents(of: run.id), judge, client.writer, order)
        resumed.state = run.state
        return try await resumed.resume(plan.resumption(run.state, RepairTrace(document: document)))
    }

    private func unread(_ fault: Fault?) -> RepairOutcome {
        .unfinished(.recover, fault?.message ?? "the host's jwtSecret, which signs the proof, could not be read")
    }

    private func giveUp(_ run: RunRecord, _ why: String, _ order: RepairOrder) async throws -> RepairOutcome {
        let outcome = run.state.mayHaveWritten ? RepairOutcome.failed(.recover, why) : .stopped(.recover, why)
        _ = try await writer.endRun(
            run.id, outcome.recorded ?? .failed,
            JournalEntry(
                run: run.id, cluster: run.plan.cluster, at: Date(), actor: order.actor, step: RepairStep.close.rawValue,
                phase: outcome.phase,
                detail: printable(outcome.summary)))
        return outcome
    }
}

extension Fault {
    /// The ConfigMap was read, and what is in it is no document that a run has written.
    fileprivate var isAboutTheDocument: Bool {
        [.missingDocument, .invalidDocument, .documentNotRead, .notFound].contains(kind)
    }
}
