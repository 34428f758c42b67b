/// What a run must remember so that another process can take it up where the first one was killed. It is written in the
/// transaction of the journal's row that goes before a write, and holds what is needed to recognise that write
/// afterwards.
package struct RepairRunState: Hashable, Codable, Sendable {
    /// The patch of the ConfigMap is about to be sent, or was: from here on the document decides.
    package var patchIntended = false
    /// The ConfigMap was seen to hold the new document.
    package var patchDone = false
    /// The server has said no, so it was certainly not stored.
    package var patchRefused = false
    /// The exact value of `kubectl.kubernetes.io/restartedAt` that the restart sets; nil before it is intended.
    package var restartedAt: String?
    /// Why the run is on its way back; nil while it goes forward.
    package var goingBack: String?
    /// The step whose leave was withdrawn, where that is why the run is on its way back.
    package var withdrawnAt: RepairStep?
    /// The same of the restart on the way back.
    package var restartedBackAt: String?

    package init() {}

    /// A write of this run may stand in the cluster.
    package var mayHaveWritten: Bool { (patchIntended && !patchRefused) || restartedAt != nil }
}

/// What the cluster holds now, as far as a killed run is concerned.
package struct RepairTrace: Hashable, Sendable {
    package enum Document: String, Hashable, Sendable { case old, new, other }

    /// What is in the ConfigMap.
    package var document: Document

    package init(document: Document) { self.document = document }
}

/// Where a killed run is taken up again.
package enum Resumption: Hashable, Sendable {
    /// Nothing of it was written: it is over.
    case stopped(String)
    /// The patch may have been sent, and the server may carry it out yet: that is made impossible first.
    case fence
    /// It goes on with this step of the plan; what came before has been done.
    case goOn(from: RepairStep)
    /// It goes on with this step of the way back.
    case goBack(from: RepairStep, reason: String)
    /// Somebody else writes the same document.
    case contested(String)
}

extension RepairPlan {
    /// Decides how a run whose process was killed is taken up: never by repeating a write.
    ///
    /// A restart whose sending was intended is gone on with: the step itself looks for its own annotation before it
    /// sends anything.
    package func resumption(_ state: RepairRunState, _ trace: RepairTrace) -> Resumption {
        if edits.isEmpty {
            return state.restartedAt == nil ? .stopped("it was killed before its first write") : .goOn(from: .restart)
        }
        guard state.patchIntended, !state.patchRefused else { return .stopped("it was killed before its first write") }
        guard trace.document != .other else {
            return .contested("while the run was interrupted, the ConfigMap became a third document")
        }
        if let reason = state.goingBack {
            return .goBack(
                from: trace.document == .new ? .rollBack : state.restartedAt == nil ? .proveBack : .restartBack,
                reason: reason)
        }
        switch (trace.document, state.restartedAt) {
        case (.new, _): return .goOn(from: .readBack)
        case (_, nil) where !state.patchDone: return .fence
        // The document was the new one: somebody has put the old one back since.
        default: return .contested("while the run was interrupted, somebody put the old document back")
        }
    }
}
