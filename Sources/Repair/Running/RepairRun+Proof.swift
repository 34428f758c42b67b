import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// The steps that wait and prove.
extension RepairRun {
    func waitForRollout(_ step: RepairStep) async throws(StepFailure) -> String {
        let started = ContinuousClock.now
        var unread: Fault?
        var last: (deployment: Deployment, state: RolloutState)?
        while ContinuousClock.now - started < .seconds(patience.rollout) {
            switch await cluster.read(Deployment.self, Names.deploymentPath(plan.workload)) {
            case .failed(let fault): unread = fault
            case .value(let deployment):
                unread = nil
                let workload = WorkloadFacts.workload(deployment, pods: [])
                if workload.rolloutComplete, workload.rolloutStalled == nil {
                    return "every replica of \(plan.workload) is new and ready"
                }
                if let state = await RolloutReader(reader: cluster).read(deployment) {
                    if state != last?.state { tell(step, state) }
                    last = (deployment, state)
                }
                if let stalled = workload.rolloutStalled { throw await failed(step, stalled, last) }
                if last?.state.isCrashing == true { throw await failed(step, "its pods do not come up", last) }
            }
            try await pause(0.3, step)
        }
        if let unread { throw StepFailure(step: step, reason: unread.message, kind: .unsettled) }
        throw await failed(step, "the rollout is not done within \(Int(patience.rollout)) s", last)
    }

    /// Why a rollout fails, its pod and the pod's own last words say.
    private func failed(_ step: RepairStep, _ what: String, _ last: (deployment: Deployment, state: RolloutState)?)
        async -> StepFailure
    {
        guard let last else { return StepFailure(step: step, reason: what) }
        let state = await RolloutReader(reader: cluster).explained(last.state, last.deployment)
        if state != last.state { tell(step, state) }
        return StepFailure(
            step: step, reason: what + (state.culprit.map { ": pod \($0.name) is \($0.explanation)" } ?? ""))
    }

    // MARK: Proof

    /// A finished rollout proves nothing: the Deployment has no readiness probe, and the process may not listen yet
    /// (kubesphere.md M9).
    func prove() async throws(StepFailure) -> String {
        try await provedWithDocument(.prove)
    }

    func soak() async throws(StepFailure) -> String {
        try await pause(patience.soak, .soak)
        return "\(try await provedWithDocument(.soak)), rechecked after \(Int(patience.soak)) s"
    }

    /// Whatever the verdict is: where somebody has changed the document meanwhile, it says nothing of ours.
    private func provedWithDocument(_ step: RepairStep) async throws(StepFailure) -> String {
        do throws(StepFailure) {
            let verdict = try await verdict(step, mayBe: plan.mayBeRefusedAs)
            try await confirmDocument(step, "the member answers as it should")
            return verdict
        } catch {
            if error.kind == .failed { try await confirmDocument(step, error.reason) }
            throw error
        }
    }

    /// The same refusal as before the repair, or acceptance: anything else is not what there was.
    func proveBack() async throws(StepFailure) -> String { try await verdict(.proveBack, mayBe: plan.refusedBefore) }

    private func look(_ step: RepairStep) async throws(StepFailure) -> AccessJudge.Verdict {
        switch plan.proof {
        case .acceptance: await judge.verdict(of: cluster)
        case .logs: try await verdictOfLogs(step)
        }
    }

    /// Weaker than the probe: that nobody was refused for a while, where many were before.
    private func verdictOfLogs(_ step: RepairStep) async throws(StepFailure) -> AccessJudge.Verdict {
        try await pause(patience.logs, step)
        let deployment = try await deployment(step)
        let labels = (deployment.spec.selector.matchLabels ?? [:]).sorted { $0.key < $1.key }.map {
            "\($0.key)=\($0.value)"
        }.joined(separator: ",")
        guard
            let pods = await cluster.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", labels)])
                .value
        else {
            return .none("the new pods could not be listed", silent: true)
        }
        var workload = WorkloadFacts.workload(deployment, pods: pods.items)
        workload.pods.removeAll(where: \.terminating)
        var pace = LogPace()
        let reading = await LogReader(reader: cluster).read(workload, cursors: [], ownFailures: [:], pace: &pace)
            .reading
        guard reading.unread.isEmpty, !workload.pods.isEmpty else {
            return .none("the new pods' logs could not be read", silent: false)
        }
        let failures = reading.failures.filter { $0.cause == .tokenNotInCache || $0.cause == .signatureInvalid }
        guard let worst = failures.max(by: { $0.count < $1.count }) else {
            return .good(
                "weaker proof: the new pods logged no refusal in \(Int(patience.logs)) s; no token of ours was sent")
        }
        return .refused(worst.cause, "the new pods log \(worst.cause.rawValue)")
    }

    private func verdict(_ step: RepairStep, mayBe refusal: FailureCause?) async throws(StepFailure) -> String {
        let started = ContinuousClock.now
        var refusals = 0
        var unsettled = false
        var last = "no answer"
        while true {
            switch try await look(step) {
            case .good(let how): return how
            case .refused(let cause, let message):
                if cause == refusal { return "the token is refused as before: \(message)" }
                // A process that is on its way out may still answer: three in a row are no accident.
                refusals += 1
                last = "refused: \(message)"
                if refusals == 3 || plan.proof == .logs { throw StepFailure(step: step, reason: "still \(last)") }
            case .none(let why, let silent):
                refusals = 0
                unsettled = silent
                last = why
            }
            guard ContinuousClock.now - started < .seconds(patience.proof) else { break }
            try await pause(0.5, step)
        }
        throw StepFailure(step: step, reason: last, kind: unsettled ? .unsettled : .failed)
    }

    /// A token that is accepted now proves nothing for the next start, if somebody has changed the document back
    /// meanwhile.
    private func confirmDocument(_ step: RepairStep, _ verdict: String) async throws(StepFailure) {
        guard !plan.edits.isEmpty else { return }
        let current = try await configMap(step)
        guard digest(current) != plan.digestAfter else { return }
        throw contested(step, current, "\(verdict), and the ConfigMap was changed again meanwhile: it will not last")
    }
}
