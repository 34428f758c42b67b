import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// The steps that write, and the ones that look at what was written.
extension RepairRun {
    mutating func perform(_ step: RepairStep) async throws(StepFailure) -> String {
        switch step {
        case .dryRun: return try await rehearse()
        case .patch: return try await patch()
        case .readBack: return try await readBack()
        case .restart: return try await restart(step, at: state.restartedAt)
        case .restartBack: return try await restart(step, at: state.restartedBackAt)
        case .rollout, .rolloutBack: return try await waitForRollout(step)
        case .prove: return try await prove()
        case .soak: return try await soak()
        case .rollBack: return try await rollBack()
        case .fence: return try await fence()
        case .proveBack: return try await proveBack()
        case .gates, .recover, .close: preconditionFailure("\(step.rawValue) is no step of a plan")
        }
    }

    /// Whether two documents are the same, without holding on to either.
    func digest(_ configMap: ConfigMap) -> Fingerprint? {
        configMap.data?[Names.configKey].map { Fingerprint(ofText: $0, key: key) }
    }

    private func bodies(_ step: RepairStep) -> RepairPatch {
        RepairPatch(run: id, step: step, reason: reason.isEmpty ? plan.cause.rawValue : reason)
    }

    private func opened(_ step: RepairStep) throws(StepFailure) -> RepairDocuments {
        do throws(Fault) { return try documents.get() } catch { throw StepFailure(step: step, reason: error.message) }
    }

    // MARK: Patch

    /// The server validates the patch and changes nothing; that it changed nothing is looked at, not believed.
    private func rehearse() async throws(StepFailure) -> String {
        let current = try await planned(.dryRun)
        switch await send(.patch, try opened(.dryRun).new, over: current, query: [("dryRun", "All")]) {
        case .failed(let fault): throw StepFailure(step: .dryRun, reason: refusal(fault))
        case .value(let answer):
            guard digest(answer) == plan.digestAfter else {
                throw StepFailure(step: .dryRun, reason: "the server would store another document than planned")
            }
        }
        _ = try await planned(.dryRun)
        return "accepted by the server; resourceVersion \(plan.configResourceVersion) did not move"
    }

    /// The ConfigMap, as long as it is the one that was planned with.
    private func planned(_ step: RepairStep) async throws(StepFailure) -> ConfigMap {
        let current = try await configMap(step)
        guard current.metadata.resourceVersion == plan.configResourceVersion, digest(current) == plan.digestBefore
        else {
            throw StepFailure(
                step: step,
                reason:
                    """
                    the ConfigMap has changed since it was planned: resourceVersion \
                    \(current.metadata.resourceVersion ?? "unread")
                    """
            )
        }
        return current
    }

    private mutating func patch() async throws(StepFailure) -> String {
        let text: String
        let current: ConfigMap
        do throws(StepFailure) {
            text = try opened(.patch).new
            current = try await planned(.patch)
        } catch {
            state.patchRefused = true
            throw error
        }
        switch await send(.patch, text, over: current) {
        case .value(let answer):
            state.patchDone = true
            return "resourceVersion is now \(answer.metadata.resourceVersion ?? "unknown")"
        case .failed(let fault) where fault.mayHaveBeenCarriedOut: return try await settleLostAnswer(fault)
        case .failed(let fault):
            state.patchRefused = true
            throw StepFailure(step: .patch, reason: refusal(fault))
        }
    }

    /// No answer is not a refusal: the server may have stored it, or may be about to. What it holds decides, looked at
    /// more than once.
    private mutating func settleLostAnswer(_ fault: Fault) async throws(StepFailure) -> String {
        for _ in 1...2 {
            let current = try await configMap(.patch)
            switch digest(current) {
            case plan.digestAfter:
                state.patchDone = true
                return "the answer was lost (\(fault.message)); the document is in place"
            case plan.digestBefore: try await pause(1, .patch)
            default:
                throw contested(.patch, current, "no answer to the patch, and the ConfigMap now holds a third document")
            }
        }
        let detail = try await take(.fence)
        guard state.patchRefused else { return "the answer was lost (\(fault.message)); \(detail)" }
        throw StepFailure(step: .patch, reason: "no answer, and nothing was changed: \(fault.message); \(detail)")
    }

