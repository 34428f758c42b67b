/// What a rollout does when its pods do not come up, and how it goes on when they do.
extension Workload {
    /// The image is there: pods that waited for it start.
    func imageArrived() {
        for pod in pods where pod.isWaitingForImage && !pod.isTerminating {
            start(pod)
            pod.process?.listen()
        }
        settle()
    }

    /// Starts crashed containers again at once, as the end of a kubelet's back-off does.
    func restartCrashed() {
        for pod in pods where !pod.isTerminating {
            if case .crashLooping = pod.state { restart(pod) }
        }
    }

    /// What `kubectl rollout restart` does: a changed annotation of the template, and a rollout.
    func restartByRollout(manager: String) {
        let old = deployment
        var new = old
        new[["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"]] = .string(
            Timestamp.now.rfc3339Nano)
        new[["metadata", "generation"]] = .int((old[["metadata", "generation"]]?.int ?? 1) + 1)
        ManagedFields.update(&new, from: old, by: FieldManager(name: manager), at: .now)
        store.put(.deployments, new)
        deploymentChanged()
    }

    /// A ReplicaSet's revision is that of the latest rollout to its template: `kubectl rollout undo` finds the one
    /// before by it.
    func setRevision(_ revision: Int, of replicaSet: String) {
        guard var object = store.object(.replicasets, replicaSet) else { return }
        object[["metadata", "annotations", "deployment.kubernetes.io/revision"]] = .string(String(revision))
        store.put(.replicasets, object)
    }

    /// Says that a rollout has not got on: the Deployment controller does after `progressDeadlineSeconds`, 600 in every
    /// manifest. Twenty rollouts' time stands for them here.
    func watchDeadline(of hash: String) {
        after(20 * rolloutSeconds) { [weak self] in
            guard let self, currentHash == hash, progressing.hash == hash,
                progressing.reason != "NewReplicaSetAvailable"
            else { return }
            progressing.reason = "ProgressDeadlineExceeded"
            writeStatus(observing: true)
        }
    }
}

extension Pod {
    var isWaitingForImage: Bool {
        if case .waitingForImage = state { true } else { false }
    }
}
