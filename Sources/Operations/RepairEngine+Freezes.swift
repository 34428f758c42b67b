import ConfigurationFiles
package import Control
import Fleet
import FoundationEssentials
import Store

/// Freezes, as the control API asks for them.
extension RepairEngine {
    package func freezes() async throws -> [FreezeReply] {
        holding(try await asked { try await reader.ledger() }).map { FreezeReply($0) }
    }

    package func freeze(_ request: FreezeRequest, by caller: ControlCaller) async throws -> FreezeReply {
        let now = Date()
        if let until = request.until, until <= now {
            throw ControlProblem(.badRequest, "until is in the past")
        }
        let selector = ClusterSelector(names: request.clusters)
        let watched = record.rows.keys
        // A typo must not look like a freeze that holds. Before the first round nobody knows what is watched.
        guard
            watched.isEmpty
                || watched.contains(where: { selector.matches($0, labels: configuration.contexts[$0]?.labels ?? [:]) })
        else {
            throw ControlProblem(
                .badRequest,
                """
                no watched cluster is called \
                \((request.clusters ?? []).map { printable($0, limit: 60) }.joined(separator: ", ")): nothing would be \
                frozen
                """,
                hint: NextStep("list the watched ones", command: "agentctl status"))
        }
        let freeze = Freeze(
            clusters: selector, from: now, until: request.until, reason: caller.reason, by: caller.actor)
        var reply = FreezeReply(try await asked { try await writer.addFreeze(freeze) })
        // Asked after the freeze stands: a run that is not named here finds it before its first write.
        let underWay = try await asked { try await reader.runsUnderWay() }.filter {
            selector.matches($0.plan.cluster, labels: configuration.contexts[$0.plan.cluster]?.labels ?? [:])
        }
        if !underWay.isEmpty { reply.underWay = underWay.map(\.id) }
        let what = request.clusters == nil ? "the whole fleet" : selector.text
        await events.post(
            AgentEvent(.freezeBegan, "freeze/\(reply.id) of \(what)\(caller.signature)").with {
                $0.actor = caller.actor
            })
        return reply
    }

    package func endFreeze(_ id: Int64, by caller: ControlCaller) async throws -> FreezeReply {
        let ledger = try await asked { try await reader.ledger() }
        guard let known = ledger.freezes.first(where: { $0.id == id }) else {
            throw ControlProblem(
                .notFound, "there is no freeze/\(id)", hint: NextStep("list them", command: "agentctl freeze list"))
        }
        var reply = FreezeReply(
            try await asked { try await writer.endFreeze(id, by: caller.actor, reason: caller.reason, at: Date()) })
        reply.plannedUntil = known.until
        let others = holding(ledger).filter { $0 != known && $0.overlaps(known, watched: watchedLabels) }
        if !others.isEmpty { reply.stillFrozenBy = others.map { FreezeReply($0) } }
        await events.post(
            AgentEvent(.freezeEnded, "freeze/\(id) has ended\(caller.signature)").with { $0.actor = caller.actor })
        return reply
    }

    private var watchedLabels: [ClusterID: [String: String]] {
        Dictionary(uniqueKeysWithValues: record.rows.keys.map { ($0, configuration.contexts[$0]?.labels ?? [:]) })
    }
}
