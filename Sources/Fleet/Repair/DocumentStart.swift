/// Whether a restart would come up with the document as it stands. Its kinds and its words are compared beside that
/// (`document-parses`), and yet only a process that was started with it tells: identity providers, caches and all else
/// that a server sets up before it listens.
struct DocumentStart {
    let observation: Observation
    /// The last that came up, as the history knows it; nil where it knows of none.
    let last: StartedDocument?

    var gate: GateVerdict {
        guard let config = observation.config.value else {
            return .cannotBeEvaluated(.documentHasStarted, "its document was not read")
        }
        if let now = observation.startedDocument {
            return GateVerdict(
                .documentHasStarted, true,
                "the process that runs was started with resourceVersion \(now.resourceVersion)")
        }
        guard let last, isOfThisProgram(last) else { return .cannotBeEvaluated(.documentHasStarted, unknown) }
        guard last.frame == config.frame else { return .cannotBeEvaluated(.documentHasStarted, changed(since: last)) }
        return GateVerdict(
            .documentHasStarted, true,
            """
            a process was seen up with it at \(last.at.rfc3339); since then at most jwtSecret and accessTokenMaxAge \
            were changed
            """
        )
    }

    private func isOfThisProgram(_ last: StartedDocument) -> Bool {
        guard let version = last.version else { return false }
        return last.uid == observation.identity.value && version == observation.workload.value?.version
    }

    private var unknown: String {
        """
        no process is known to have started with this document (\(observation.processAgeEvidence)), so a restart may \
        not come back
        """
    }

    private func changed(since last: StartedDocument) -> String {
        "more than jwtSecret and accessTokenMaxAge was changed since a process came up with it, at \(last.at.rfc3339) "
            + "(resourceVersion \(last.resourceVersion)), so a restart may not come back"
    }
}
