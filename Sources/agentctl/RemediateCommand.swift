import Agent
import ArgumentParser
import Fleet
import FoundationEssentials
import Reports

struct RemediateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remediate",
        abstract: "Plan and carry out the repair of one member.",
        discussion: """
            A plan is made from a fresh look at the member and its host. It is carried out only while every gate passes; each step is
            journaled before and after it is taken; it ends with the proof that the member accepts the host's tokens.

              agentctl remediate plan member-02
              agentctl remediate apply member-02 --dry-run
              agentctl remediate apply member-02 --reason "ticket 4711"
            """,
        subcommands: [RemediatePlan.self, RemediateApply.self])
}

/// What both subcommands take.
struct RepairOptions: ParsableArguments {
    @Argument(help: "The member: the name of its kubeconfig context.")
    var cluster: String

    @Option(name: .long, help: "The agent's configuration.")
    var config = ProcessInfo.processInfo.environment["KSFLEET_CONFIG"] ?? "/etc/ksfleet/agent.yaml"

    @Option(name: .shortAndLong, help: "table or json.")
    var output = RepairFormat.table

    enum RepairFormat: String, ExpressibleByArgument, CaseIterable { case table, json }

    /// Opens the desk and looks at the cluster.
    func prepared<Value: Sendable>(_ body: (RepairDesk, Preparation) async throws -> Value) async throws -> Value {
        let configuration = try AgentConfiguration.load(config)
        return try await RepairDesk.with(configuration) { desk in
            let name = ClusterID(cluster)
            guard desk.clusters.contains(name) else {
                throw CommandFailure(
                    .noSuchObject, "no cluster \(printable(cluster)) is watched", hint: "the watched ones: \(desk.clusters.map(\.rawValue).joined(separator: ", "))")
            }
            return try await body(desk, await desk.prepare(name))
        }
    }
}
