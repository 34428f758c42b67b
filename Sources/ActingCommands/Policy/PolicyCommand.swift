package import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Store

package struct PolicyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check, explain and replay the policy for automatic repairs.",
        discussion: """
              agentctl policy check /etc/ksfleet/policy.yaml
              agentctl policy explain edge-1
              agentctl policy replay --since 30d --policy new-policy.yaml
            """,
        subcommands: [PolicyCheck.self, PolicyShow.self, PolicyExplain.self, PolicyReplayCommand.self])

    package init() {}
}

/// Which policy, and what is known of the clusters that it speaks of.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("This policy, instead of the one that agent.yaml names.", valueName: "path"),
        completion: .file())
    var policy: String?

    @OptionGroup(title: HelpSection.shared) var agent: ConfigurationOptions

    /// The configuration; with its defaults where none is named and there is none at the usual place.
    func configuration() throws -> AgentConfiguration {
        let usual = AgentOptions.defaultConfiguration
        if AgentOptions.named(agent.config) == nil, !FileManager.default.fileExists(atPath: usual) {
            StandardStream.error.note("there is no \(usual): roles and labels of clusters are what the history knows")
            return AgentConfiguration()
        }
        return try agent.load()
    }

    func document(_ configuration: AgentConfiguration) throws -> (path: String?, document: PolicyDocument) {
        guard let path = policy ?? configuration.policy else { return (nil, .none) }
        do throws(ConfigurationError) { return (path, try PolicyFile.read(path)) } catch {
            guard error.isMissing else { throw error }
            let place: NextStep = policy == nil ? "policy in agent.yaml names it" : "name another one with --policy"
            throw CommandFailure(.configuration, error.description, hint: place)
        }
    }
}

/// The clusters as a policy sees them, from the history and agent.yaml together.
struct PolicyFleet {
    let roles: [ClusterID: ClusterRole]
    let labels: [ClusterID: [String: String]]

    /// A role on which the two disagree is none that is certain.
    init(_ statuses: [ClusterStatus], _ configuration: AgentConfiguration) {
        var roles: [ClusterID: ClusterRole] = [:]
        for status in statuses {
            let said = configuration.host == status.cluster ? .host : configuration.contexts[status.cluster]?.role
            roles[status.cluster] = said.map { $0 == status.role || status.role == nil ? $0 : nil } ?? status.role
        }
        self.roles = roles
        labels = configuration.contexts.mapValues(\.labels)
    }
}
