package import Fleet
package import Kubernetes

/// Reads how a rollout stands, and why one does not get on.
package struct RolloutReader: Sendable {
    private let reader: any ClusterReader

    package init(reader: any ClusterReader) { self.reader = reader }

    /// kubectl, and so every restart of ours, marks the template with it, and the pods that are made of it carry it.
    private static let mark = "kubectl.kubernetes.io/restartedAt"
    /// Of more pods than this nobody is told: a ks-apiserver has a handful.
    private static let most = 20

    /// nil where its pods could not be read.
    package func read(_ deployment: Deployment) async -> RolloutState? {
        let labels = (deployment.spec.selector.matchLabels ?? [:]).sorted { $0.key < $1.key }.map {
            "\($0.key)=\($0.value)"
        }.joined(separator: ",")
        guard !labels.isEmpty,
            let pods = await reader.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", labels)]).value
        else { return nil }
        return Self.state(deployment, pods.items)
    }

    /// The same with the last words of the pod that keeps it from its end.
    package func explained(_ state: RolloutState, _ deployment: Deployment) async -> RolloutState {
        guard let culprit = state.culprit, culprit.lastEnd != nil, let index = state.pods.firstIndex(of: culprit) else {
            return state
        }
        let words = StartFaultReader(reader: reader)
        var explained = state
        let said = await words.lastWords(
            of: culprit.name, runs: culprit.status == Self.running, container: Self.container(deployment))
        explained.pods[index].logSays = said?.text
        return explained
    }

    private static func container(_ deployment: Deployment) -> String {
        let containers = deployment.spec.template.spec.containers
        return (containers.first { $0.name == Names.container } ?? containers.first)?.name ?? Names.container
    }

    package static func state(_ deployment: Deployment, _ pods: [Pod]) -> RolloutState {
        let wanted = deployment.spec.template.metadata?.annotations?[mark]
        let container = container(deployment)
        let found = pods.prefix(most).map { pod in
            self.pod(pod, container: container, isNew: pod.metadata.annotations?[mark] == wanted)
        }
        return RolloutState(
            workload: deployment.metadata.name ?? Names.service, wanted: deployment.spec.replicas?.value ?? 1,
            pods: found.sorted { ($0.isNew ? 0 : 1, $0.name) < ($1.isNew ? 0 : 1, $1.name) })
    }

    private static func pod(_ pod: Pod, container: String, isNew: Bool) -> RolloutState.Pod {
        let status = pod.status?.containerStatuses?.first { $0.name == container }
        let (word, message) = standing(pod, status)
        let ended = status?.lastState?.terminated ?? status?.state?.terminated
        return RolloutState.Pod(
            name: printable(pod.metadata.name ?? "", limit: 120), status: printable(word, limit: 60),
            ready: status?.ready ?? false,
            restarts: status?.restartCount.value ?? 0, isNew: isNew, message: message.map { printable($0, limit: 200) },
            lastEnd: ended.map {
                .init(reason: printable($0.reason ?? "Terminated", limit: 60), exitCode: $0.exitCode.value)
            })
    }

    private static let running = "Running"

    /// As kubectl names it (its `pkg/printers/internalversion/printers.go`, printPod), of the one container that
    /// matters. What is said of a pod that comes up is no message.
    private static func standing(_ pod: Pod, _ status: Pod.ContainerStatus?) -> (String, String?) {
        if pod.metadata.deletionTimestamp != nil { return (RolloutState.Pod.terminating, nil) }
        if let waiting = status?.state?.waiting {
            let reason = waiting.reason ?? "Waiting"
            // Its name and UID, which say nothing that is not said.
            return (reason, reason == "CrashLoopBackOff" ? nil : waiting.message)
        }
        if status?.state?.running != nil { return (running, nil) }
        if let ended = status?.state?.terminated { return (ended.reason ?? "Terminated", nil) }
        let unscheduled = pod.status?.conditions?.first { $0.type == "PodScheduled" && $0.status == "False" }
        return (unscheduled?.reason ?? pod.status?.phase ?? "Pending", unscheduled?.message)
    }
}
