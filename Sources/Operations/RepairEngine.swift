package import ConfigurationFiles
package import Control
package import Fleet
import FoundationEssentials
package import Linux
package import Logging
import Repair
package import Rounds
import ServiceLifecycle
package import Store

/// What repairs in this process: by hand, as the control API and agentctl ask, and by policy, after each round. It
/// decides nothing itself: `decide()` says whether, `RepairService` says how, the history counts. It holds what is
/// under way, one repair a cluster at a time.
package actor RepairEngine {
    package let configuration: AgentConfiguration
    let writer: HistoryWriter
    let reader: HistoryReader
    let center: PolicyCenter
    package let events: EventLog
    let logger: Logger
    private let jobs: AsyncStream<@Sendable () async -> Void>
    private let feed: AsyncStream<@Sendable () async -> Void>.Continuation
    /// Clusters that are being planned for or repaired, with the run where one was begun.
    private(set) var claimed: [ClusterID: String] = [:]
    /// Those of them for which policy only makes a plan, and those whose last plan was refused, until one stands:
    /// nothing is written there, and they take no place of wave or concurrency.
    var planning: Set<ClusterID> = []
    /// Failing clusters whose last plan, for a repair by policy, a gate refused.
    var unplanned: Set<ClusterID> = []
    private(set) var isStopping = false
    /// Runs that ended and could not be settled: they are taken up again.
    var unsettled: [String: String] = [:]
    /// Clusters whose repair could not even be begun, for a reason of this machine's own: policy leaves them alone
    /// until then.
    var postponed: [ClusterID: Date] = [:]
    /// How the rollouts of the last runs stood when they were looked at last.
    var rollouts = RunRollouts()
    var record = FleetRecord()
    var counts: FleetCounts?
    /// Why policy does not act on a cluster, as it was last said: said once, not every round.
    var held: [ClusterID: String] = [:]
    /// What was decided last about each failing cluster whose cause can be repaired.
    var decided: [ClusterID: Decision] = [:]
    /// Why the last try to make a plan, or to begin one, came to nothing.
    var obstacles: [ClusterID: String] = [:]
    var hasRecovered = false
    private var probe: (@Sendable ([ClusterID]?) async throws -> RoundResult)?
    private var watchState: (@Sendable () async -> AgentState)?

    package init(
        configuration: AgentConfiguration, writer: HistoryWriter, reader: HistoryReader, center: PolicyCenter,
        events: EventLog, logger: Logger
    ) {
        self.configuration = configuration
        self.writer = writer
        self.reader = reader
        self.center = center
        self.events = events
        self.logger = logger
        (jobs, feed) = AsyncStream.makeStream()
    }

    /// Told of the rounds' side once it is there; without one (agentctl) nothing is probed beside a repair.
    package func connect(
        probe: @escaping @Sendable ([ClusterID]?) async throws -> RoundResult,
        state: @escaping @Sendable () async -> AgentState
    ) {
        self.probe = probe
        watchState = state
    }

    /// Carries out what is begun, until `stop()` and until what is under way has come to its end.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await job() } }
        }
    }

    /// Nothing new is begun from here on; what is under way goes on.
    package func stop() {
        isStopping = true
        feed.finish()
    }

    package var isIdle: Bool { claimed.isEmpty }

    // MARK: One repair a cluster

    /// - Throws: `ControlProblem` where another one is under way, or the agent stops.
    func claim(_ cluster: ClusterID) throws(ControlProblem) {
        guard !isStopping else { throw ControlProblem(.stopping, "the agent is stopping: it begins nothing new") }
        if let run = claimed[cluster] {
            throw ControlProblem(
                .busy, "a repair of \(cluster) is under way already" + (run.isEmpty ? "" : ": run/\(run)"),
                hint: NextStep("wait for it", command: "agentctl events -f"))
        }
        claimed[cluster] = ""
    }

    func note(run: String, of cluster: ClusterID) { claimed[cluster] = run }

    func release(_ cluster: ClusterID) {
        claimed[cluster] = nil
        planning.remove(cluster)
    }

    func submit(_ job: @escaping @Sendable () async -> Void) { feed.yield(job) }

    // MARK: The rounds' side

    func probeNow(_ clusters: [ClusterID]?) async throws -> RoundResult {
        guard let probe else {
            throw ControlProblem(
                .failed, "no agent runs that could record a probe",
                hint: NextStep("ask the clusters yourself", command: "agentctl probe"))
        }
        return try await probe(clusters)
    }

    /// After a repair, so that status and incident show it without waiting for the next round.
    func look(at cluster: ClusterID) async {
        guard let probe, !isStopping else { return }
        do { _ = try await probe([cluster]) } catch {
            logger.warning(
                "the probe after a repair was not recorded", metadata: ["cluster": "\(cluster)", "error": "\(error)"])
        }
    }

    func roundsState() async -> AgentState? { await watchState?() }
}

/// The engine as a part of the daemon: what was left is taken up first, and a stop waits for what is under way.
package struct RepairEngineService: ServiceLifecycle.Service {
    package let engine: RepairEngine
    package let notifier: SystemdNotifier
    package let logger: Logger
    /// Seconds that a stop waits for a repair, within TimeoutStopSec (45 s). What is not over by then is left as a
    /// killed process leaves it: the next start takes it up.
    package var patience = 35.0

    package init(engine: RepairEngine, notifier: SystemdNotifier, logger: Logger) {
        self.engine = engine
        self.notifier = notifier
        self.logger = logger
    }

    package func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await engine.beginRecovery() }
                await engine.run()
            }
        } onGracefulShutdown: { [engine, notifier, logger, patience] in
            notifier.stopping()
            Task {
                await engine.stop()
                guard await !engine.isIdle else { return }
                logger.notice("a repair is under way: stopping waits for it", metadata: ["seconds": "\(patience)"])
                try? await Task.sleep(for: .seconds(patience))
                guard await !engine.isIdle else { return }
                let clusters = await engine.claimed.keys.map(\.rawValue).sorted()
                logger.warning(
                    "a repair is parked: it is taken up at the next start", metadata: ["clusters": "\(clusters)"])
                ParkedProcess.end()
            }
        }
    }
}
