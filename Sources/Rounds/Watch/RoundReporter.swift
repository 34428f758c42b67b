import Control
import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes
import Linux
import Logging
import Store

/// What the rounds say of themselves: the log's entries, and the line that `systemctl status` shows.
struct RoundReporter: Sendable {
    let logger: Logger
    let notifier: SystemdNotifier

    // MARK: Rounds

    /// - Parameter number: rounds so far, this one among them.
    func done(_ result: RoundResult, number: Int, silent: Int, _ last: AgentState.Round?) {
        logger.info(
            "round done",
            metadata: [
                "round": "\(number)", "clusters": "\(result.outcomes.count)", "silent": "\(silent)",
                "health": "\(result.summary)", "seconds": "\((result.elapsed * 1000).rounded() / 1000)",
            ])
        notifier.status(last?.summary ?? result.summary)
    }

    func silentProbed(_ count: Int, _ result: RoundResult) {
        logger.info("silent clusters probed", metadata: ["clusters": "\(count)", "health": "\(result.summary)"])
    }

    func changed(_ observation: Observation, from before: Health, to now: Health, _ finding: Finding?) {
        var metadata: Logger.Metadata = [
            "cluster": "\(observation.cluster)", "before": "\(before.rawValue)", "health": "\(now.rawValue)",
            "probe": "\(observation.at.rfc3339)",
        ]
        if let finding { metadata["cause"] = "\(finding.cause.rawValue)" }
        logger.info("a cluster's health has changed", metadata: metadata)
    }

    func moved(_ cluster: ClusterID, from before: String, to now: String) {
        logger.notice(
            "a context leads to another cluster than before",
            metadata: ["cluster": "\(cluster)", "before": "\(before)", "uid": "\(now)"])
    }

    func report(_ events: [IncidentEvent]) {
        for event in events {
            logger.notice(
                "incident \(event.kind.rawValue)",
                metadata: [
                    "cluster": "\(event.incident.cluster)", "cause": "\(event.incident.cause.rawValue)",
                    "incident": "\(event.incident.id)",
                ])
        }
    }

    // MARK: The history

    /// - Parameter isNew: false for an error that was told of an earlier round: a full disk is said once.
    func notRecorded(_ error: any Error, isNew: Bool, _ last: AgentState.Round?) {
        logger.log(level: isNew ? .error : .debug, "the round was not recorded", metadata: ["error": "\(error)"])
        notifier.status("\(last?.summary ?? "no round yet"); NOT RECORDED: \(error)")
    }

    func recordedAgain(after trouble: AgentState.Trouble) {
        logger.notice(
            "rounds are recorded again", metadata: ["missed": "\(trouble.rounds)", "since": "\(trouble.since)"])
    }

    func retained(_ report: RetentionReport) {
        guard report.rolledUp + report.removed > 0 || report.isOverBound else { return }
        logger.info(
            "history rolled up",
            metadata: [
                "rolledUp": "\(report.rolledUp)", "removed": "\(report.removed)", "steps": "\(report.steps)",
            ])
    }

    func notRetained(_ error: any Error) {
        logger.error("the history could not be rolled up", metadata: ["error": "\(error)"])
    }

    // MARK: Kubeconfigs

    /// - Parameter kept: contexts that cannot be used as they are now.
    func reloaded(_ roster: Roster, kept: [ClusterID: Fault]) {
        logger.notice("kubeconfigs reloaded", metadata: ["clusters": "\(roster.clusters.count)"])
        warn(of: roster)
        for (cluster, fault) in kept.sorted(by: { $0.key < $1.key }) {
            logger.error(
                "a context cannot be used as it is now, and goes on as it was",
                metadata: ["cluster": "\(cluster)", "error": "\(fault.message)"])
        }
    }

    func notReloaded(_ error: any Error) {
        logger.error("reloading the changed kubeconfig failed", metadata: ["error": "\(error)"])
    }

    func warn(of roster: Roster) {
        for warning in roster.warnings {
            logger.warning(
                "a kubeconfig may not say what was meant",
                metadata: [
                    "kind": "\(warning.kind.rawValue)", "seen": "\(warning.message)",
                    "next": "\(warning.remedy.oneLine)",
                ])
        }
    }
}

extension AgentState.Round {
    /// `3 healthy, 2 failing, 1 unknown`.
    fileprivate var summary: String {
        Health.allCases.compactMap { one in health[one.rawValue].map { "\($0) \(one.rawValue)" } }.joined(
            separator: ", ")
    }
}
