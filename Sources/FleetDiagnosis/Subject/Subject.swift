package import FleetModel
import FleetText
import FleetWords

/// One cluster's observation beside the host's: the rules are methods on it, a file for each family.
package struct Subject {
    package let observation: Observation
    package let host: Observation?

    package init(observation: Observation, host: Observation?) {
        self.observation = observation
        self.host = host
    }

    var isHost: Bool { host?.cluster == observation.cluster }
    var name: String { observation.cluster.rawValue }
    var config: ConfigFacts? { observation.config.value }
    var workload: Workload? { observation.workload.value }

    /// The names of the cluster's and of the host's context, as a shell takes them.
    var word: String { shellWord(name) }
    var hostWord: String { shellWord(host?.cluster.rawValue ?? "host") }

    func plan() -> NextStep { .run("agentctl remediate plan \(word)") }

    func kubectl(_ arguments: String) -> String { "kubectl --context \(word) \(arguments)" }
    func kubectlOnHost(_ arguments: String) -> String { "kubectl --context \(hostWord) \(arguments)" }

    /// The Deployment of the subject's ks-apiserver, as a shell takes it.
    var deployment: String { shellWord(workload?.name ?? "ks-apiserver") }
    func serverLog(_ flags: String) -> String { kubectl("-n kubesphere-system logs deployment/\(deployment) \(flags)") }

    /// `3 failures of this kind in its log since the last probe`, where there are any.
    func logged(_ cause: FailureCause) -> [Statement] {
        let count = observation.logs.value?.failures.filter { $0.cause == cause }.reduce(0) { $0 + $1.count } ?? 0
        guard count > 0 else { return [] }
        let code: RefusalStatement = observation.logs.value?.isFirst == true ? .loggedInLastHour : .loggedSinceProbe
        return [code([.failures: count, .cause: cause])]
    }
}
