package import ArgumentParser
package import ConfigurationFiles
import Fleet
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a command that asks the clusters itself stands on: the agent's configuration, or a kubeconfig alone, as kubectl
/// takes it.
package struct FleetOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            The agent's configuration (environment: KSFLEET_CONFIG; else \(AgentOptions.defaultConfiguration); without \
            one, every context of your kubeconfig).
            """,
            valueName: "path"),
        completion: .file())
    package var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            A kubeconfig instead of the configured ones; may be given more than once, and is merged as KUBECONFIG's \
            list is.
            """,
            valueName: "path"),
        completion: .file())
    package var kubeconfig: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            The context of the host cluster (default: the configured one, else the one whose own configuration says so).
            """,
            valueName: "context"),
        completion: .clusters)
    package var host: String?

    package struct Loaded {
        package var configuration: AgentConfiguration
        /// What it is made of, in words.
        package let source: String
        /// Whether there is an agent's configuration: without one nothing is stored.
        package let isConfigured: Bool
    }

    /// - Throws: `ConfigurationError`, also where a file that was named is not there.
    package func load() throws(ConfigurationError) -> Loaded {
        let named = AgentOptions.named(config)
        let path = named ?? AgentOptions.defaultConfiguration
        guard named != nil || FileManager.default.fileExists(atPath: path) else { return withoutFile(path) }
        var configuration = try AgentConfiguration.load(path)
        if !kubeconfig.isEmpty { configuration.kubeconfigs = kubeconfig }
        if let host { configuration.host = ClusterID(host) }
        return Loaded(configuration: configuration, source: "\(path) is valid", isConfigured: true)
    }

    private func withoutFile(_ path: String) -> Loaded {
        var configuration = AgentConfiguration()
        configuration.kubeconfigs = kubeconfig
        configuration.host = host.map { ClusterID($0) }
        let files = configuration.kubeconfigPaths.map { printable($0) }.joined(separator: ", ")
        let absence = Self.mayLook(path) ? "there is no \(path)" : "\(path) is not for this user"
        return Loaded(
            configuration: configuration, source: "\(absence): every context of \(files), with the defaults",
            isConfigured: false)
    }

    /// A folder that one may not enter holds nothing that one could see: that is not the same as nothing.
    private static func mayLook(_ path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return !FileManager.default.fileExists(atPath: folder) || access(folder, X_OK) == 0
    }

    package init() {}
}
