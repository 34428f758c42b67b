import AgentMetrics
import ConfigurationFiles
import Fleet
import FoundationEssentials
import KubeSphere
import Store

/// Puts a round into the history, in one transaction.
extension FleetWatch {
    /// A round that was made, and what it takes to record it.
    struct Probed {
        let clusters: [ClusterID]
        let result: RoundResult
        let memories: [ClusterID: ProbeMemory]
        let page: SentTokenPage
        /// What the history was asked for before the round; a round is made without it, and cannot be recorded then.
        let recovery: Result<[ClusterID: LogResumption], any Error>
    }

    func record(_ probed: Probed) async throws {
        // However this ends, the page is nobody's then: where it is still there, the next round recovers it.
        defer { probed.page.close() }
        let events: [IncidentEvent]
        do {
            _ = try probed.recovery.get()
            events = try await writer.record(
                round: probed.result.records(noted: probed.page.noted),
                rules: configuration.incidentRules, sequence: probed.page.sequence)
        } catch {
            unsettled = (unsettled + [probed.page.unsettled]).suffix(UnsettledRound.mostKept)
            throw notRecorded(error)
        }
        probed.page.discard()
        settledElsewhere.formUnion(probed.page.settledElsewhere)
        // Only now: a round that was not stored is read again, so that no failure is lost or counted twice.
        for cluster in probed.clusters { memories[cluster] = probed.memories[cluster] }
        if let trouble = keeper.recorded() {
            reporter.recordedAgain(after: trouble)
        }
        meters.record(probed.result.outcomes, probed.result.diagnoses, events)
        reporter.report(events)
        await onRecorded(probed.result, events)
    }

    /// A full disk is said once, not with every round, and the status goes on saying it.
    private func notRecorded(_ error: any Error) -> any Error {
        guard !(error is CancellationError) else { return error }
        let isNew = keeper.notRecorded(error, at: Date())
        meters.roundNotRecorded()
        reporter.notRecorded(error, isNew: isNew, lastRound)
        return error
    }
}
