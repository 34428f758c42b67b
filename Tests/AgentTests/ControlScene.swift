import Control
import ControlServer
import Fleet
import Foundation
import Linux
import Logging
import Synchronization

/// A control server over its real socket, with an agent behind it that only remembers what it was asked.
struct ControlScene {
    let socket: String
    let operations: RememberingOperations
    let events: EventLog

    var client: ControlClient { ControlClient(socket: socket) }

    static func with(
        _ limits: ControlLimits = ControlLimits(),
        rule: @escaping @Sendable () -> OperatorRule = { OperatorRule.ofThisProcess() },
        _ body: (ControlScene) async throws -> Void
    ) async throws {
        let folder = "/tmp/ks-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let scene = ControlScene(
            socket: folder + "/agent.sock", operations: RememberingOperations(), events: EventLog())
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = ControlServer(
            socket: scene.socket, operations: scene.operations, events: scene.events, logger: logger, limits: limits,
            rule: rule)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            await scene.listens()
            do { try await body(scene) } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            try? await group.waitForAll()
        }
    }
}

extension ControlScene {
    /// The file is there before anybody listens at it.
    fileprivate func listens() async {
        while true {
            do { _ = try await client.state() } catch is ControlError { continue } catch {}
            return
        }
    }
}

final class RememberingOperations: ControlOperations {
    let refusals = Mutex<[String]>([])

    func state() -> AgentState {
        AgentState(version: "1", pid: 1, startedAt: Date(), rounds: 3, lastRound: nil, interval: 30)
    }
    func freeze(_ request: FreezeRequest, by caller: ControlCaller) -> FreezeReply {
        FreezeReply(
            id: 1, clusters: request.clusters, from: Date(), until: request.until, reason: caller.reason,
            by: caller.actor)
    }
    func noteRefusal(_ problem: ControlProblem, request: String, actor: String, unrecorded: Int) {
        refusals.withLock { $0.append("\(request) \(actor) \(problem.code)") }
    }

    private var unasked: ControlProblem { ControlProblem(.failed, "not asked for in these tests") }
    func plans() throws -> [PlanReply] { [] }
    func plan(_ id: Int64) throws -> PlanReply { throw unasked }
    func propose(_ cluster: String, byLogs: Bool, waiving: [Gate], by caller: ControlCaller) throws -> PlanReply {
        throw unasked
    }
    func approve(_ plan: Int64, hash: String?, by caller: ControlCaller) throws -> PlanReply { throw unasked }
    func reject(_ plan: Int64, by caller: ControlCaller) throws -> PlanReply { throw unasked }
    func withdraw(_ plan: Int64, by caller: ControlCaller) throws -> PlanReply { throw unasked }
    func apply(_ plan: Int64, dryRun: Bool, byLogs: Bool, by caller: ControlCaller) throws -> RunReply { throw unasked }
    func runs() throws -> [RunReply] { [] }
    func run(_ id: String) throws -> RunReply { throw unasked }
    func undo(_ run: String, waiving: [Gate], by caller: ControlCaller) throws -> RunReply { throw unasked }
    func freezes() throws -> [FreezeReply] { [] }
    func endFreeze(_ id: Int64, by caller: ControlCaller) throws -> FreezeReply { throw unasked }
    func mutes() throws -> [MuteReply] { [] }
    func mute(_ request: MuteRequest, by caller: ControlCaller) throws -> MuteReply {
        MuteReply(
            id: 1, cause: request.cause, clusters: request.clusters, from: Date(), until: request.until,
            reason: caller.reason, by: caller.actor)
    }
    func endMute(_ id: Int64, by caller: ControlCaller) throws -> MuteReply { throw unasked }
    func acknowledge(_ incident: Int64, by caller: ControlCaller) throws -> IncidentReply { throw unasked }
    func release(_ incident: Int64, by caller: ControlCaller) throws -> IncidentReply { throw unasked }
    func breaker() throws -> BreakerReply { throw unasked }
    func closeBreaker(by caller: ControlCaller) throws -> BreakerReply { throw unasked }
    func probe(_ clusters: [String]?, by caller: ControlCaller) throws -> ProbeReply { throw unasked }
    func policy() throws -> PolicyReply { throw unasked }
    func reloadPolicy(by caller: ControlCaller) throws -> PolicyReply { throw unasked }
}