    /// The patch tests the resourceVersion that it was planned with. Once that has moved on while the old document is
    /// in place, the patch can never be carried out, however late the server comes to it; who moved it does not matter.
    private mutating func fence() async throws(StepFailure) -> String {
        var last = "no attempt was made"
        for _ in 0..<6 {
            let current = try await configMap(.fence)
            switch digest(current) {
            case plan.digestAfter:
                state.patchDone = true
                return "the patch has arrived: the planned document is in place"
            case plan.digestBefore: break
            default: throw contested(.fence, current, "the ConfigMap holds a third document")
            }
            if current.metadata.resourceVersion != plan.configResourceVersion {
                state.patchRefused = true
                return
                    """
                    resourceVersion has moved on to \(current.metadata.resourceVersion ?? "unread"): no patch that was \
                    sent before is carried out any more
                    """
            }
            let query: [QueryItem] = [("fieldManager", RepairPatch.fieldManager)]
            if let fault = await cluster.patch(
                ConfigMap.self, Names.configMapPath, .json, body: bodies(.fence).mark(current.metadata), query: query
            ).fault {
                last = fault.message
                try await pause(fault.kind == .tooManyRequests ? 1 : 0.2, .fence)
            }
        }
        throw StepFailure(step: .fence, reason: last, kind: .unsettled)
    }

    /// - Parameter current: the ConfigMap whose document was compared just now: the write holds for exactly that one.
    private func send(
        _ step: RepairStep, _ text: String, over current: ConfigMap, query: [QueryItem] = []
    ) async -> Reading<ConfigMap> {
        await cluster.patch(
            ConfigMap.self, Names.configMapPath, .json, body: bodies(step).document(text, metadata: current.metadata),
            query: query + [("fieldManager", RepairPatch.fieldManager)])
    }

    private func refusal(_ fault: Fault) -> String {
        fault.kind == .conflict
            ? "the ConfigMap is no longer what was planned (\(fault.message)): plan again" : fault.message
    }

    private mutating func readBack() async throws(StepFailure) -> String {
        let current = try await configMap(.readBack)
        guard digest(current) == plan.digestAfter else {
            throw contested(.readBack, current, "the document was changed at once")
        }
        state.patchDone = true
        return "the ConfigMap holds the planned document \(plan.digestAfter)"
    }

    // MARK: Roll back

    private func rollBack() async throws(StepFailure) -> String {
        var last: Fault?
        for _ in 0..<6 {
            let current = try await configMap(.rollBack)
            switch digest(current) {
            case plan.digestBefore: return "the ConfigMap holds the old document \(plan.digestBefore)"
            case plan.digestAfter: break
            default: throw contested(.rollBack, current, "the ConfigMap holds a third document")
            }
            switch await send(.rollBack, try opened(.rollBack).old, over: current) {
            case .value(let answer):
                return
                    "the old document is back; resourceVersion is now \(answer.metadata.resourceVersion ?? "unknown")"
            // Looked at again: it may have been stored, or something beside the document has changed.
            case .failed(let fault) where fault.isWorthAnotherLook: last = fault
            case .failed(let fault): throw StepFailure(step: .rollBack, reason: fault.message)
            }
            try await pause(last?.kind == .tooManyRequests ? 2 : 0.5, .rollBack)
        }
        throw StepFailure(step: .rollBack, reason: last?.message ?? "no attempt was made", kind: .unsettled)
    }

    // MARK: Restart

    func restartStands(_ step: RepairStep) async throws(StepFailure) -> Bool {
        bodies(step).stands(on: try await deployment(step).metadata)
    }

