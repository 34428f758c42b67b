import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// The steps that wait and prove.
extension RepairRun {
    func waitForRollout(_ step: RepairStep) async throws(StepFailure) {
        let started = ContinuousClock.now
        var unread: Fault?
        while ContinuousClock.now - started < .seconds(patience.rollout) {
            switch await cluster.read(Deployment.self, Names.deploymentPath(plan.workload)) {
            case .failed(let fault): unread = fault
            case .value(let deployment):
                unread = nil
                let workload = WorkloadFacts.workload(deployment, pods: [])
                if let stalled = workload.rolloutStalled { throw StepFailure(step: step, reason: stalled) }
                if workload.rolloutComplete { return }
                if let crash = await crashLoop(deployment) { throw StepFailure(step: step, reason: crash) }
            }
            try await pause(0.3, step)
        }
        if let unread { throw StepFailure(step: step, reason: unread.message, kind: .unsettled) }
        throw StepFailure(
            step: step, reason: "not done within \(Int(patience.rollout)) s: kubectl -n \(Names.namespace) rollout status deployment \(plan.workload)")
    }

    func waitForRollout(_ step: RepairStep) async throws(StepFailure) -> String {
        try await waitForRollout(step) as Void
        return "every replica of \(plan.workload) is new and ready"
    }

    /// With maxSurge 0 a pod that does not come up is an outage: it is not waited out to the deadline (kubesphere.md E).
    private func crashLoop(_ deployment: Deployment) async -> String? {
        let labels = (deployment.spec.selector.matchLabels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        guard !labels.isEmpty, let pods = await cluster.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", labels)]).value else { return nil }
        let workload = WorkloadFacts.workload(deployment, pods: pods.items)
        let crashing = workload.pods.first { !$0.terminating && $0.waiting == "CrashLoopBackOff" && $0.restarts >= 2 }
        return crashing.map { "pod \($0.name) does not come up: \($0.restarts) restarts\($0.lastEnd.map { ", last ended \($0)" } ?? "")" }
    }

    // MARK: Proof

    /// A finished rollout proves nothing: the Deployment has no readiness probe, and the process may not listen yet (kubesphere.md M9).
    func prove() async throws(StepFailure) -> String {
        try await provedWithDocument(.prove)
    }

    func soak() async throws(StepFailure) -> String {
        try await pause(patience.soak, .soak)
        return "\(try await provedWithDocument(.soak)), still so after \(Int(patience.soak)) s"
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
        let labels = (deployment.spec.selector.matchLabels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        guard let pods = await cluster.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", labels)]).value else {
            return .none("the new pods could not be listed", silent: true)
        }
        var workload = WorkloadFacts.workload(deployment, pods: pods.items)
        workload.pods.removeAll(where: \.terminating)
        var pace = LogPace()
        let reading = await LogReader(reader: cluster).read(workload, cursors: [], ownFailures: [:], pace: &pace).reading
        guard reading.unread.isEmpty, !workload.pods.isEmpty else { return .none("the new pods' logs could not be read", silent: false) }
        let failures = reading.failures.filter { $0.cause == .tokenNotInCache || $0.cause == .signatureInvalid }
        guard let worst = failures.max(by: { $0.count < $1.count }) else {
            return .good("weaker proof: the new pods logged no refusal in \(Int(patience.logs)) s; no token of ours was sent")
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

    /// A token that is accepted now proves nothing for the next start, if somebody has changed the document back meanwhile.
    private func confirmDocument(_ step: RepairStep, _ verdict: String) async throws(StepFailure) {
        guard !plan.edits.isEmpty else { return }
        let current = try await configMap(step)
        guard digest(current) != plan.digestAfter else { return }
        throw contested(step, current, "\(verdict), and the ConfigMap was changed again meanwhile: it will not last")
    }
}
