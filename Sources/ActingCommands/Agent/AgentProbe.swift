import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

struct AgentProbe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Have the agent probe clusters now and record the result.",
        discussion: """
            The policy decides upon what it finds as after any round. To look without an agent, and without recording \
            it: agentctl probe.

              agentctl agent probe
              agentctl agent probe member-02 member-03 -o json

            Exit codes: 0 probed, 4 or 6 the agent could not be asked, 5 no such cluster is watched.
            """)

    @Argument(
        help: ArgumentHelp("Only these clusters; none means every one.", valueName: "cluster"), completion: .clusters)
    var clusters: [String] = []

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let request = ProbeRequest(clusters: clusters.isEmpty ? nil : clusters)
        let reply = try await agent.client.post(ProbeReply.self, ControlPath.probe, request)
        try output.show(Self.listing(reply.clusters, style: output.style), whenEmpty: "no cluster is watched")
    }

    /// `agentctl.agent.probe/v1`.
    private static func listing(_ clusters: [ProbeReply.Cluster], style: Style) -> Listing<ProbeReply.Cluster> {
        Listing(
            "agentctl.agent.probe/v1", [.init("HEALTH"), .init("CLUSTER", isName: true), .init("CAUSE")], clusters,
            name: \.cluster
        ) { found in
            // A later agent may know a health that this program does not.
            let health = Health(rawValue: found.health)
            return [
                .init(health.map { style.mark($0) } ?? found.health, full: found.health, tone: health?.tone ?? .plain),
                .init(found.cluster, tone: .strong),
                found.cause.map { .init($0, tone: health?.tone ?? .plain) } ?? .none,
            ]
        }
    }
}