    private mutating func restart(_ step: RepairStep, at time: String?) async throws(StepFailure) -> String {
        var last: Fault?
        // The Deployment's status moves its resourceVersion: a conflict is asked again, a few times.
        for _ in 0..<6 {
            let current = try await deployment(step)
            let patch = bodies(step)
            if patch.stands(on: current.metadata) {
                return
                    """
                    deployment \(plan.workload) carries this restart, at generation \(current.metadata.generation ?? 0)
                    """
            }
            if step == .restart, let why = await foreign(current.metadata) {
                throw notSent(StepFailure(step: step, reason: why))
            }
            let body = patch.restart(at: time ?? "", resourceVersion: current.metadata.resourceVersion ?? "")
            let query: [QueryItem] = [("fieldManager", RepairPatch.fieldManager)]
            switch await cluster.patch(
                Deployment.self, Names.deploymentPath(plan.workload), .strategicMerge, body: body, query: query)
            {
            case .value(let deployment):
                return "deployment \(plan.workload) is at generation \(deployment.metadata.generation ?? 0)"
            case .failed(let fault) where fault.isWorthAnotherLook:
                last = fault
                if step == .restart, fault.mayHaveBeenCarriedOut { restartMayBeUnderWay = true }
            case .failed(let fault):
                throw step == .restart
                    ? notSent(StepFailure(step: step, reason: fault.message))
                    : StepFailure(step: step, reason: fault.message)
            }
            try await pause(last?.kind == .tooManyRequests ? 2 : 0.2, step)
        }
        throw StepFailure(step: step, reason: last?.message ?? "no attempt was made", kind: .unsettled)
    }

    /// Nothing was restarted, so that nothing has to be restarted on the way back; unless one that was sent before may
    /// come yet.
    private mutating func notSent(_ failure: StepFailure) -> StepFailure {
        if !restartMayBeUnderWay { state.restartedAt = nil }
        return failure
    }

    // MARK: Reads

    /// Tried for a while: what cannot be read leaves the run open.
    func configMap(_ step: RepairStep) async throws(StepFailure) -> ConfigMap {
        try await read(step) { await cluster.read(ConfigMap.self, Names.configMapPath) }
    }

    func deployment(_ step: RepairStep) async throws(StepFailure) -> Deployment {
        try await read(step) { await cluster.read(Deployment.self, Names.deploymentPath(plan.workload)) }
    }

    private func read<Value: Sendable>(_ step: RepairStep, _ ask: () async -> Reading<Value>) async throws(StepFailure)
        -> Value
    {
        let started = ContinuousClock.now
        while true {
            switch await ask() {
            case .value(let value): return value
            case .failed(let fault):
                guard ContinuousClock.now - started < .seconds(patience.proof) else {
                    throw StepFailure(step: step, reason: fault.message, kind: .unsettled)
                }
            }
            try await pause(0.5, step)
        }
    }

    /// Whoever wrote last, by name: it is the one to talk to.
    func contested(_ step: RepairStep, _ current: ConfigMap, _ what: String) -> StepFailure {
        let writer = ConfigOwnership.lastWrite(current.metadata)?.manager ?? "unknown"
        return StepFailure(step: step, reason: "\(what) (by \(writer)): change it at its owner", kind: .contested)
    }

    func pause(_ seconds: Double, _ step: RepairStep) async throws(StepFailure) {
        do { try await patience.pause(seconds) } catch {
            throw StepFailure(step: step, reason: "interrupted", kind: .unsettled)
        }
    }
}

extension Fault {
    /// Somebody else's write came between, the server was too busy (429: not carried out), or the answer was lost.
    fileprivate var isWorthAnotherLook: Bool { kind == .conflict || kind == .tooManyRequests || mayHaveBeenCarriedOut }

    /// The request may have been carried out although no good answer came.
    fileprivate var mayHaveBeenCarriedOut: Bool {
        guard let status else { return true }
        return status >= 500 || kind == .malformedAnswer
    }
}
