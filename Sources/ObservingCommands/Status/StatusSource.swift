import ConfigurationFiles
import Console
import Control
import Fleet
import FoundationEssentials
import Store

/// The fleet at one moment.
struct StatusReading {
    let statuses: [ClusterStatus]
    let standings: [ClusterID: [RepairStanding]]
    /// Those that hold now, and those that have ended.
    let mutes: [Mute]
    /// nil where no agent answered.
    let state: AgentState?
    let agent: AgentPresence

    /// Seconds since the newest probe; nil where there is none.
    func age(now: Date) -> Double? { statuses.map(\.lastProbe).max().map { now.timeIntervalSince($0) } }
}

enum AgentPresence {
    case answers
    /// It has a socket, and says nothing.
    case silent
    /// The history has an agent, and none runs.
    case absent
    /// The history is a copy, or the agent does not talk to this user.
    case unknown
}

/// Where the fleet stands: the history, and what the agent says of its repairs.
struct StatusSource {
    let reader: HistoryReader
    let agent: HistoryAgent

    func read(now: Date) async throws -> StatusReading {
        let statuses = try await reader.status(now: now)
        let (state, freezes, presence) = await ask()
        let circumstances = try await circumstances(statuses, state, freezes)
        let standings = circumstances.map { ($0.cluster, $0.standings(at: now)) }
        return StatusReading(
            statuses: statuses, standings: Dictionary(uniqueKeysWithValues: standings), mutes: try await reader.mutes(),
            state: state, agent: presence)
    }

    /// The freezes of policy.yaml are the agent's to tell; nil leaves them to the history.
    private func ask() async -> (AgentState?, [Freeze]?, AgentPresence) {
        guard let client = agent.client else { return (nil, nil, agent.isExpected ? .absent : .unknown) }
        do {
            let state = try await client.state()
            guard let holding = state.freezes, holding > 0 else { return (state, nil, .answers) }
            return (state, try await AgentConnection(client: client).freezes().map(Freeze.init), .answers)
        } catch let error as ControlError where error.isAbsent {
            return (nil, nil, .absent)
        } catch let error as ControlError where error.code == .noPermission {
            return (nil, nil, .unknown)
        } catch {
            return (nil, nil, .silent)
        }
    }

    private func circumstances(_ statuses: [ClusterStatus], _ state: AgentState?, _ freezes: [Freeze]?) async throws
        -> [RepairCircumstances]
    {
        let ledger = try await reader.ledger()
        let runs = try await runsUnderWay()
        let plans = try await plans(of: statuses.filter { $0.health == .failing }.map(\.cluster))
        let decisions = Dictionary((state?.decisions ?? []).map { (ClusterID($0.cluster), $0.decision) }) { $1 }
        let labels = agent.labels
        return statuses.map { status in
            RepairCircumstances(
                cluster: status.cluster, labels: labels[status.cluster] ?? [:],
                cause: status.health == .failing ? status.cause : nil,
                run: runs[status.cluster],
                plan: plans[status.cluster], freezes: freezes ?? ledger.freezes, breaker: ledger.breaker,
                decision: decisions[status.cluster])
        }
    }

    private func runsUnderWay() async throws -> [ClusterID: RepairCircumstances.Run] {
        var found: [ClusterID: RepairCircumstances.Run] = [:]
        for run in try await reader.runsUnderWay() {
            let step = try await reader.journal(HistoryFilter(limit: 1), run: run.id).first?.entry.step
            found[run.plan.cluster] = RepairCircumstances.Run(id: run.id, step: step, startedAt: run.startedAt)
        }
        return found
    }

    /// The newest of each cluster: of those that fail whatever became of it, of the others what is pending.
    private func plans(of failing: [ClusterID]) async throws -> [ClusterID: RepairCircumstances.Plan] {
        var records = try await reader.plans(HistoryFilter(limit: Self.mostPlans), states: [.proposed, .approved])
        if !failing.isEmpty {
            records += try await reader.plans(HistoryFilter(clusters: Set(failing), limit: Self.mostPlans))
        }
        // One that was only looked at asks nobody.
        records.removeAll { $0.state == .proposed && !$0.asks }
        let newest = Dictionary(records.map { ($0.plan.cluster, $0) }) { $0.id >= $1.id ? $0 : $1 }
        return newest.mapValues { record in
            .init(
                id: record.id, state: record.state, expiresAt: record.expiresAt, decidedBy: record.decidedBy,
                reason: record.reason)
        }
    }

    private static let mostPlans = 200
}
