import Crypto
import FoundationEssentials

/// What would be done to one member, in full, before anything is done. Two equal plans have equal hashes; a plan whose hash has changed
/// since it was shown is not carried out.
package struct RepairPlan: Hashable, Codable, Sendable {
    /// One scalar of kubesphere.yaml, with secrets as fingerprints.
    package struct Edit: Hashable, Codable, Sendable {
        package let path: String
        package let from: String
        package let to: String

        package init(path: String, from: String, to: String) {
            self.path = path
            self.from = from
            self.to = to
        }
    }

    package let cluster: ClusterID
    /// The cluster's kube-system UID: a context that points elsewhere by tomorrow is another cluster.
    package let uid: String
    package let cause: Cause
    package let workload: String
    package let container: String
    /// Empty where only a restart is needed.
    package let edits: [Edit]
    package let configResourceVersion: String
    /// Digest of the whole document before the edit, and of the document the edit makes of it.
    package let digestBefore: Fingerprint
    package let digestAfter: Fingerprint
    /// What the repair costs those who use the cluster.
    package let costs: [String]
    /// Why it may not last, and what would.
    package let warnings: [String]

    package init(
        cluster: ClusterID, uid: String, cause: Cause, workload: String, container: String, edits: [Edit], configResourceVersion: String,
        digestBefore: Fingerprint, digestAfter: Fingerprint, costs: [String], warnings: [String]
    ) {
        self.cluster = cluster
        self.uid = uid
        self.cause = cause
        self.workload = workload
        self.container = container
        self.edits = edits
        self.configResourceVersion = configResourceVersion
        self.digestBefore = digestBefore
        self.digestAfter = digestAfter
        self.costs = costs
        self.warnings = warnings
    }

    /// 12 hexadecimal digits of SHA-256 over the plan's canonical JSON.
    package var hash: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("a plan of strings always encodes") }
        return SHA256.hash(data: data).prefix(6).hexadecimal
    }

    /// The steps in order, each with the condition under which it is taken.
    package var steps: [RepairStep] {
        (edits.isEmpty ? [] : [.dryRun, .patch, .readBack]) + [.restart, .rollout, .prove]
    }
}

/// One step of a repair; the raw values are journaled.
package enum RepairStep: String, Codable, Sendable, CaseIterable {
    case gates
    case dryRun = "dry-run"
    case patch
    case readBack = "read-back"
    case restart
    case rollout
    case prove
    case rollBack = "roll-back"
    case close

    /// What it does and what must hold, in one line for a person.
    package var explanation: String {
        switch self {
        case .gates: "every gate is evaluated again on a fresh observation"
        case .dryRun: "server-side dry run of the patch; the resourceVersion must not move"
        case .patch: "JSON patch of data[kubesphere.yaml], guarded by test on the old document and the resourceVersion"
        case .readBack: "the ConfigMap is read again and must hold exactly the planned document"
        case .restart: "restart through the pod template's kubectl.kubernetes.io/restartedAt annotation"
        case .rollout: "wait until every replica is new and ready, at most the rollout deadline"
        case .prove: "a token signed with the host's secret is accepted and a mis-signed one refused"
        case .rollBack: "the old document is put back, guarded by test on the new one, and the workload restarted"
        case .close: "the outcome is journaled"
        }
    }
}
