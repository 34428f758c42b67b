package import ConfigurationFiles
package import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
import Linux
import NIOPosix
import Store

/// Probes clusters now, in the process that asks, as the agent would, and stores nothing unless told to.
package struct InstantProbe: Sendable {
    package struct Outcome: Sendable {
        /// Whom it was asked for; beside them the host was probed, or all of the fleet, for the tokens.
        package let asked: Set<ClusterID>
        package let result: RoundResult
        /// Failures that the probe itself has left in the logs and that could be written down nowhere: an agent will
        /// count them.
        package let unaccounted: Int
    }

    private let configuration: AgentConfiguration
    private let history: HistoryReader?

    /// - Parameter configuration: a history that is not there, or may not be read, is done without.
    package init(_ configuration: AgentConfiguration) {
        self.configuration = configuration
        history = try? HistoryReader.open(path: configuration.databasePath)
    }

    /// - Parameters:
    ///   - names: of clusters, or globs; empty for all. The host is read as well, for its tokens, and the whole fleet
    ///     where it is not known.
    ///   - storing: writes the round into the history, as the agent does. Two writers would count a log twice: not
    ///     while an agent runs.
    /// - Throws: `KubeconfigError`, `StoreError`; `Fault` where a cluster is not watched.
    package func run(names: [String], storing: Bool) async throws -> Outcome {
        let roster = try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        do {
            let asked = ClusterNames(names, among: roster.clusters)
            if let stranger = asked.missing.first {
                let near =
                    asked.near.map { "did you mean \($0)?" }
                    ?? "the watched ones: \(roster.clusters.map(\.rawValue).joined(separator: ", "))"
                throw Fault(.kubeconfig, "no cluster \(printable(stranger, limit: 100)) is watched; \(near)")
            }
            let outcome = try await run(roster, names.isEmpty ? [] : asked.found.sorted(), storing)
            await roster.shutdown()
            return outcome
        } catch {
            await roster.shutdown()
            throw error
        }
    }

    private func run(_ roster: Roster, _ clusters: [ClusterID], _ storing: Bool) async throws -> Outcome {
        var settings = configuration
        let roles = try await knownRoles()
        settings.findHost(among: roles.filter { roster.clusters.contains($0.key) })
        let wanted =
            clusters.isEmpty || settings.host == nil ? nil : Array(Set(clusters + (settings.host.map { [$0] } ?? [])))
        let place = SentTokenPlace(configuration, servers: roster.servers)
        let folder = SentTokenFolder(folder: place.folder, besides: place.others)
        if storing { try await recover(folder) }
        let resumptions = try await history?.logResumptions() ?? [:]
        var memories = resumptions.mapValues { ProbeMemory($0) }
        for (cluster, role) in roles { memories[cluster, default: ProbeMemory()].callsItselfHost = role == .host }
        let page = folder.begin(at: Date())
        defer { page.close() }
        let kubectl = storing ? KubectlCommand.ofService(configuration) : KubectlCommand(configuration)
        let result = await FleetRound(
            roster: roster, configuration: settings, key: try key(storing: storing), tokenNotes: page, kubectl: kubectl
        )
        .run(memories: &memories, clusters: wanted)
        let unaccounted = storing ? try await store(result, page) : await account(result, folder, page, place)
        return Outcome(
            asked: Set(clusters.isEmpty ? roster.clusters : clusters), result: result, unaccounted: unaccounted)
    }

    /// What the history says of the clusters' roles.
    private func knownRoles() async throws -> [ClusterID: ClusterRole] {
        guard let history else { return [:] }
        return try await history.roles()
    }

    /// Fingerprints are compared within one round: where nothing is stored, a key for this round alone will do.
    private func key(storing: Bool) throws -> FingerprintKey {
        let path = configuration.fingerprintKeyPath
        if storing { return try FingerprintKeyFile.loadOrCreate(path) }
        guard FileManager.default.isReadableFile(atPath: path) else { return FingerprintKey() }
        return (try? FingerprintKeyFile.loadOrCreate(path)) ?? FingerprintKey()
    }

    private func store(_ result: RoundResult, _ page: SentTokenPage) async throws -> Int {
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: ProgramVersion.current)
        let lock = try AgentLock(state: configuration.state)
        defer { withExtendedLifetime(lock) {} }
        StateOwner.adopt(
            [configuration.databasePath, configuration.fingerprintKeyPath, configuration.sentTokensPath],
            in: configuration.state)
        _ = try await writer.record(
            round: result.records(noted: page.noted), rules: configuration.incidentRules,
            sequence: page.sequence)
        page.discard()
        try writer.close()
        return 0
    }

    /// Where more pages than this wait, there is no agent that recovers them.
    private static let mostWaiting = 20

    /// Leaves what this probe has caused on its page, where an agent sees it from the first token on, and recovers it
    /// when it is written; gives how many failures could be written down nowhere.
    private func account(
        _ result: RoundResult, _ folder: SentTokenFolder, _ page: SentTokenPage, _ place: SentTokenPlace
    )
        async -> Int
    {
        if !place.isOwn {
            StateOwner.adopt([configuration.sentTokensPath] + (page.path.map { [$0] } ?? []), in: configuration.state)
        }
        page.close()
        if page.noted.all.isEmpty { page.discard() }
        if place.isOwn {
            folder.discard(before: Date() - SentTokenPlace.kept)
        } else if folder.unsettled().count > Self.mostWaiting {
            try? await recover(folder)
        }
        let total = result.outcomes.values.reduce(0) {
            $0 + ($1.observation.logs.value?.ownFailures.values.reduce(0, +) ?? 0)
        }
        return page.sequence == nil || place.isHiddenFromTheAgent ? total : 0
    }

    private func recover(_ folder: SentTokenFolder) async throws {
        guard history != nil else { return }
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: ProgramVersion.current)
        let unsettled = folder.unsettled()
        try await writer.recover(unsettled)
        folder.discard(unsettled)
        try writer.close()
    }
}
