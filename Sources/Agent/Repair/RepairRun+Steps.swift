import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

extension RepairRun {
    private func fail(_ step: RepairStep, _ reason: String, written: Bool = false) -> StepFailure {
        StepFailure(step: step, reason: reason, written: written)
    }

    private func digest(_ text: String?) -> Fingerprint? { text.map { Fingerprint(ofText: $0, key: key) } }

    /// The server validates the patch and changes nothing; that it changed nothing is looked at, not believed.
    func rehearse() async throws -> String {
        let body = RepairPatch.document(from: repair.oldText, to: repair.newText, resourceVersion: plan.configResourceVersion)
        let query: [QueryItem] = [("dryRun", "All"), ("fieldManager", RepairPatch.fieldManager)]
        switch await cluster.patch(ConfigMap.self, Names.configMapPath, .json, body: body, query: query) {
        case .failed(let fault): throw fail(.dryRun, refusal(fault))
        case .value(let answer):
            guard digest(answer.data?[Names.configKey]) == plan.digestAfter else { throw fail(.dryRun, "the server would store another document than planned") }
        }
        let current = await cluster.read(ConfigMap.self, Names.configMapPath)
        guard current.value?.metadata.resourceVersion == plan.configResourceVersion else {
            throw fail(.dryRun, "the ConfigMap has changed since it was planned: resourceVersion \(current.value?.metadata.resourceVersion ?? "unread")")
        }
        return "accepted by the server; resourceVersion \(plan.configResourceVersion) did not move"
    }

    func patch(from old: String, to new: String, resourceVersion: String?) async throws -> String {
        let body = RepairPatch.document(from: old, to: new, resourceVersion: resourceVersion)
        let query: [QueryItem] = [("fieldManager", RepairPatch.fieldManager)]
        switch await cluster.patch(ConfigMap.self, Names.configMapPath, .json, body: body, query: query) {
        case .value(let answer): return "resourceVersion is now \(answer.metadata.resourceVersion ?? "unknown")"
        case .failed(let fault) where fault.status == nil:
            // No answer is not a refusal: the server may have stored it. What it holds decides.
            return try await settleLostAnswer(from: old, to: new, fault)
        case .failed(let fault): throw fail(.patch, refusal(fault))
        }
    }

    private func settleLostAnswer(from old: String, to new: String, _ fault: Fault) async throws -> String {
        let current = digest(await cluster.read(ConfigMap.self, Names.configMapPath).value?.data?[Names.configKey])
        switch current {
        case digest(new): return "the answer was lost (\(fault.message)); the document is in place"
        case digest(old): throw fail(.patch, "no answer, and nothing was changed: \(fault.message)")
        case nil: throw fail(.patch, "no answer, and the ConfigMap could not be read again: \(fault.message)", written: true)
        default: throw fail(.patch, "no answer, and the ConfigMap now holds a third document: somebody else writes it")
        }
    }

    private func refusal(_ fault: Fault) -> String {
        fault.kind == .conflict ? "the ConfigMap is no longer what was planned (\(fault.message)): plan again" : fault.message
    }

    func readBack() async throws -> String {
        switch await cluster.read(ConfigMap.self, Names.configMapPath) {
        case .failed(let fault): throw fail(.readBack, fault.message)
        case .value(let configMap):
            guard digest(configMap.data?[Names.configKey]) == plan.digestAfter else { throw fail(.readBack, "somebody else changed the document at once") }
            return "the ConfigMap holds the planned document \(plan.digestAfter)"
        }
    }

    func restart() async throws -> String {
        let path = Names.deploymentPath(plan.workload)
        var last = "no attempt was made"
        // The Deployment's status moves its resourceVersion: a conflict is asked again, a few times.
        for _ in 0..<4 {
            guard let version = await cluster.read(Deployment.self, path).value?.metadata.resourceVersion else {
                last = "deployment \(plan.workload) could not be read"
                continue
            }
            let query: [QueryItem] = [("fieldManager", RepairPatch.fieldManager)]
            switch await cluster.patch(Deployment.self, path, .strategicMerge, body: RepairPatch.restart(at: now(), resourceVersion: version), query: query) {
            case .value(let deployment): return "deployment \(plan.workload) is at generation \(deployment.metadata.generation ?? 0)"
            case .failed(let fault) where fault.kind == .conflict: last = fault.message
            case .failed(let fault): throw fail(.restart, fault.message)
            }
        }
        throw fail(.restart, last)
    }

    func waitForRollout() async throws -> String {
        let started = ContinuousClock.now
        let path = Names.deploymentPath(plan.workload)
        while ContinuousClock.now - started < .seconds(rolloutTimeout) {
            if let deployment = await cluster.read(Deployment.self, path).value {
                let workload = WorkloadFacts.workload(deployment, pods: [])
                if let stalled = workload.rolloutStalled { throw fail(.rollout, stalled) }
                if workload.rolloutComplete { return "\(workload.replicas) of \(workload.replicas) replicas are new and ready" }
            }
            try await pause(.milliseconds(300), .rollout)
        }
        throw fail(.rollout, "not done within \(Int(rolloutTimeout)) s: kubectl -n \(Names.namespace) rollout status deployment \(plan.workload)")
    }

    /// A finished rollout proves nothing: the Deployment has no readiness probe, and the process may not listen yet (kubesphere.md M9).
    func prove() async throws -> String {
        var last = "no answer"
        for _ in 0..<40 {
            let time = now()
            let tokens = RoundTokens(
                host: repair.host, signed: try await AcceptanceToken.signed(with: repair.hostSecret, at: time, version: repair.hostVersion),
                misSigned: try await AcceptanceToken.misSigned(at: time))
            let result = await AcceptanceProbe(reader: cluster, tokens: tokens, version: repair.version).run(controlKnown: false)
            await account(plan.cluster, result.ownFailures)
            switch result.acceptance {
            case .accepted:
                try await confirmDocument()
                return "a token signed with \(repair.host)'s secret is accepted; a mis-signed one was refused"
            case .refused(_, let message): throw fail(.prove, "still refused: \(message)")
            case .unproven(let why): last = why
            case .unavailable(let fault): last = fault.message
            case .notAttempted(let why): last = why
            }
            try await pause(.milliseconds(500), .prove)
        }
        throw fail(.prove, last)
    }

    /// A token that is accepted now proves nothing for the next start, if somebody has changed the document back meanwhile.
    private func confirmDocument() async throws {
        guard !plan.edits.isEmpty else { return }
        let configMap = await cluster.read(ConfigMap.self, Names.configMapPath).value
        guard digest(configMap?.data?[Names.configKey]) != plan.digestAfter else { return }
        let writer = configMap.flatMap { ConfigOwnership.lastWrite($0.metadata) }?.manager ?? "unknown"
        throw StepFailure(
            step: .prove, reason: "access is back, but the ConfigMap was changed again meanwhile (by \(writer)): it will not last; change it at its owner",
            written: true, contested: true)
    }

    private func pause(_ duration: Duration, _ step: RepairStep) async throws {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw fail(step, "interrupted")
        }
    }
}
