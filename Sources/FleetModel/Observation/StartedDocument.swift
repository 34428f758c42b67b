package import FoundationEssentials

/// A document with which a process of the cluster is known to have come up, but for what a repair writes: nothing else
/// tells that one would.
package struct StartedDocument: Hashable, Codable, Sendable {
    /// Of kube-system: a context may come to lead to another cluster.
    package let uid: String
    /// `ConfigFacts.frame` of it.
    package let frame: Fingerprint
    /// Of the process: another version reads a document by other rules.
    package let version: KubeSphereVersion?
    package let resourceVersion: String
    /// When that was seen first.
    package let at: Date

    package init(uid: String, frame: Fingerprint, version: KubeSphereVersion?, resourceVersion: String, at: Date) {
        self.uid = uid
        self.frame = frame
        self.version = version
        self.resourceVersion = resourceVersion
        self.at = at
    }
}

extension Observation {
    /// The document as it stands, where every process has been started with it and they answer; nil where that is not
    /// certain.
    package var startedDocument: StartedDocument? {
        guard let uid = identity.value, let config = config.value, let workload = workload.value,
            let written = config.lastWrite?.time, answers
        else { return nil }
        let pods = workload.pods.filter { !$0.terminating }
        guard !pods.isEmpty, pods.allSatisfy({ $0.ready && $0.waiting == nil && $0.hasRead(whatWasWrittenAt: written) })
        else { return nil }
        return StartedDocument(
            uid: uid, frame: config.frame, version: workload.version, resourceVersion: config.resourceVersion, at: at)
    }

    /// It listens only after it has read its document, and after what it starts with has answered.
    private var answers: Bool {
        switch acceptance {
        case .accepted, .unproven, .refused: true
        case .unavailable, .notAttempted: hasRunForAMinute
        }
    }

    private var hasRunForAMinute: Bool {
        guard let newest = workload.value?.pods.compactMap(\.startedAt).max() else { return false }
        return at.timeIntervalSince(newest) >= 60
    }
}

extension Workload.Pod {
    /// Seconds by which the clock of a node, which tells of a container's start, may be ahead of its API server's,
    /// which tells of the write.
    private static let clocksApart = 600.0

    /// A new pod mounts the ConfigMap as it is, some moments after it was made; a container that restarts in an old one
    /// is given it with the kubelet's lag. The API tells both to the second, and an installer that writes both writes
    /// the ConfigMap first.
    fileprivate func hasRead(whatWasWrittenAt written: Date) -> Bool {
        guard let startedAt else { return false }
        if let createdAt, createdAt >= written { return true }
        return startedAt.timeIntervalSince(written) > ProcessAge.kubeletLag + Self.clocksApart
    }
}
