package import ConfigurationFiles
import Control
import Fleet
import FoundationEssentials
import Logging
import NIOPosix
import Store

/// What the policy takes over from the history at its start, and a policy that is read anew.
extension RepairEngine {
    /// What earlier processes saw: a restart of the agent makes it forget neither that a cluster has been failing nor a
    /// storm.
    package func remember() async throws {
        let now = Date()
        let limits = center.current.policy.limits
        record = try await reader.foldProbes(
            since: now - RoundFold.lookBack, until: now + 1, into: RoundFold(limits: limits)
        ) { fold, probes in
            for probe in probes { fold.take(probe.cluster, health: probe.health, cause: probe.cause, at: probe.at) }
        }.record
    }

    /// Takes policy.yaml over, whole or not at all.
    ///
    /// - Returns: why the old one stays; nil where the new one is in force.
    @discardableResult
    package func reload(by actor: String) async -> ConfigurationError? {
        let center = center
        let error = try? await NIOThreadPool.singleton.runIfActive { center.reload() }
        if let error = error ?? nil {
            let summary = ControlProblem(error).summary
            logger.error(
                "the policy was not reloaded: the old one stays in force",
                metadata: ["error": "\(summary)", "by": "\(actor)"])
            await events.post(AgentEvent(.policyInvalid, summary).with { $0.actor = actor })
            return error
        }
        let reply = PolicyReply(center.current)
        logger.notice(
            "policy reloaded",
            metadata: [
                "file": "\(reply.file ?? "none")", "mode": "\(reply.mode)", "rules": "\(reply.rules)", "by": "\(actor)",
            ])
        await events.post(
            AgentEvent(
                .policyLoaded, "mode \(reply.mode), \(counted(reply.rules, "rule")), highest \(reply.highestMode)"
            ).with {
                $0.actor = actor
            })
        held = [:]
        obstacles = [:]
        return nil
    }
}
