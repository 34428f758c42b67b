package import ConfigurationFiles
package import Control
package import Fleet
import FoundationEssentials
import Store

/// The agent that writes a history: the one whose configuration names it. Another agent's word of it would mean other
/// plans and other clusters.
package struct HistoryAgent {
    /// nil where none can be read.
    package let configuration: AgentConfiguration?
    /// nil where no agent of that history has a socket here.
    package let client: ControlClient?
    /// Whether that history has an agent at all, by its configuration: a copy of one has none.
    package let isExpected: Bool

    package init(_ store: StoreOptions) {
        let named = store.agent.config ?? AgentOptions.environment("KSFLEET_CONFIG")
        configuration = Self.configuration(store.agent.config)
        let known = configuration ?? (named == nil ? AgentConfiguration() : nil)
        let socket = AgentOptions.environment("KSFLEET_SOCKET") ?? known?.socket
        let isIts = AgentOptions.environment("KSFLEET_SOCKET") != nil || (try? store.path) == known?.databasePath
        isExpected = store.file.db == nil && isIts && socket != nil
        guard isExpected, let socket, FileManager.default.fileExists(atPath: socket) else {
            client = nil
            return
        }
        client = ControlClient(socket: socket, timeout: Self.patience)
    }

    /// - Parameter named: by an option; nil leaves it to the environment.
    package static func configuration(_ named: String?) -> AgentConfiguration? {
        let path = named ?? AgentOptions.environment("KSFLEET_CONFIG") ?? AgentOptions.defaultConfiguration
        return FileManager.default.fileExists(atPath: path) ? try? AgentConfiguration.load(path) : nil
    }

    /// Seconds: an agent may hang.
    private static let patience: Int64 = 2

    package var labels: [ClusterID: [String: String]] { configuration?.contexts.mapValues(\.labels) ?? [:] }

    /// - Throws: `configuration` where no configuration could be read: nothing would match, and that would be no
    ///   answer.
    package func requiredLabels() throws -> [ClusterID: [String: String]] { try Self.labels(configuration) }

    package static func labels(_ configuration: AgentConfiguration?) throws -> [ClusterID: [String: String]] {
        guard let configuration else {
            throw CommandFailure(
                .configuration, "labels stand in agent.yaml, which cannot be read here",
                hint: "name it with --config PATH, or KSFLEET_CONFIG")
        }
        return configuration.contexts.mapValues(\.labels)
    }

    /// `region=cn`, each once.
    static func pairs(_ labels: [ClusterID: [String: String]]) -> [String] {
        Set(labels.values.flatMap { $0.map { "\($0.key)=\($0.value)" } }).sorted()
    }
}
