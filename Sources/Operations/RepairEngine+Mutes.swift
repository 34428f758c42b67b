package import Control
import Fleet
import FoundationEssentials
import Store

/// Findings that somebody does not want to be told of. Here as well as freezes: the caller is the peer that the kernel
/// names.
extension RepairEngine {
    package func mutes() async throws -> [MuteReply] {
        let now = Date()
        return try await asked { try await reader.mutes().filter { $0.holds(at: now) }.map { MuteReply($0) } }
    }

    package func mute(_ request: MuteRequest, by caller: ControlCaller) async throws -> MuteReply {
        let (cause, now) = (try Self.cause(request.cause), Date())
        guard request.until > now else {
            throw ControlProblem(.badRequest, "until is in the past: nothing would be muted")
        }
        let selector = ClusterSelector(names: request.clusters)
        try await refuseWhereCritical(cause, selector, now)
        let reply = MuteReply(
            try await asked {
                try await writer.addMute(
                    Mute(
                        cause: cause, clusters: selector, from: now, until: request.until, reason: caller.reason,
                        by: caller.actor))
            })
        await events.post(
            AgentEvent(.muteBegan, "mute/\(reply.id): \(cause.rawValue), \(selector.text)\(caller.signature)").with {
                $0.cause = cause.rawValue
                $0.actor = caller.actor
            })
        return reply
    }

    private static func cause(_ text: String) throws(ControlProblem) -> Cause {
        guard let cause = Cause(rawValue: text) else {
            let known = Cause.allCases.filter { !$0.isAlwaysCritical }.map(\.rawValue)
            let near = Spelling.nearest(to: text, among: known).map { "did you mean \($0)?" }
            throw ControlProblem(
                .badRequest, "there is no cause \(printable(text, limit: 60))",
                hint: NextStep(near ?? "those that can be muted: \(known.joined(separator: ", "))"))
        }
        guard !cause.isAlwaysCritical else {
            throw ControlProblem(
                .badRequest, "\(cause.rawValue) is always critical: only info and warning findings can be muted",
                hint: acknowledging)
        }
        return cause
    }

    private static let acknowledging = NextStep(
        "to stop its reminders, acknowledge its incident; list them", command: "agentctl incidents")

    /// A typo must not look like a mute that holds, and what is critical now is not muted. Before the first probe
    /// nobody knows what is watched.
    private func refuseWhereCritical(_ cause: Cause, _ selector: ClusterSelector, _ now: Date) async throws {
        let known = try await asked { try await reader.status(now: now) }
        let named = known.filter { selector.matches($0.cluster, labels: [:]) }
        guard known.isEmpty || !named.isEmpty else {
            let names = Self.list(selector.names ?? [])
            throw ControlProblem(
                .badRequest, "no watched cluster is called \(names): nothing would be muted",
                hint: NextStep("the watched ones", command: "agentctl status"))
        }
        let critical = named.filter {
            $0.diagnosis?.findings.contains { $0.cause == cause && $0.severity == .critical } == true
        }.map(\.cluster.rawValue)
        guard critical.isEmpty else {
            let what = "\(cause.rawValue) is critical on \(Self.list(critical))"
            throw ControlProblem(
                .conflict, "\(what): only info and warning findings can be muted", hint: Self.acknowledging)
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(5).map { printable($0, limit: 60) }.joined(separator: ", ")
    }

    package func endMute(_ id: Int64, by caller: ControlCaller) async throws -> MuteReply {
        let known = try await asked { try await reader.mutes().contains { $0.id == id } }
        guard known else {
            throw ControlProblem(
                .notFound, "there is no mute/\(id)", hint: NextStep("list them", command: "agentctl mute list"))
        }
        let reply = MuteReply(
            try await asked { try await writer.endMute(id, by: caller.actor, reason: caller.reason, at: Date()) })
        await events.post(
            AgentEvent(.muteEnded, "mute/\(id) has ended\(caller.signature)").with {
                $0.cause = reply.cause
                $0.actor = caller.actor
            })
        return reply
    }
}
