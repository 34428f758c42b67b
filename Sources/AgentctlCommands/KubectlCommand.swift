import Agent
import Fleet
import FoundationEssentials
import Kubernetes

/// The kubectl commands of next steps, as whoever runs ksfleet can paste them: contexts are found where ksfleet found them.
struct KubectlCommand {
    private let replacement: String?

    /// - Parameter configuration: nothing is added where kubectl looks in the same files by itself.
    init(_ configuration: AgentConfiguration) {
        let files = configuration.kubeconfigPaths
        guard files != Kubeconfig.defaultPaths(environment: ProcessInfo.processInfo.environment) else {
            replacement = nil
            return
        }
        let quoted = files.map { shellWord($0) }
        replacement = files.count == 1 ? "kubectl --kubeconfig \(quoted[0]) --context " : "KUBECONFIG=\(quoted.joined(separator: ":")) kubectl --context "
    }

    func named(_ text: String) -> String {
        guard let replacement else { return text }
        return text.replacing("kubectl --context ", with: replacement)
    }
}
