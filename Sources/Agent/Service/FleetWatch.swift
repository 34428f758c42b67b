import Control
package import Fleet
import FoundationEssentials
package import KubeSphere
package import Logging
import ServiceLifecycle
package import Store

/// The agent's engine: a round, its record in one transaction, a wait, and again.
package actor FleetWatch {
    private let configuration: AgentConfiguration
    private let roster: Roster
    private let key: FingerprintKey
    private let writer: HistoryWriter
    private let reader: HistoryReader
    private let logger: Logger
    private let notifier: SystemdNotifier
    private var memories: [ClusterID: ProbeMemory]
    private var host: ClusterID?
    private var rounds = 0
    private var lastRound: AgentState.Round?
    private let startedAt = Date()

    /// - Parameter reader: tells where earlier runs of the agent stopped reading the logs.
    package init(
        configuration: AgentConfiguration, roster: Roster, key: FingerprintKey, writer: HistoryWriter, reader: HistoryReader,
        notifier: SystemdNotifier, logger: Logger
    ) async throws {
        self.configuration = configuration
        self.roster = roster
        self.key = key
        self.writer = writer
        self.reader = reader
        self.notifier = notifier
        self.logger = logger
        host = configuration.host
        memories = try await reader.logResumptions().mapValues { ProbeMemory(cursors: $0.cursors, ownFailures: $0.ownFailures) }
    }

    /// Rounds until the task is cancelled or a graceful shutdown begins. A round that cannot be recorded is tried again with the next.
    package func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let started = ContinuousClock.now
                await self.attemptRound()
                try? await Task.sleep(until: started + .seconds(self.configuration.interval), clock: .continuous)
            }
        }
    }

    /// What the control socket tells.
    var state: AgentState {
        AgentState(
            version: ProgramVersion.current, pid: ProcessInfo.processInfo.processIdentifier, startedAt: startedAt, rounds: rounds,
            lastRound: lastRound, interval: configuration.interval)
    }

    private func attemptRound() async {
        do {
            _ = try await round()
        } catch is CancellationError {
            return
        } catch {
            logger.error("the round was not recorded", metadata: ["error": "\(error)"])
            notifier.status("the last round was not recorded: \(error)")
        }
    }

    /// One round, recorded.
    ///
    /// - Throws: `StoreError`: nothing of the round is stored then, and what is remembered of the logs stays as it was.
    package func round() async throws -> RoundResult {
        var configuration = configuration
        configuration.host = host
        // A cluster that cannot be read within an interval does not make the others wait for theirs.
        configuration.clusterTimeout = min(configuration.clusterTimeout, max(1, configuration.interval * 0.9))
        var memories = memories
        // agentctl's own probes leave failures too; what is due is in the store, where both write it down.
        for (cluster, resumption) in try await reader.logResumptions() { memories[cluster]?.ownFailures = resumption.ownFailures }
        let result = await FleetRound(roster: roster, configuration: configuration, key: key).run(memories: &memories)
        try Task.checkCancellation()
        let events = try await writer.record(round: result.records, rules: IncidentRules(hysteresis: configuration.hysteresis))
        // Only now: a round that was not stored is read again, so that no failure is lost or counted twice.
        self.memories = memories
        host = configuration.host ?? result.host
        rounds += 1
        lastRound = AgentState.Round(
            startedAt: result.started, elapsed: result.elapsed, host: result.host?.rawValue,
            health: Dictionary(uniqueKeysWithValues: result.healthCounts.map { ($0.key.rawValue, $0.value) }))
        report(result, events)
        return result
    }

    private func report(_ result: RoundResult, _ events: [IncidentEvent]) {
        for event in events {
            logger.notice(
                "incident \(event.kind.rawValue)",
                metadata: ["cluster": "\(event.incident.cluster)", "cause": "\(event.incident.cause.rawValue)", "incident": "\(event.incident.id)"])
        }
        logger.info(
            "round done",
            metadata: [
                "round": "\(rounds)", "clusters": "\(result.outcomes.count)", "health": "\(result.summary)",
                "seconds": "\((result.elapsed * 1000).rounded() / 1000)",
            ])
        notifier.status(result.summary)
    }
}

extension RoundResult {
    /// `3 healthy, 2 failing, 1 unknown`.
    package var summary: String {
        Health.allCases.compactMap { health in healthCounts[health].map { "\($0) \(health.rawValue)" } }.joined(separator: ", ")
    }

    /// The role to show: its own word, or what a token that was looked at proves: a cluster that knows the host's secret is its member.
    package func role(of outcome: ProbeOutcome) -> ClusterRole? {
        if outcome.observation.cluster == host { return .host }
        if let role = outcome.observation.config.value?.role { return role }
        switch outcome.observation.acceptance {
        case .accepted, .refused(.tokenNotInCache, _): return .member
        default: return nil
        }
    }
}
