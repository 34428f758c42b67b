package import Control
package import Fleet

/// The control API as the same operations that the agent itself has.
package struct AgentConnection: ControlOperations {
    package let client: ControlClient

    package init(client: ControlClient) { self.client = client }

    package func state() async throws -> AgentState { try await client.state() }
    package func policy() async throws -> PolicyReply { try await client.get(PolicyReply.self, ControlPath.policy) }
    package func plans() async throws -> [PlanReply] {
        try await client.get(ControlList<PlanReply>.self, ControlPath.plans).items
    }
    package func plan(_ id: Int64) async throws -> PlanReply {
        try await client.get(PlanReply.self, ControlPath.plan(id))
    }
    package func runs() async throws -> [RunReply] {
        try await client.get(ControlList<RunReply>.self, ControlPath.runs).items
    }
    package func run(_ id: String) async throws -> RunReply { try await client.get(RunReply.self, ControlPath.run(id)) }
    package func freezes() async throws -> [FreezeReply] {
        try await client.get(ControlList<FreezeReply>.self, ControlPath.freezes).items
    }
    package func breaker() async throws -> BreakerReply { try await client.get(BreakerReply.self, ControlPath.breaker) }

    package func propose(_ cluster: String, byLogs: Bool, waiving: [Gate], by caller: ControlCaller) async throws
        -> PlanReply
    {
        let request = PlanRequest(
            cluster: cluster, reason: caller.reason.isEmpty ? nil : caller.reason, byLogs: byLogs ? true : nil,
            waive: Self.names(waiving))
        return try await client.post(PlanReply.self, ControlPath.plans, request)
    }

    package func approve(_ plan: Int64, hash: String?, by caller: ControlCaller) async throws -> PlanReply {
        try await client.post(
            PlanReply.self, ControlPath.plan(plan, "approve"), ApprovalRequest(reason: caller.reason, hash: hash))
    }

    package func reject(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply {
        try await client.post(PlanReply.self, ControlPath.plan(plan, "reject"), ReasonRequest(reason: caller.reason))
    }

    package func withdraw(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply {
        try await client.post(PlanReply.self, ControlPath.plan(plan, "withdraw"), ReasonRequest(reason: caller.reason))
    }

    package func apply(_ plan: Int64, dryRun: Bool, byLogs: Bool, by caller: ControlCaller) async throws -> RunReply {
        let request = ApplyRequest(reason: caller.reason, dryRun: dryRun, byLogs: byLogs ? true : nil)
        return try await client.post(RunReply.self, ControlPath.plan(plan, "apply"), request)
    }

    package func undo(_ run: String, waiving: [Gate], by caller: ControlCaller) async throws -> RunReply {
        try await client.post(
            RunReply.self, ControlPath.run(run, "undo"), UndoRequest(reason: caller.reason, waive: Self.names(waiving)))
    }

    private static func names(_ gates: [Gate]) -> [String]? { gates.isEmpty ? nil : gates.map(\.rawValue) }

    package func freeze(_ request: FreezeRequest, by caller: ControlCaller) async throws -> FreezeReply {
        try await client.post(FreezeReply.self, ControlPath.freezes, request)
    }

    package func endFreeze(_ id: Int64, by caller: ControlCaller) async throws -> FreezeReply {
        try await client.post(FreezeReply.self, ControlPath.freezeEnd(id), ReasonRequest(reason: caller.reason))
    }

    package func mutes() async throws -> [MuteReply] {
        try await client.get(ControlList<MuteReply>.self, ControlPath.mutes).items
    }

    package func mute(_ request: MuteRequest, by caller: ControlCaller) async throws -> MuteReply {
        try await client.post(MuteReply.self, ControlPath.mutes, request)
    }

    package func endMute(_ id: Int64, by caller: ControlCaller) async throws -> MuteReply {
        try await client.post(MuteReply.self, ControlPath.muteEnd(id), ReasonRequest(reason: caller.reason))
    }

    package func acknowledge(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply {
        try await client.post(
            IncidentReply.self, ControlPath.incident(incident, "acknowledge"), CommentRequest(comment: caller.reason))
    }

    package func release(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply {
        try await client.post(
            IncidentReply.self, ControlPath.incident(incident, "release"), CommentRequest(comment: caller.reason))
    }

    package func closeBreaker(by caller: ControlCaller) async throws -> BreakerReply {
        try await client.post(BreakerReply.self, ControlPath.breakerClose, ReasonRequest(reason: caller.reason))
    }

    package func probe(_ clusters: [String]?, by caller: ControlCaller) async throws -> ProbeReply {
        try await client.post(ProbeReply.self, ControlPath.probe, ProbeRequest(clusters: clusters))
    }

    package func reloadPolicy(by caller: ControlCaller) async throws -> PolicyReply {
        try await client.post(PolicyReply.self, ControlPath.policyReload, [String: String]())
    }

    /// The agent records its own refusals.
    package func noteRefusal(_ problem: ControlProblem, request: String, actor: String, unrecorded: Int) async {}
}
