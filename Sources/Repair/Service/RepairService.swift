package import ConfigurationFiles
package import Fleet
import FoundationEssentials
import Kubernetes
import Linux
import NIOPosix
package import Rounds
package import Store

/// Everything a repair needs: the clients, the keys, the history. opened for one operation.
package struct RepairService: Sendable {
    let configuration: AgentConfiguration
    let roster: Roster
    let key: FingerprintKey
    let sealing: SealingKeys
    package let writer: HistoryWriter
    package let reader: HistoryReader
    /// The role of each cluster, as the history knows it.
    let roles: [ClusterID: ClusterRole]
    /// Of the policy in force: how long another ksfleet's write is respected follows from them.
    let limits: PolicyLimits
    /// What this service's own tokens leave in the clusters' logs; its page is left to the next round.
    let tokenNotes: SentTokenPage

    /// - Parameter roles: as the history knows them; where the configuration names no host, the only one among them is
    ///   it.
    package init(
        configuration: AgentConfiguration, roster: Roster, key: FingerprintKey, writer: HistoryWriter,
        reader: HistoryReader, roles: [ClusterID: ClusterRole],
        limits: PolicyLimits = PolicyLimits()
    ) {
        self.configuration = configuration
        self.roster = roster
        self.key = key
        self.writer = writer
        self.reader = reader
        self.roles = roles
        self.limits = limits
        sealing = SealingKeys.load(state: configuration.state)
        tokenNotes = SentTokenFolder(folder: configuration.sentTokensPath).begin(at: Date())
    }

    /// Opens a service for the time of `body`.
    ///
    /// - Throws: `ConfigurationError`, `KubeconfigError`, `StoreError`, `Fault`: nothing was asked of any cluster then.
    package static func with<Value: Sendable>(
        _ configuration: AgentConfiguration, limits: PolicyLimits = PolicyLimits(),
        _ body: (RepairService) async throws -> Value
    ) async throws -> Value {
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: ProgramVersion.current)
        let key = try FingerprintKeyFile.loadOrCreate(configuration.fingerprintKeyPath)
        let reader = try HistoryReader.open(path: configuration.databasePath)
        let roles = try await reader.roles()
        let roster = try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        let repairs = RepairService(
            configuration: configuration, roster: roster, key: key, writer: writer, reader: reader,
            roles: roles.filter { roster.clusters.contains($0.key) },
            limits: limits)
        StateOwner.adopt(
            [
                configuration.databasePath, configuration.fingerprintKeyPath,
                "\(configuration.state)/\(SealingKeys.fileName)",
            ], in: configuration.state)
        do {
            let value = try await body(repairs)
            await repairs.close()
            return value
        } catch {
            await repairs.close()
            throw error
        }
    }

    private func close() async {
        StateOwner.adopt(tokenNotes.path.map { [configuration.sentTokensPath, $0] } ?? [], in: configuration.state)
        tokenNotes.close()
        await roster.shutdown()
    }

    package var clusters: [ClusterID] { roster.clusters }

    // MARK: Plans

    /// Looks at the cluster and its host afresh. Reads only.
    ///
    /// - Parameters:
    ///   - byLogs: a person has said that logs may prove it, where the service proxy to ks-apiserver is not allowed.
    ///   - waivers: gates that a person lets pass where they cannot be evaluated.
    package func prepare(_ cluster: ClusterID, byLogs: Bool = false, waivers: GateWaivers = GateWaivers()) async
        -> Preparation
    {
        await guarded(await planner.prepare(cluster, byLogs: byLogs, waivers: waivers))
    }

    /// How a run would be taken back. Reads only.
    ///
    /// - Throws: `StoreError` `no-such-run`.
    package func prepareUndo(_ run: String, waivers: GateWaivers = GateWaivers()) async throws -> Preparation {
        guard let record = try await reader.run(run) else {
            throw StoreError(
                .noSuchRun, "There is no run/\(run). List them with `agentctl remediate list`.", file: reader.file)
        }
        return await guarded(
            await UndoPlanner(planner: planner, run: record, documents: try await documents(of: run)).prepare(waivers))
    }

    /// Prepares again what a stored plan planned, so that the two can be compared.
    package func prepare(_ record: PlanRecord) async throws -> Preparation {
        let waivers = GateWaivers(record.plan.waivers)
        if let run = record.plan.undoes { return try await prepareUndo(run, waivers: waivers) }
        return await prepare(record.plan.cluster, byLogs: record.plan.proof == .logs, waivers: waivers)
    }

    /// Stores a plan that waits for its decision.
    ///
    /// - Parameter asks: whether a person is to be asked for approval; false where it is only looked at, or carried out
    ///   at once.
    package func propose(
        _ repair: PreparedRepair, incident: Int64? = nil, actor: String, limits: PolicyLimits = PolicyLimits(),
        asks: Bool = true
    ) async throws -> PlanRecord {
        let now = Date()
        return try await writer.propose(
            repair.plan, incident: incident, by: actor, at: now,
            expiresAt: now.addingTimeInterval(limits.approvalExpiresAfter), asks: asks)
    }

    /// A refusal is history too: who asked, and which gate said no.
    package func noteRefusal(_ cluster: ClusterID, gates: [GateVerdict], actor: String) async throws {
        let failed = gates.filter { !$0.passed }.map(\.statement.plain).joined(separator: "; ")
        _ = try await writer.appendJournal(
            JournalEntry(
                run: Self.runID(), cluster: cluster, at: Date(), actor: actor, step: RepairStep.gates.rawValue,
                phase: .refused, detail: printable(failed)))
    }

    var planner: RepairPlanner {
        RepairPlanner(
            roster: roster, configuration: configuration, key: key, sealing: sealing, roles: roles,
            tokenNotes: tokenNotes,
            history: reader, writer: writer)
    }

    func documents(of run: String) async throws -> Result<RepairDocuments, Fault> {
        let sealed = try await reader.sealedDocuments(of: run)
        do throws(Fault) { return .success(try sealing.open(sealed, run: run)) } catch { return .failure(error) }
    }

    /// Sorts by time and does not repeat.
    static func runID() -> String {
        let random = (0..<4).map { _ in UInt8.random(in: 0...255) }.hexadecimal
        return Date().rfc3339.filter { $0.isNumber || $0 == "T" || $0 == "Z" } + "-" + random
    }
}
