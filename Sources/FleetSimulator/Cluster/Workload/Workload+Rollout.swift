extension Workload {
    /// One thing that a controller does, at a fraction of the rollout's time.
    private typealias Step = (at: Double, act: () -> Void)

    /// Acts on a changed Deployment, as the Deployment controller does.
    func deploymentChanged() {
        guard !isRolling else { return }
        let hash = currentHash
        dropUnhealthy(beside: hash)
        let live = pods.filter { !$0.isTerminating }
        let outdated = live.filter { $0.templateHash != hash }
        if !outdated.isEmpty, live.contains(where: { $0.templateHash == hash && !$0.isReady }) {
            // A new pod does not come up: the rollout waits for it, and `settle()` goes on.
            return
        }
        if live.count > desiredReplicas {
            remove(
                Array(
                    (outdated + live.filter { $0.templateHash == hash }.reversed()).prefix(live.count - desiredReplicas)
                ))
        } else if !outdated.isEmpty {
            rollOut()
        } else if live.count < desiredReplicas {
            add(desiredReplicas - live.count, hash: hash)
        } else if deployment[["status", "observedGeneration"]] != deployment[["metadata", "generation"]] {
            after(rolloutSeconds * 0.05) { [weak self] in self?.writeStatus(observing: true) }
        }
    }

    /// A new template while the one before it does not come up: of the old pods the unhealthy ones go first, and at
    /// once (cleanupUnhealthyReplicas in the controller's rolling.go), so that the new revision begins and not a
    /// removal.
    private func dropUnhealthy(beside hash: String) {
        let live = pods.filter { !$0.isTerminating }
        guard live.count > desiredReplicas, !live.contains(where: { $0.templateHash == hash }) else { return }
        for pod in live.filter({ !$0.isReady }).prefix(live.count - desiredReplicas) {
            beginTermination(pod)
            finishTermination(pod)
        }
    }

    private func run(_ steps: [Step], seconds: Double) {
        isRolling = true
        for step in steps { after(step.at * seconds, step.act) }
        after(seconds) { [weak self] in
            guard let self else { return }
            isRolling = false
            deploymentChanged()
        }
    }

    private func rollOut() {
        let hash = currentHash
        let outdated = pods.filter { !$0.isTerminating && $0.templateHash != hash }
        let isFirst = !pods.contains { $0.templateHash == hash }
        let size = max(1, maxSurge > 0 ? maxSurge : maxUnavailable)
        let batches = (desiredReplicas + size - 1) / size
        let batch = Array(outdated.prefix(size))
        var steps: [Step] = isFirst ? [(0.05, { [weak self] in self?.startRevision(hash) })] : []
        steps += maxSurge > 0 ? surging(batch, hash: hash) : replacing(batch, hash: hash)
        run(steps, seconds: rolloutSeconds / Double(max(1, batches)))
    }

    private func startRevision(_ hash: String) {
        let revision =
            (Int(deployment[["metadata", "annotations", "deployment.kubernetes.io/revision"]]?.string ?? "1") ?? 1) + 1
        createReplicaSet(hash, at: .now)
        progressing = ("NewReplicaSetCreated", hash)
        writeStatus(observing: false, revision: revision)
        setRevision(revision, of: "\(name)-\(hash)")
        watchDeadline(of: hash)
    }

    /// 3.x: no surge, the old pod goes first, and with one replica nobody answers for a moment.
    private func replacing(_ batch: [Pod], hash: String) -> [Step] {
        var created: [Pod] = []
        return [
            (
                0.10,
                { [self] in
                    writeStatus(observing: true)
                    for pod in batch { beginTermination(pod) }
                }
            ),
            (
                0.20,
                { [self] in
                    progressing.reason = "ReplicaSetUpdated"
                    writeStatus(observing: true)
                    created = batch.map { _ in createPod(hash) }
                    writeStatus(observing: true)
                }
            ),
            (0.25, { [self] in for pod in created { schedule(pod) } }),
            (
                0.40,
                { [self] in
                    for pod in batch { finishTermination(pod) }
                    writeStatus(observing: true)
                }
            ),
            (
                0.80,
                { [self] in
                    for pod in created { start(pod) }
                    settle()
                }
            ),
            (0.98, { for pod in created { pod.process?.listen() } }),
        ]
    }

    /// 4.x: a new pod comes before an old one goes.
    private func surging(_ batch: [Pod], hash: String) -> [Step] {
        var created: [Pod] = []
        return [
            (
                0.10,
                { [self] in
                    writeStatus(observing: true, surge: batch.count)
                    created = batch.map { _ in createPod(hash) }
                }
            ),
            (
                0.15,
                { [self] in
                    progressing.reason = "ReplicaSetUpdated"
                    writeStatus(observing: true, surge: batch.count)
                    for pod in created { schedule(pod) }
                }
            ),
            (0.30, { [self] in for pod in created { start(pod, isReady: false) } }),
            (
                0.50,
                { [self] in
                    for pod in created { becomeReady(pod) }
                    writeStatus(observing: true, surge: batch.count)
                }
            ),
            (0.70, { for pod in created { pod.process?.listen() } }),
            (
                0.75,
                { [self] in
                    guard created.allSatisfy(\.isReady) else { return }
                    for pod in batch { beginTermination(pod) }
                    settle()
                }
            ),
            (
                0.90,
                { [self] in
                    for pod in batch where pod.isTerminating { finishTermination(pod) }
                    writeStatus(observing: true)
                }
            ),
        ]
    }

    private func becomeReady(_ pod: Pod) {
        guard pod.process != nil else { return }
        pod.isReady = true
        report(pod)
    }

    private func remove(_ leaving: [Pod]) {
        run(
            [
                (
                    0.05,
                    { [self] in
                        for pod in leaving { beginTermination(pod) }; writeStatus(observing: true)
                    }
                ),
                (
                    0.30,
                    { [self] in
                        for pod in leaving { finishTermination(pod) }; settle()
                    }
                ),
            ], seconds: rolloutSeconds)
    }

    private func add(_ count: Int, hash: String) {
        var created: [Pod] = []
        run(
            [
                (
                    0.10,
                    { [self] in
                        createReplicaSet(hash, at: .now)
                        progressing.hash = hash
                        created = (0..<count).map { _ in createPod(hash) }
                        for pod in created { schedule(pod) }
                        writeStatus(observing: true)
                    }
                ),
                (
                    0.70,
                    { [self] in
                        for pod in created { start(pod) }; settle()
                    }
                ),
                (0.90, { for pod in created { pod.process?.listen() } }),
            ], seconds: rolloutSeconds)
    }

    /// Writes the Deployment's status after pods became ready or stopped being so, and goes on with a rollout that
    /// waited.
    func settle() {
        let live = pods.filter { !$0.isTerminating }
        let hash = currentHash
        if live.count == desiredReplicas, live.allSatisfy({ $0.templateHash == hash && $0.isReady }) {
            progressing = ("NewReplicaSetAvailable", hash)
        }
        writeStatus(observing: true)
        deploymentChanged()
    }
}
