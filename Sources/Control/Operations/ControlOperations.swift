package import Fleet

/// Who asks for something, and why, as it goes into the journal.
package struct ControlCaller: Sendable {
    /// `uid 1000 gid 1000 (alice)`.
    package let actor: String
    package let reason: String

    package init(actor: String, reason: String) {
        self.actor = actor
        self.reason = reason
    }
}

extension ControlCaller {
    /// `, by alice: ticket 4711`: behind what happened.
    package var signature: String { ", by \(personName(ofActor: actor)): \(reason)" }

    /// The caller's word for each of these gates.
    package func waivers(of gates: [Gate]) -> GateWaivers {
        GateWaivers(gates.map { Waiver($0, by: actor, reason: reason) })
    }
}

/// What the control API can ask of the agent. What cannot be done is thrown as a `ControlProblem`.
package protocol ControlOperations: Sendable {
    func state() async throws -> AgentState
    func plans() async throws -> [PlanReply]
    func plan(_ id: Int64) async throws -> PlanReply
    /// - Parameters:
    ///   - byLogs: where the acceptance probe is not allowed, let configuration and logs decide, and logs prove.
    ///   - waiving: gates that the caller lets pass where they cannot be evaluated.
    func propose(_ cluster: String, byLogs: Bool, waiving: [Gate], by caller: ControlCaller) async throws
        -> PlanReply
    /// - Parameter hash: the plan as it was shown; nil where none was.
    func approve(_ plan: Int64, hash: String?, by caller: ControlCaller) async throws -> PlanReply
    func reject(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply
    /// Takes back a plan that was only looked at.
    func withdraw(_ plan: Int64, by caller: ControlCaller) async throws -> PlanReply
    /// Begins the run and gives it at once; how it goes on is in `run(_:)`.
    ///
    /// - Parameter byLogs: the caller accepts that logs alone prove it.
    func apply(_ plan: Int64, dryRun: Bool, byLogs: Bool, by caller: ControlCaller) async throws -> RunReply
    func runs() async throws -> [RunReply]
    func run(_ id: String) async throws -> RunReply
    func undo(_ run: String, waiving: [Gate], by caller: ControlCaller) async throws -> RunReply
    func freezes() async throws -> [FreezeReply]
    func freeze(_ request: FreezeRequest, by caller: ControlCaller) async throws -> FreezeReply
    func endFreeze(_ id: Int64, by caller: ControlCaller) async throws -> FreezeReply
    func mutes() async throws -> [MuteReply]
    func mute(_ request: MuteRequest, by caller: ControlCaller) async throws -> MuteReply
    func endMute(_ id: Int64, by caller: ControlCaller) async throws -> MuteReply
    /// The caller's reason is a comment here, and may be empty.
    func acknowledge(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply
    /// Takes an acknowledgement back, whoever gave it.
    func release(_ incident: Int64, by caller: ControlCaller) async throws -> IncidentReply
    func breaker() async throws -> BreakerReply
    func closeBreaker(by caller: ControlCaller) async throws -> BreakerReply
    /// - Parameter clusters: nil for all.
    func probe(_ clusters: [String]?, by caller: ControlCaller) async throws -> ProbeReply
    func policy() async throws -> PolicyReply
    func reloadPolicy(by caller: ControlCaller) async throws -> PolicyReply
    /// Told of requests that were refused before they came to any of these.
    func noteRefusal(_ problem: ControlProblem, request: String, actor: String, unrecorded: Int) async
}
