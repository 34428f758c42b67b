package import Fleet
import FoundationEssentials
import Kubernetes
import NIOPosix
import Store

/// Everything a repair by hand needs, opened from agent.yaml and closed again: the clients, the fingerprint key, the journal.
package struct RepairDesk: Sendable {
    let configuration: AgentConfiguration
    let roster: Roster
    let key: FingerprintKey
    let writer: HistoryWriter
    let host: ClusterID?

    /// Opens a desk for the time of `body`.
    ///
    /// - Throws: `ConfigurationError`, `KubeconfigError`, `StoreError`, `Fault`: nothing was asked of any cluster then.
    package static func with<Value: Sendable>(
        _ configuration: AgentConfiguration, _ body: (RepairDesk) async throws -> Value
    ) async throws -> Value {
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: ProgramVersion.current)
        let key = try FingerprintKeyFile.loadOrCreate(configuration.fingerprintKeyPath)
        StateOwner.adopt([configuration.databasePath, configuration.fingerprintKeyPath], in: configuration.state)
        let known = try await HistoryReader.open(path: configuration.databasePath).status(now: Date()).filter { $0.role == .host }
        let roster = try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        let desk = RepairDesk(
            configuration: configuration, roster: roster, key: key, writer: writer, host: known.count == 1 ? known[0].cluster : nil)
        do {
            let value = try await body(desk)
            await roster.shutdown()
            return value
        } catch {
            await roster.shutdown()
            throw error
        }
    }

    package var clusters: [ClusterID] { roster.clusters }

    /// Looks at the cluster and its host afresh. Reads only.
    package func prepare(_ cluster: ClusterID) async -> Preparation {
        await RepairPlanner(roster: roster, configuration: configuration, key: key, host: host, account: account).prepare(cluster)
    }

    /// Carries a prepared repair out, alone on this machine.
    ///
    /// - Throws: `Fault` where another repair is under way, or the journal cannot be written.
    package func apply(
        _ repair: PreparedRepair, actor: String, reason: String, dryRun: Bool, watch: @escaping RepairRun.Watcher
    ) async throws -> (run: String, outcome: RepairOutcome) {
        let lock = try RepairLock.acquire(configuration.lockPath)
        defer { lock.release() }
        guard let client = roster.client(repair.plan.cluster).value else { throw Fault(.kubeconfig, "no client for \(repair.plan.cluster)") }
        let run = RepairRun(
            id: Self.runID(), repair: repair, cluster: client.writer, key: key, rolloutTimeout: configuration.rolloutTimeout,
            actor: reason.isEmpty ? actor : "\(actor): \(printable(reason, limit: 200))",
            journal: { [writer] entry in _ = try await writer.appendJournal(entry) }, watch: watch, account: account)
        return (run.id, try await run.execute(dryRun: dryRun))
    }

    /// A count that is not written down costs one failure too many in the history, and nothing else: a repair does not fail for it.
    private var account: OwnFailureAccount {
        { [writer] cluster, failures in try? await writer.noteOwnFailures(failures, of: cluster) }
    }

    /// A refusal is history too: who asked, and which gate said no.
    package func noteRefusal(_ cluster: ClusterID, gates: [RepairGate], actor: String) async throws {
        let failed = gates.filter { !$0.passed }.map { "\($0.name): \($0.compared)" }.joined(separator: "; ")
        _ = try await writer.appendJournal(
            JournalEntry(
                run: Self.runID(), cluster: cluster, at: Date(), actor: actor, step: RepairStep.gates.rawValue, phase: .refused, detail: printable(failed)))
    }

    /// Sorts by time and does not repeat.
    private static func runID() -> String {
        let random = (0..<4).map { _ in UInt8.random(in: 0...255) }.hexadecimal
        return Date().rfc3339.filter { $0.isNumber || $0 == "T" || $0 == "Z" } + "-" + random
    }
}
