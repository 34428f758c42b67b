/// Faults of writes and of what follows them: they join the cluster's other fault.
extension ClusterState {
    func join(_ fault: Fault) {
        leave(fault)
        joined.append(fault)
        switch fault {
        case _ where fault.concernsRegister: break
        case .denied(let verb, let resource): api.denials.insert(Denial(verb: verb, resource: resource))
        case .rolloutHangs: environment.imageIsMissing = true
        case .crashOnNewConfiguration: environment.onlyBearableText = configurationText ?? ""
        case .proofRefused: environment.alwaysChecksCache = true
        case .ownerReverts(let delay): owner = Owner(text: configurationText ?? healthyText, delay: delay.inSeconds)
        default: api.writeFaults.add(fault)
        }
    }

    /// Ends one fault that was joined, or one of the same name with other arguments.
    func leave(_ fault: Fault) {
        let ended = joined.filter { $0.isLike(fault) }
        joined.removeAll { $0.isLike(fault) }
        for fault in ended { end(fault) }
    }

    func leaveAll() {
        let ended = joined
        joined = []
        for fault in ended { end(fault) }
    }

    private func end(_ fault: Fault) {
        switch fault {
        case _ where fault.concernsRegister: break
        case .denied(let verb, let resource): api.denials.remove(Denial(verb: verb, resource: resource))
        case .rolloutHangs:
            environment.imageIsMissing = false
            workload.imageArrived()
        case .crashOnNewConfiguration:
            environment.onlyBearableText = nil
            workload.restartCrashed()
        case .proofRefused: environment.alwaysChecksCache = false
        case .ownerReverts: owner = nil
        case .holdWrite:
            api.writeFaults.remove(fault)
            api.doHeldWrites()
        default: api.writeFaults.remove(fault)
        }
    }

    /// What a fault that rewrites the document makes the new normal of: it is no client's write.
    func takeAsBaseline(_ text: String) {
        if environment.onlyBearableText != nil { environment.onlyBearableText = text }
        owner?.text = text
    }

    /// Told of each client's write of the ConfigMap: an owner that reverts does so a while later, and restarts
    /// ks-apiserver.
    func configurationWrittenByClient() {
        guard let owner, configurationText != owner.text else { return }
        workload.after(owner.delay) { [weak self] in self?.renderAnew() }
    }

    private func renderAnew() {
        guard let owner, configurationText != owner.text else { return }
        // ks-installer applies with kubectl, the 4.x controller with Helm's library.
        writeConfiguration(owner.text, manager: configuration.version.is3 ? "kubectl-client-side-apply" : "helm")
        workload.configurationChanged()
        workload.restartByRollout(manager: configuration.version.is3 ? "kubectl-rollout" : "helm")
    }
}

/// The program that a ConfigMap belongs to, while it undoes what others write.
struct Owner {
    var text: String
    let delay: Double
}

extension Fault {
    /// Whether it is the same fault, whatever its count, its time or its target.
    func isLike(_ other: Fault) -> Bool {
        switch (self, other) {
        case (.lateAnswer, .lateAnswer), (.ownerReverts, .ownerReverts): true
        default: aimed(at: .any) == other.aimed(at: .any)
        }
    }
}
