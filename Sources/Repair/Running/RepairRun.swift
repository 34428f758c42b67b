import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// Carries out one plan, step by step, or takes one up that a killed process has left. Each step is journaled before it
/// is taken and after; what cannot be journaled is not done.
package struct RepairRun: Sendable {
    package typealias Watcher = @Sendable (RepairProgress) -> Void

    /// Where the run is written down.
    struct Recorder: Sendable {
        /// One row, and where the run stands, together.
        let advance: @Sendable (RepairRunState, JournalEntry) async throws -> Void
        /// The last row. `nil` for an outcome leaves the run open.
        let close: @Sendable (RepairAttempt.Outcome?, JournalEntry) async throws -> Void
    }

    /// How long the steps wait.
    struct Patience: Sendable {
        var rollout: Double
        var soak: Double
        /// For the logs of new pods, where only they can prove anything.
        var logs = 60.0
        /// For the first verdict of a new process, and for an answer that was lost.
        var proof = 20.0
        var pause: @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    }

    let id: String
    let plan: RepairPlan
    /// nil where the sealed documents of a killed run do not open: then it can go on, and not back.
    let documents: Result<RepairDocuments, Fault>
    let judge: AccessJudge
    let cluster: any ClusterWriter
    let key: FingerprintKey
    let patience: Patience
    let actor: String
    let reason: String
    let recorder: Recorder
    let mayWrite: WritePermission
    /// Why an object must be left alone for another ksfleet's sake.
    let foreign: @Sendable (ObjectMeta) async -> String?
    let watch: Watcher
    let now: @Sendable () -> Date
    var state = RepairRunState()
    /// A restart was sent whose answer is not known, by this process or by one before it: the server may carry it out
    /// yet.
    var restartMayBeUnderWay = false

    /// - Parameter dryRun: stop after the server-side dry run, with nothing written.
    /// - Throws: where the end cannot be written down: the run stays open then.
    mutating func execute(dryRun: Bool, gates: Int) async throws -> RepairOutcome {
        do throws(StepFailure) {
            try await note(
                .gates, .done,
                "plan \(plan.hash) for \(plan.cause.rawValue): \(gates - plan.waivers.count) gates passed"
                    + plan.waivers.map { "; \($0.words)" }.joined() + (reason.isEmpty ? "" : "; reason: \(reason)"))
        } catch {
            return try await close(.stopped(.gates, error.reason))
        }
        guard dryRun else { return try await close(await forward(plan.steps[...])) }
        let outcome = await forward(plan.steps.prefix { $0 == .dryRun })
        if case .proved = outcome { return try await close(.rehearsed) }
        return try await close(outcome)
    }

    /// Takes the run up where its process was killed.
    mutating func resume(_ resumption: Resumption) async throws -> RepairOutcome {
        restartMayBeUnderWay = state.restartedAt != nil
        do throws(StepFailure) {
            try await note(.recover, .done, resumption.explanation)
        } catch {
            return try await close(.unfinished(.recover, error.reason))
        }
        switch resumption {
        case .stopped(let why): return try await close(.stopped(.patch, why))
        case .contested(let why): return try await close(.contested(.recover, why))
        case .fence: return try await close(await fenceOff())
        case .goOn(let first): return try await close(await forward(plan.steps.drop { $0 != first }))
        case .goBack(let first, let reason): return try await close(await back(from: first, because: reason))
        }
    }

    /// The old document is in place, and the patch may be on its way: either it never arrives, or it has arrived by
    /// now.
    private mutating func fenceOff() async -> RepairOutcome {
        do throws(StepFailure) {
            let detail = try await take(.fence)
            return state.patchRefused
                ? .stopped(.patch, "it was killed when it was about to patch; \(detail)")
                : await forward(plan.steps.drop { $0 != .readBack })
        } catch {
            return await settle(error)
        }
    }

    // MARK: Forward and back

    private mutating func forward(_ steps: ArraySlice<RepairStep>) async -> RepairOutcome {
        var last = ""
        for step in steps {
            do throws(StepFailure) {
                last = try await take(step)
            } catch {
                return await settle(error)
            }
        }
        return .proved(last)
    }

    /// What a failed step means for the run.
    private mutating func settle(_ failure: StepFailure) async -> RepairOutcome {
        switch failure.kind {
        case .contested: return .contested(failure.step, failure.reason)
        case .unsettled:
            return state.mayHaveWritten
                ? .unfinished(failure.step, failure.reason) : .stopped(failure.step, failure.reason)
        case .failed, .withdrawn:
            guard state.mayHaveWritten else { return .stopped(failure.step, failure.reason) }
            guard !plan.edits.isEmpty else { return .failed(failure.step, failure.reason) }
            state.withdrawnAt = failure.kind == .withdrawn ? failure.step : nil
            if failure.kind == .withdrawn { return await back(from: .rollBack, because: failure.reason) }
            return await back(from: .rollBack, because: "\(failure.step.rawValue): \(failure.reason)")
        }
    }

    /// Puts the old document back under its own precondition, restarts what was restarted, and proves that all is as it
    /// was.
    private mutating func back(from first: RepairStep, because reason: String) async -> RepairOutcome {
        state.goingBack = reason
        let restart: [RepairStep] = state.restartedAt == nil ? [] : [.restartBack, .rolloutBack]
        for step in ([.rollBack] + restart + [.proveBack]).drop(while: { $0 != first }) {
            do throws(StepFailure) {
                _ = try await take(step)
            } catch {
                switch error.kind {
                case .contested: return .contested(step, "\(reason); on the way back: \(error.reason)")
                case .unsettled: return .unfinished(step, "\(reason); on the way back: \(error.reason)")
                case .failed, .withdrawn:
                    return .failed(step, "\(reason); the way back failed as well: \(error.reason)")
                }
            }
        }
        return state.withdrawnAt.map { .withdrawn($0, reason) } ?? .rolledBack(reason)
    }

    // MARK: One step

    /// Takes one step between its two rows of the journal.
    mutating func take(_ step: RepairStep) async throws(StepFailure) -> String {
        try await askPermission(step)
        let before = state
        intend(step)
        do throws(StepFailure) {
            try await note(step, .intended, intention(step))
        } catch {
            state = before
            throw error
        }
        let detail: String
        do throws(StepFailure) {
            detail = try await perform(step)
        } catch {
            // The reason goes into the outcome too: a row that cannot be written hides nothing.
            try? await note(step, .failed, error.reason)
            throw error
        }
        try await note(step, .done, detail)
        return detail
    }

    /// A window may have closed since the run began. A restart that is there already needs nobody's leave.
    private mutating func askPermission(_ step: RepairStep) async throws(StepFailure) {
        guard step.needsPermission else { return }
        if step == .restart, state.restartedAt != nil, try await restartStands(step) { return }
        guard let why = await mayWrite(step) else { return }
        if step == .restart, !restartMayBeUnderWay { state.restartedAt = nil }
        try? await note(step, .refused, why)
        // There is no way back from a restart alone, and it may come yet: it is looked at again.
        throw StepFailure(
            step: step, reason: why, kind: plan.edits.isEmpty && restartMayBeUnderWay ? .unsettled : .withdrawn)
    }

    private mutating func intend(_ step: RepairStep) {
        switch step {
        case .patch: state.patchIntended = true
        case .restart: state.restartedAt = state.restartedAt ?? Self.mark(now())
        case .restartBack: state.restartedBackAt = state.restartedBackAt ?? Self.mark(now())
        default: break
        }
    }

    /// RFC 3339 with milliseconds: two restarts within a second must not leave the same pod template, or the second
    /// restarts nothing.
    private static func mark(_ time: Date) -> String {
        time.rfc3339Milliseconds
    }

    /// What the row before a write says, so that a reader of the journal can recognise the write too.
    private func intention(_ step: RepairStep) -> String {
        switch step {
        case .patch: "document \(plan.digestBefore) becomes \(plan.digestAfter), by \(HistoryName.run(id))"
        case .rollBack: "document \(plan.digestAfter) becomes \(plan.digestBefore), by \(HistoryName.run(id))"
        case .restart: "restartedAt \(state.restartedAt ?? ""), by \(HistoryName.run(id))"
        case .restartBack: "restartedAt \(state.restartedBackAt ?? ""), by \(HistoryName.run(id))"
        case .fence: "resourceVersion \(plan.configResourceVersion) moves on, by \(HistoryName.run(id))"
        default: step.explanation
        }
    }

    // MARK: Journal

    private func note(_ step: RepairStep, _ phase: JournalEntry.Phase, _ detail: String) async throws(StepFailure) {
        do {
            try await recorder.advance(state, entry(step, phase, detail))
        } catch {
            throw StepFailure(step: step, reason: "the journal cannot be written: \(error)", kind: .unsettled)
        }
        watch(RepairProgress(run: id, cluster: plan.cluster, step: step, phase: phase, detail: printable(detail)))
    }

    /// What a step waits for, as it stands now: for whoever watches. The journal has what came of it.
    func tell(_ step: RepairStep, _ rollout: RolloutState) {
        var progress = RepairProgress(run: id, cluster: plan.cluster, step: step, phase: .intended, detail: "")
        progress.rollout = rollout
        watch(progress)
    }

    private func close(_ outcome: RepairOutcome) async throws -> RepairOutcome {
        let summary = outcome.summary + plan.waivers.map { "; \($0.words)" }.joined()
        try await recorder.close(outcome.recorded, entry(.close, outcome.phase, summary))
        watch(
            RepairProgress(
                run: id, cluster: plan.cluster, step: .close, phase: outcome.phase, detail: printable(summary)))
        return outcome
    }

    private func entry(_ step: RepairStep, _ phase: JournalEntry.Phase, _ detail: String) -> JournalEntry {
        JournalEntry(
            run: id, cluster: plan.cluster, at: now(), actor: actor, step: step.rawValue, phase: phase,
            detail: printable(detail))
    }
}

extension Resumption {
    /// For the journal.
    var explanation: String {
        switch self {
        case .stopped(let why), .contested(let why): why
        case .fence: "the old document is in place, and the patch may still be under way"
        case .goOn(let step): "the planned document is in place: going on with \(step.rawValue)"
        case .goBack(let step, let reason): "going on with the way back, at \(step.rawValue): \(reason)"
        }
    }
}
