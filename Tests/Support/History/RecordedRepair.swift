package import Fleet
package import FoundationEssentials
package import Store

/// A repair of `token-not-in-cache` by hand, as a run leaves it in a history.
package struct RecordedRepair {
    package var run: String
    package var cluster: ClusterID
    package var by: String
    package var reason = "ticket 4711"
    package var began: Date
    package var ended: Date
    package var summary = "proved: the member accepts the host's tokens"
    /// Rows of the journal between the beginning and the end.
    package var steps: [(at: Date, step: String, phase: JournalEntry.Phase, detail: String)] = []

    package init(_ run: String, _ cluster: String, by: String, from began: Date, to ended: Date) {
        self.run = run
        self.cluster = ClusterID(cluster)
        self.by = by
        self.began = began
        self.ended = ended
    }

    package func write(to writer: HistoryWriter) async throws {
        _ = try await writer.beginRun(
            RunRequest(id: run, plan: plan, mode: .hand, actor: by, reason: reason, at: began), limits: PolicyLimits())
        for (at, step, phase, detail) in steps { _ = try await writer.appendJournal(row(at, step, phase, detail)) }
        _ = try await writer.endRun(run, .proved, row(ended, "close", .done, summary))
    }

    private func row(_ at: Date, _ step: String, _ phase: JournalEntry.Phase, _ detail: String) -> JournalEntry {
        JournalEntry(run: run, cluster: cluster, at: at, actor: by, step: step, phase: phase, detail: detail)
    }

    package var plan: RepairPlan {
        RepairPlan(
            cluster: cluster, uid: "uid-\(cluster)", cause: .tokenNotInCache, workload: "ks-apiserver",
            container: "ks-apiserver",
            edits: [.init(path: "authentication.oauthOptions.accessTokenMaxAge", from: "2h", to: "0")],
            configResourceVersion: "1",
            digestBefore: Fingerprint(hex: "000000000001"), digestAfter: Fingerprint(hex: "000000000002"),
            refusedBefore: .tokenNotInCache, costs: [],
            warnings: [])
    }
}
