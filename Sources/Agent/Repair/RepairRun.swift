package import Fleet
package import FoundationEssentials
import KubeSphere
package import Kubernetes

/// Carries out one plan, step by step: each is journaled before it is taken and after. What cannot be journaled is not done.
package struct RepairRun: Sendable {
    package typealias Journal = @Sendable (JournalEntry) async throws -> Void
    package typealias Watcher = @Sendable (RepairProgress) -> Void

    package let id: String
    let repair: PreparedRepair
    let cluster: any ClusterWriter
    let key: FingerprintKey
    let rolloutTimeout: Double
    let actor: String
    let journal: Journal
    let watch: Watcher
    let account: OwnFailureAccount
    let now: @Sendable () -> Date

    var plan: RepairPlan { repair.plan }

    package init(
        id: String, repair: PreparedRepair, cluster: any ClusterWriter, key: FingerprintKey, rolloutTimeout: Double, actor: String,
        journal: @escaping Journal, watch: @escaping Watcher = { _ in }, account: @escaping OwnFailureAccount = { _, _ in },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.id = id
        self.repair = repair
        self.cluster = cluster
        self.key = key
        self.rolloutTimeout = rolloutTimeout
        self.actor = actor
        self.journal = journal
        self.watch = watch
        self.account = account
        self.now = now
    }

    /// - Parameter dryRun: stop after the server-side dry run, with nothing written.
    package func execute(dryRun: Bool = false) async throws -> RepairOutcome {
        let outcome = await outcome(dryRun: dryRun)
        try await note(.close, outcome.phase, outcome.summary)
        return outcome
    }

    private func outcome(dryRun: Bool) async -> RepairOutcome {
        do {
            try await note(.gates, .done, "plan \(plan.hash) for \(plan.cause.rawValue): \(repair.gates.count) gates passed")
            if !plan.edits.isEmpty { try await step(.dryRun) { try await rehearse() } }
            if dryRun { return .rehearsed }
            try await write()
            return .proved
        } catch let failure as StepFailure where failure.written && !failure.contested && !plan.edits.isEmpty {
            return await rollBack(after: failure)
        } catch let failure as StepFailure {
            return failure.written ? .failed(failure.step, failure.reason) : .stopped(failure.step, failure.reason)
        } catch {
            return .stopped(.gates, "the journal cannot be written, so nothing is done: \(error)")
        }
    }

    private func write() async throws {
        if !plan.edits.isEmpty {
            try await step(.patch) { try await patch(from: repair.oldText, to: repair.newText, resourceVersion: plan.configResourceVersion) }
            try await step(.readBack, written: true) { try await readBack() }
        }
        try await restartAndWait(written: !plan.edits.isEmpty)
        try await step(.prove, written: true) { try await prove() }
    }

    func restartAndWait(written: Bool) async throws {
        try await step(.restart, written: written) { try await restart() }
        try await step(.rollout, written: true) { try await waitForRollout() }
    }

    /// Puts the old document back under its own precondition, restarts, and says plainly what was reached.
    private func rollBack(after failure: StepFailure) async -> RepairOutcome {
        let reason = "\(failure.step.rawValue): \(failure.reason)"
        do {
            try await step(.rollBack, written: true) { try await patch(from: repair.newText, to: repair.oldText, resourceVersion: nil) }
            try await restartAndWait(written: true)
            return .rolledBack(reason)
        } catch let second as StepFailure {
            return .failed(second.step, "\(reason); the way back failed as well: \(second.reason)")
        } catch {
            return .failed(.rollBack, "\(reason); the way back could not be journaled: \(error)")
        }
    }

    // MARK: Journal

    /// Takes one step between its two rows of the journal.
    ///
    /// - Parameter written: a write of this run stands in the cluster before the step begins.
    func step(_ step: RepairStep, written: Bool = false, _ take: () async throws -> String) async throws {
        do {
            try await note(step, .intended, step.explanation)
        } catch {
            throw StepFailure(step: step, reason: "the journal cannot be written: \(error)", written: written)
        }
        do {
            let detail = try await take()
            try await note(step, .done, detail)
        } catch {
            let failure = error as? StepFailure ?? StepFailure(step: step, reason: "\(error)", written: step.writes)
            try? await note(step, .failed, failure.reason)
            throw StepFailure(step: step, reason: failure.reason, written: written || failure.written, contested: failure.contested)
        }
    }

    private func note(_ step: RepairStep, _ phase: JournalEntry.Phase, _ detail: String) async throws {
        let text = printable(detail)
        try await journal(
            JournalEntry(run: id, cluster: plan.cluster, at: now(), actor: actor, step: step.rawValue, phase: phase, detail: text))
        watch(RepairProgress(step: step, phase: phase, detail: text))
    }
}

extension RepairStep {
    /// After an error that says nothing of the cluster, a step that writes counts as written.
    fileprivate var writes: Bool { self == .patch || self == .restart || self == .rollBack }
}

extension RepairOutcome {
    fileprivate var phase: JournalEntry.Phase {
        switch self {
        case .proved, .rehearsed: .done
        case .stopped: .refused
        case .rolledBack, .failed: .failed
        }
    }

    /// One sentence for the journal and for a person.
    package var summary: String {
        switch self {
        case .proved: "proved: the member accepts the host's tokens"
        case .rehearsed: "dry run passed: nothing was written"
        case .stopped(let step, let reason): "stopped at \(step.rawValue), nothing was changed: \(reason)"
        case .rolledBack(let reason): "rolled back, the old document is in place: \(reason)"
        case .failed(let step, let reason): "failed at \(step.rawValue), a person is needed: \(reason)"
        }
    }
}
