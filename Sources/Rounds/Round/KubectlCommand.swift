package import ConfigurationFiles
package import Fleet
import FoundationEssentials
import Kubernetes

/// The kubectl commands of next steps, as whoever reads them can run them: contexts are found where ksfleet found them.
package struct KubectlCommand: Sendable {
    private let replacement: String?

    /// - Parameter environment: of the shell in which the commands are to be run: nothing is added where kubectl looks
    ///   in the same files by itself.
    package init(_ configuration: AgentConfiguration, environment: [String: String]) {
        let files = configuration.kubeconfigPaths
        guard files != Kubeconfig.defaultPaths(environment: environment) else {
            replacement = nil
            return
        }
        let quoted = files.map { shellWord($0) }
        replacement =
            files.count == 1
            ? "kubectl --kubeconfig \(quoted[0]) --context "
            : "KUBECONFIG=\(quoted.joined(separator: ":")) kubectl --context "
    }

    /// For the shell that this process was started from.
    package init(_ configuration: AgentConfiguration) {
        self.init(configuration, environment: ProcessInfo.processInfo.environment)
    }

    /// For commands that are read elsewhere: a service's KUBECONFIG is in nobody's shell.
    package static func ofService(_ configuration: AgentConfiguration) -> KubectlCommand {
        KubectlCommand(
            configuration, environment: ProcessInfo.processInfo.environment.filter { $0.key != "KUBECONFIG" })
    }

    package func named(_ command: String) -> String {
        guard let replacement, command.hasPrefix(Self.plain) else { return command }
        return replacement + command.dropFirst(Self.plain.count)
    }

    package func named(_ step: NextStep) -> NextStep { step.mapping(command: named) }

    package func named(_ diagnosis: Diagnosis) -> Diagnosis {
        guard replacement != nil else { return diagnosis }
        var named = diagnosis
        for index in named.findings.indices {
            named.findings[index].nextStep = self.named(named.findings[index].nextStep)
        }
        return named
    }

    private static let plain = "kubectl --context "
}
