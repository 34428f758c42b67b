/// One step of a repair; the raw values are journaled.
package enum RepairStep: String, Codable, Sendable, CaseIterable {
    case gates
    case dryRun = "dry-run"
    case patch
    case readBack = "read-back"
    case restart
    case rollout
    case prove
    case soak
    case rollBack = "roll-back"
    case restartBack = "restart-back"
    case rolloutBack = "rollout-back"
    case proveBack = "prove-back"
    /// A patch that was sent and not answered can no longer be carried out.
    case fence
    /// A run that a killed process left was found.
    case recover
    case close

    /// What it does and what must hold, in one line for a person.
    package var explanation: String {
        switch self {
        case .gates: "every gate is evaluated again on a fresh observation"
        case .dryRun: "server-side dry run of the patch; the resourceVersion must not move"
        case .patch: "JSON patch of data[kubesphere.yaml], guarded by test on the ConfigMap's uid and resourceVersion"
        case .readBack: "the ConfigMap is read again and must hold exactly the planned document"
        case .restart: "restart through the pod template's kubectl.kubernetes.io/restartedAt annotation"
        case .rollout: "wait until every replica is new and ready, at most the rollout deadline"
        case .prove: "a host token is accepted and a forged one rejected"
        case .soak: "access is proved again after a while, and the document must still be the planned one"
        case .rollBack:
            "the old document is put back where the planned one stands, guarded by test on uid and resourceVersion"
        case .restartBack: "the workload is restarted with the old document"
        case .rolloutBack: "wait until every replica is new and ready, at most the rollout deadline"
        case .proveBack: "the member must answer as it did before the repair, or accept the token"
        case .fence:
            """
            the ConfigMap's resourceVersion moves on by an annotation, so that a patch that may still be under way \
            fails its test
            """
        case .recover: "what the cluster holds is compared with what the killed run was about to do"
        case .close: "the outcome is journaled"
        }
    }

    /// What becomes of a run at this step when a freeze begins. The leave for a write is asked for before the step is
    /// journaled.
    package var underFreeze: String {
        switch self {
        case .restart, .rollout, .prove, .soak, .close: "it has written everything, and is only proved"
        case .rollBack, .restartBack, .rolloutBack, .proveBack:
            "it puts back what it wrote already, and goes on to its end"
        case .gates, .dryRun, .patch, .readBack, .fence, .recover:
            "it stops before its next write, and then puts back what it wrote"
        }
    }

    /// A step that changes a cluster, and may only be taken where windows and freezes allow it.
    package var needsPermission: Bool { self == .patch || self == .restart }
}
