import FleetDiagnosis
import FleetModel
import FleetWords

/// Whether a restart would come up with the document as it stands. Its kinds and its words are compared beside that
/// (`document-parses`), and yet only a process that was started with it tells: identity providers, caches and all else
/// that a server sets up before it listens.
struct DocumentStart {
    let observation: Observation
    /// The last that came up, as the history knows it; nil where it knows of none.
    let last: StartedDocument?

    var gate: GateVerdict {
        guard let config = observation.config.value else {
            return Gate.documentHasStarted.cannotBeEvaluated(PlanStatement.documentUnread())
        }
        if let now = observation.startedDocument {
            return Gate.documentHasStarted.passes(
                PlanStatement.startedWith([.resourceVersion: now.resourceVersion]))
        }
        guard let last, isOfThisProgram(last) else {
            return Gate.documentHasStarted.cannotBeEvaluated(
                PlanStatement.neverSeenUpWith([.why: observation.processAgeEvidence]))
        }
        guard last.frame == config.frame else {
            return Gate.documentHasStarted.cannotBeEvaluated(
                PlanStatement.changedSince([.at: last.at, .resourceVersion: last.resourceVersion]))
        }
        return Gate.documentHasStarted.passes(PlanStatement.seenUpWith([.at: last.at]))
    }

    private func isOfThisProgram(_ last: StartedDocument) -> Bool {
        guard let version = last.version else { return false }
        return last.uid == observation.identity.value && version == observation.workload.value?.version
    }
}
