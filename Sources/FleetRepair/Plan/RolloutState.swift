/// How a rollout stands, pod by pod: what `kubectl get pods` would show of it.
package struct RolloutState: Hashable, Codable, Sendable {
    package struct Pod: Hashable, Codable, Sendable {
        package var name: String
        /// `Pending`, `ContainerCreating`, `Running`, `CrashLoopBackOff`, `Terminating`, …
        package var status: String
        package var ready: Bool
        package var restarts: Int
        /// Made by this rollout; the others are to go.
        package var isNew: Bool
        /// What the kubelet or the scheduler says of a pod that waits.
        package var message: String?
        /// How its container ended last.
        package var lastEnd: End?
        /// Why, as far as the last words of its log say it.
        package var logSays: String?

        package init(
            name: String, status: String, ready: Bool, restarts: Int, isNew: Bool, message: String? = nil,
            lastEnd: End? = nil,
            logSays: String? = nil
        ) {
            self.name = name
            self.status = status
            self.ready = ready
            self.restarts = restarts
            self.isNew = isNew
            self.message = message
            self.lastEnd = lastEnd
            self.logSays = logSays
        }
    }

    package struct End: Hashable, Codable, Sendable {
        /// `Error`, `OOMKilled`, `Completed`, …
        package var reason: String
        package var exitCode: Int

        package init(reason: String, exitCode: Int) {
            self.reason = reason
            self.exitCode = exitCode
        }
    }

    package var workload: String
    /// Replicas that are wanted.
    package var wanted: Int
    /// Those of before as well, as long as they are there.
    package var pods: [Pod]

    package init(workload: String, wanted: Int, pods: [Pod]) {
        self.workload = workload
        self.wanted = wanted
        self.pods = pods
    }

    /// New pods that are ready.
    package var ready: Int { pods.count { $0.isNew && $0.ready && !$0.isTerminating } }

    /// The new pod that keeps the rollout from its end: one that has ended before one that waits.
    package var culprit: Pod? {
        let open = pods.filter { $0.isNew && !$0.isTerminating && (!$0.ready || $0.isCrashing) }
        return open.first(where: \.isCrashing) ?? open.first { $0.lastEnd != nil } ?? open.first { $0.message != nil }
            ?? open.first
    }

    /// With maxSurge 0 a pod that does not come up is an outage: it is not waited out to the deadline (kubesphere.md
    /// E).
    package var isCrashing: Bool { pods.contains { !$0.isTerminating && $0.isCrashing } }
}

extension RolloutState.Pod {
    package static let terminating = "Terminating"

    package var isTerminating: Bool { status == Self.terminating }

    fileprivate var isCrashing: Bool { status == "CrashLoopBackOff" && restarts >= 2 }

    /// `CrashLoopBackOff, 2 restarts, last ended Error with exit code 1; its log says: JWT secret MUST not be empty`.
    package var explanation: String {
        let ended = lastEnd.map { ", last ended \($0.reason) with exit code \($0.exitCode)" } ?? ""
        let restarted = restarts > 0 ? ", \(restarts) restart\(restarts == 1 ? "" : "s")" : ""
        return status + (message.map { " (\($0))" } ?? "") + restarted + ended
            + (logSays.map { "; its log says: \($0)" } ?? "")
    }
}
