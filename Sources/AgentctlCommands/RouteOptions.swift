import ArgumentParser
import ConfigurationFiles
import Control
import Fleet
import FoundationEssentials
import Operations

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How what changes something is done: by the running agent, or, where none runs, in this process with the same gates
/// and the same journal.
struct RouteOptions: ParsableArguments {
    @Flag(name: .long, help: "Do it in this process, whether or not an agent runs.")
    var local = false

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    /// Names the caller for operations in this process. The agent asks the kernel instead, and believes nothing of it.
    typealias Caller = @Sendable (_ reason: String) -> ControlCaller

    /// Finds the way, says which it is, and goes it.
    func with(_ body: (any ControlOperations, Caller) async throws -> Void) async throws {
        let caller: Caller = { ControlCaller(actor: Operator.name(), reason: $0) }
        if !local, try await agentAnswers() { return try await body(AgentRoute(client: try agent.client), caller) }
        StandardStream.error.note(
            local ? "executing locally, not in the agent" : "agent not running; executing locally")
        let configuration = try AgentConfiguration.load(agent.configurationPath)
        try await LocalOperations.with(configuration) { operations in try await body(operations, caller) }
    }

    /// Half a repair is worse than either end of it: in this process it goes to its end, proved or rolled back, within
    /// its own deadlines. An agent's goes on without whoever watches it.
    static func goesToItsEnd(_ operations: any ControlOperations) {
        guard !(operations is AgentRoute) else { return }
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
    }

    private func agentAnswers() async throws -> Bool { try await agent.answers() }
}

extension AgentOptions {
    /// - Throws: `ControlError` for everything but that there is no agent: one that may not be asked is not gone round.
    func answers() async throws -> Bool {
        do {
            _ = try await client.state()
            return true
        } catch let error as ControlError where error.isAbsent {
            return false
        }
    }
}

/// The control API as the same operations that the agent itself has.
struct AgentRoute: ControlOperations {
    let client: ControlClient

    func state() async throws -> AgentState { try await client.state() }
    func policy() async throws -> PolicyReply { try await client.get(PolicyReply.self, ControlPath.policy) }
    func plans() async throws -> [PlanReply] {
        try await client.get(ControlList<PlanReply>.self, ControlPath.plans).items
    }
    func plan(_ id: Int64) async throws -> PlanReply { try await client.get(PlanReply.self, ControlPath.plan(id)) }
    func runs() async throws -> [RunReply] { try await client.get(ControlList<RunReply>.self, ControlPath.runs).items }
    func run(_ id: String) async throws -> RunReply { try await client.get(RunReply.self, ControlPath.run(id)) }
    func freezes() async throws -> [FreezeReply] {
        try await client.get(ControlList<FreezeReply>.self, ControlPath.freezes).items
    }
    func breaker() async throws -> BreakerReply { try await client.get(BreakerReply.self, ControlPath.breaker) }

    func propose(_ cluster: String, byLogs: Bool, waiving: [Gate], by caller: ControlCaller) async throws
        -> PlanReply
    {
        let request = PlanRequest(
            cluster: cluster, reason: caller.reason.isEmpty ? nil : caller.reason, byLogs: byLogs ? true : nil,
            waive: Self.names(waiving))
        return try await client.post(PlanReply.self, ControlPath.plans, request)
    }

    func approve(_ plan: Int64, hash: String?, by caller: ControlCaller) async throws -> PlanReply {
        try await client.post(
            PlanReply.self, ControlPath.plan(plan, "approve"), ApprovalRequest(reason: caller.reason, hash: hash))
    }

    func reject(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply {
        try await client.post(PlanReply.self, ControlPath.plan(plan, "reject"), ReasonRequest(reason: caller.reason))
    }

    func withdraw(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply {
        try await client.post(PlanReply.self, ControlPath.plan(plan, "withdraw"), ReasonRequest(reason: caller.reason))
    }

    func apply(_ plan: Int64, dryRun: Bool, byLogs: Bool, by caller: ControlCaller) async throws -> RunReply {
        let request = ApplyRequest(reason: caller.reason, dryRun: dryRun, byLogs: byLogs ? true : nil)
        return try await client.post(RunReply.self, ControlPath.plan(plan, "apply"), request)
    }

    func undo(_ run: String, waiving: [Gate], by caller: ControlCaller) async throws -> RunReply {
        try await client.post(
            RunReply.self, ControlPath.run(run, "undo"), UndoRequest(reason: caller.reason, waive: Self.names(waiving)))
    }

    private static func names(_ gates: [Gate]) -> [String]? { gates.isEmpty ? nil : gates.map(\.rawValue) }

    func freeze(_ request: FreezeRequest, by caller: ControlCaller) async throws -> FreezeReply {
        try await client.post(FreezeReply.self, ControlPath.freezes, request)
    }

    func endFreeze(_ id: Int64, by caller: ControlCaller) async throws -> FreezeReply {
        try await client.post(FreezeReply.self, ControlPath.freezeEnd(id), ReasonRequest(reason: caller.reason))
    }

    func mutes() async throws -> [MuteReply] {
        try await client.get(ControlList<MuteReply>.self, ControlPath.mutes).items
    }

    func mute(_ request: MuteRequest, by caller: ControlCaller) async throws -> MuteReply {
        try await client.post(MuteReply.self, ControlPath.mutes, request)
    }

    func endMute(_ id: Int64, by caller: ControlCaller) async throws -> MuteReply {
        try await client.post(MuteReply.self, ControlPath.muteEnd(id), ReasonRequest(reason: caller.reason))
    }

    func acknowledge(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply {
        try await client.post(
            IncidentReply.self, ControlPath.incident(incident, "acknowledge"), CommentRequest(comment: caller.reason))
    }

    func release(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply {
        try await client.post(
            IncidentReply.self, ControlPath.incident(incident, "release"), CommentRequest(comment: caller.reason))
    }

    func closeBreaker(by caller: ControlCaller) async throws -> BreakerReply {
        try await client.post(BreakerReply.self, ControlPath.breakerClose, ReasonRequest(reason: caller.reason))
    }

    func probe(_ clusters: [String]?, by caller: ControlCaller) async throws -> ProbeReply {
        try await client.post(ProbeReply.self, ControlPath.probe, ProbeRequest(clusters: clusters))
    }

    func reloadPolicy(by caller: ControlCaller) async throws -> PolicyReply {
        try await client.post(PolicyReply.self, ControlPath.policyReload, [String: String]())
    }

    /// The agent records its own refusals.
    func noteRefusal(_ problem: ControlProblem, request: String, actor: String, unrecorded: Int) async {}
}
