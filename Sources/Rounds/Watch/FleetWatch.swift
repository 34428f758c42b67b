package import AgentMetrics
package import ConfigurationFiles
package import Control
package import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
package import Linux
package import Logging
import ServiceLifecycle
package import Store

/// Told of a round that is in the history, and of the incidents that it opened or closed.
package typealias RoundListener = @Sendable (RoundResult, [IncidentEvent]) async -> Void

/// Reads the kubeconfigs, off the cooperative pool.
package typealias RosterLoader = @Sendable () async throws -> Roster

/// The agent's engine: a round, its record in one transaction, a wait, and again.
///
/// Clusters that did not answer last time are probed in rounds of their own, beside the others': nobody waits for them.
package actor FleetWatch: RoundsCondition {
    let configuration: AgentConfiguration
    var roster: Roster
    let loadRoster: RosterLoader
    private let key: FingerprintKey
    let writer: HistoryWriter
    let reader: HistoryReader
    let reporter: RoundReporter
    var memories: [ClusterID: ProbeMemory]
    private let threads = ProbeThreads()
    private var host: ClusterID?
    private var schedule: ProbeSchedule
    var isLookingForSilent = false
    /// Clusters that are being probed now, in whatever round; and those who wait until they are not.
    private var underProbe: Set<ClusterID> = []
    private var waitingForProbes: [CheckedContinuation<Void, Never>] = []
    let onRecorded: RoundListener
    private let pulse: Pulse
    let meters: FleetMeters
    /// What the last probe of each cluster gave.
    var health: [ClusterID: Health] = [:]
    var reached: Set<ClusterID> = []
    private var lastHost: ProbeOutcome?
    let tokenFolder: SentTokenFolder
    /// What rounds that could not be recorded have left in the logs.
    var unsettled: [UnsettledRound] = []
    /// What recorded rounds have found of pages that other processes still write, or that are not recovered yet.
    var settledElsewhere: Set<SettledToken> = []
    var roundsUnderWay = 0
    var lastRecovery: Task<Result<[ClusterID: LogResumption], any Error>, Never>?
    var keeper: HistoryKeeper
    private var rounds = 0
    var lastRound: AgentState.Round?
    private let startedAt = Date()

    /// - Parameters:
    ///   - loadRoster: reads the kubeconfigs again after they have changed.
    ///   - reader: tells where earlier runs of the agent stopped reading the logs.
    ///   - pulse: beats as long as rounds go on.
    ///   - onRecorded: told of every round once it is in the history. The next round waits for it.
    package init(
        configuration: AgentConfiguration, roster: Roster, loadRoster: @escaping RosterLoader, key: FingerprintKey,
        writer: HistoryWriter,
        reader: HistoryReader, notifier: SystemdNotifier, logger: Logger, pulse: Pulse = Pulse(),
        meters: FleetMeters = FleetMeters(),
        onRecorded: @escaping RoundListener = { _, _ in }
    ) async throws {
        self.configuration = configuration
        self.roster = roster
        self.loadRoster = loadRoster
        self.key = key
        self.writer = writer
        self.reader = reader
        reporter = RoundReporter(logger: logger, notifier: notifier)
        self.onRecorded = onRecorded
        self.pulse = pulse
        self.meters = meters
        schedule = ProbeSchedule(interval: configuration.interval, backoff: configuration.backoff)
        tokenFolder = SentTokenFolder(folder: configuration.sentTokensPath)
        keeper = HistoryKeeper(rules: configuration.retention)
        memories = try await reader.logResumptions().mapValues { ProbeMemory($0) }
        // Of two hosts, one that is silent now must not be forgotten.
        let roles = try await reader.roles()
        for (cluster, role) in roles { memories[cluster, default: ProbeMemory()].callsItselfHost = role == .host }
        var known = configuration
        known.findHost(among: roles.filter { roster.clusters.contains($0.key) })
        host = known.host
    }

    /// Rounds until the task is cancelled or a graceful shutdown begins. A round that cannot be recorded is tried again
    /// with the next.
    package func run() async {
        await cancelWhenGracefulShutdown {
            await self.reporter.warn(of: self.roster)
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    let started = ContinuousClock.now
                    self.pulse.beat(within: self.patience)
                    await self.reloadRoster()
                    if await self.beginsToLookForSilent() {
                        group.addTask { await self.attempt { try await self.silentRound() } }
                    }
                    await self.attempt { _ = try await self.round(spread: self.configuration.spread) }
                    if await self.beginsRetention() { group.addTask { await self.retain() } }
                    self.pulse.beat(within: self.configuration.interval + self.patience)
                    try? await Task.sleep(until: started + .seconds(self.configuration.interval), clock: .continuous)
                }
            }
        }
    }

    /// Closes every connection to the clusters.
    package func shutdown() async { await roster.shutdown() }

    /// What the control socket tells.
    package var state: AgentState {
        AgentState(
            version: ProgramVersion.current, pid: ProcessInfo.processInfo.processIdentifier, startedAt: startedAt,
            rounds: rounds,
            lastRound: lastRound, interval: configuration.interval, store: keeper.state(size: StoreSize.of(writer.file))
        )
    }

    /// Seconds that no single step of a round takes: a probe, however it ends, the wait for the next one's beginning,
    /// or a transaction.
    private nonisolated var patience: Double { configuration.clusterTimeout + configuration.spread + 60 }

    /// How the agent is, for the watchdog and for `/healthz` and `/readyz`.
    package var condition: AgentCondition { AgentCondition(state: state, overdue: pulse.overdue(), now: Date()) }

    package var watched: [ClusterID] { roster.clusters }
    package var silent: Int { roster.clusters.count { schedule.isSilent($0) } }

    private func attempt(_ round: @Sendable () async throws -> Void) async {
        do {
            try await round()
        } catch {
            // Said where it was found, in `record`: the next round is another attempt.
            return
        }
    }

    /// One round over the clusters that answered last time, or were never asked; recorded.
    ///
    /// - Parameter spread: seconds over which the probes' beginnings are spread.
    /// - Throws: `StoreError`: nothing of the round is stored then, and what is remembered of the logs stays as it was.
    package func round(spread: Double = 0) async throws -> RoundResult {
        let clusters = roster.clusters.filter { !schedule.isSilent($0) }
        let wanted = beginProbes(clusters)
        defer { endProbes(wanted) }
        let probed = try await probed(wanted, spread: spread)
        let result = probed.result
        // A host that was probed beside this round is not among its outcomes: what is known of it still holds.
        if let outcome = result.host.flatMap({ result.outcomes[$0] }) {
            lastHost = outcome.observation.identity.value == nil ? nil : outcome
        } else if result.host == nil {
            lastHost = nil
        }
        host = configuration.host ?? result.host ?? (result.claims.isContested ? nil : host)
        lastRound = AgentState.Round(
            startedAt: result.started, elapsed: result.elapsed, host: host?.rawValue,
            health: Dictionary(health.values.map { ($0.rawValue, 1) }, uniquingKeysWith: +))
        meters.roundMade(elapsed: result.elapsed)
        try await record(probed)
        rounds += 1
        reporter.done(result, number: rounds, silent: roster.clusters.count - result.outcomes.count, lastRound)
        return result
    }

    /// One run of the retention, in steps between which rounds are recorded.
    package func retain() async {
        defer { keeper.endsRetention() }
        do {
            let report = try await writer.retain(configuration.retention, now: Date())
            keeper.retained(report, at: Date())
            reporter.retained(report)
        } catch is CancellationError {
            return
        } catch {
            reporter.notRetained(error)
        }
    }

    private func beginsRetention() -> Bool { keeper.beginsRetention(at: Date()) }

    /// At most one such round at a time: a cluster that is being probed is not probed again meanwhile.
    private func beginsToLookForSilent() -> Bool {
        guard !isLookingForSilent, !schedule.dueSilent(roster.clusters, at: Date()).isEmpty else { return false }
        isLookingForSilent = true
        return true
    }

    /// One round over the clusters that did not answer last time and are due; those that answer again go back to the
    /// others.
    private func silentRound() async throws {
        defer { isLookingForSilent = false }
        let due = schedule.dueSilent(roster.clusters, at: Date())
        let free = beginProbes(due)
        defer { endProbes(free) }
        let probed = try await probed(free, spread: 0)
        try await record(probed)
        reporter.silentProbed(due.count, probed.result)
    }

    /// Probes clusters now, beside the rounds, and records it.
    ///
    /// - Parameter clusters: nil for all. The host's tokens come from its last probe where it is not among them.
    /// - Throws: `ControlProblem` where a cluster is not watched; `StoreError`.
    package func probe(_ clusters: [ClusterID]?) async throws -> RoundResult {
        let wanted = clusters ?? roster.clusters
        if let stranger = wanted.first(where: { !roster.clusters.contains($0) }) {
            throw ControlProblem.notWatched(stranger, among: roster.clusters)
        }
        // Two probes at once would read the same lines of a log, and count them twice.
        while !underProbe.isDisjoint(with: wanted) { await withCheckedContinuation { waitingForProbes.append($0) } }
        let free = beginProbes(wanted)
        defer { endProbes(free) }
        let probed = try await probed(free, spread: 0)
        try await record(probed)
        return probed.result
    }

    /// What is being probed beside a round is recorded by whoever probes it.
    private func beginProbes(_ clusters: [ClusterID]) -> [ClusterID] {
        let free = clusters.filter { !underProbe.contains($0) }
        underProbe.formUnion(free)
        roundsUnderWay += 1
        return free
    }

    private func endProbes(_ clusters: [ClusterID]) {
        underProbe.subtract(clusters)
        roundsUnderWay -= 1
        for waiting in waitingForProbes { waiting.resume() }
        waitingForProbes = []
    }

    private func probed(_ clusters: [ClusterID], spread: Double) async throws -> Probed {
        let knownHost = lastHost.flatMap { clusters.contains($0.observation.cluster) ? nil : $0 }
        let recovery = await recoverPages()
        var memories = memories
        // What rounds that were not recorded, and probes by hand that are over, have left in the logs is in the history
        // now.
        for (cluster, resumption) in (try? recovery.get()) ?? [:] {
            memories[cluster, default: ProbeMemory()].resume(resumption)
        }
        let page = tokenFolder.begin(at: Date(), settled: settledElsewhere)
        let result = await FleetRound(
            roster: roster, configuration: settings, key: key, spread: spread, tokenNotes: page,
            kubectl: .ofService(settings), threads: threads,
            onProbe: { [pulse, patience] in pulse.beat(within: patience) }
        ).run(memories: &memories, clusters: clusters, reachedBefore: reached, knownHost: knownHost)
        try Task.checkCancellation()
        for (cluster, outcome) in result.outcomes { note(cluster, outcome, result) }
        return Probed(clusters: clusters, result: result, memories: memories, page: page, recovery: recovery)
    }

    private var settings: AgentConfiguration {
        var settings = configuration
        settings.host = host
        settings.hostIsFound = configuration.host == nil
        // A cluster that cannot be read within an interval does not make the others wait for theirs.
        settings.clusterTimeout = min(settings.clusterTimeout, max(1, settings.interval * 0.9))
        return settings
    }

    private func note(_ cluster: ClusterID, _ outcome: ProbeOutcome, _ result: RoundResult) {
        if let before = memories[cluster]?.uid, let now = outcome.observation.identity.value, before != now {
            reporter.moved(cluster, from: before, to: now)
        }
        let answered = outcome.observation.identity.fault?.isUnreachable != true
        schedule.record(cluster, reached: answered, at: outcome.observation.at)
        if answered { reached.insert(cluster) } else { reached.remove(cluster) }
        let diagnosis = result.diagnoses[cluster]
        if let before = health[cluster], let now = diagnosis?.health, before != now {
            reporter.changed(outcome.observation, from: before, to: now, diagnosis?.primary)
        }
        health[cluster] = diagnosis?.health
    }
}
