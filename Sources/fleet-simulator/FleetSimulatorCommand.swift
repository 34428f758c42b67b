import ArgumentParser
import FleetSimulator

@main
struct FleetSimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet-simulator",
        abstract: "Run a KubeSphere fleet that needs no cluster.",
        discussion: """
            A host and its members, each with its own port on 127.0.0.1, certificate authority and ks-apiserver, \
            answering kubectl \
            and agents as real clusters of KubeSphere 3.0, 3.1, 3.4 and 4.1 do. The kubeconfig that it writes has one \
            context per \
            cluster: host, member-01, member-02 and so on. It prints a line per cluster (name, role, version, port, \
            fault), then \
            "ready", and serves until SIGINT, SIGTERM or "quit".

            Commands, a line each on standard input, answered "ok" or "error: …":
              break NAME FAULT    repair NAME [FAULT]    traffic on|off    quit

            A new fault takes the place of the old one. Faults of a Cluster object and of writes (from lose-answer on) \
            join it \
            instead, and each other. Those of writes may be aimed and counted, NAME:RESOURCE:TIMES, and let dry runs \
            through: \
            conflict:configmaps:2. slow, late-answer and owner-reverts take seconds (slow:0.5), deny a verb and a \
            resource \
            (deny:patch:deployments).

            Faults:
            \(FaultList.text)

            Example:
              fleet-simulator --members 3 --kubeconfig fleet.yaml --break member-02=max-age
              kubectl --kubeconfig fleet.yaml --context member-02 -n kubesphere-system get pods
            """)

    @Option(help: "How many members.")
    var members = 3

    @Option(help: "Versions given to the members in turn, comma-separated: 3.0, 3.1, 3.4, 4.1.")
    var versions = VersionList(versions: [.v3_4])

    @Option(help: "The host's version.")
    var hostVersion = VersionList(versions: [.v3_4])

    @Option(help: "How many pods of ks-apiserver every cluster has.")
    var replicas = 1

    @Option(help: "Where to write the kubeconfig (mode 0600).")
    var kubeconfig = "fleet-simulator.kubeconfig"

    @Option(
        name: .customLong("break"),
        help: ArgumentHelp("A fault to start with; may be given again.", valueName: "name=fault"))
    var faults: [ClusterFault] = []

    @Option(help: "How often a user's request goes from the host to each member, for example 200ms; absent for never.")
    var traffic: DurationArgument?

    @Option(help: "How long a rollout takes.")
    var rollout = DurationArgument(duration: .seconds(1))

    @Option(help: "End after this many seconds.")
    var seconds: Int?

    func validate() throws {
        guard members >= 0, replicas >= 0 else { throw ValidationError("--members and --replicas cannot be negative") }
        guard hostVersion.versions.count == 1 else { throw ValidationError("--host-version takes one version") }
    }

    func run() async throws {
        OpenFiles.raiseLimit()
        let fleet = try await SimulatedFleet.start(try fleetConfiguration())
        try fleet.writeKubeconfig(file: kubeconfig)
        for cluster in fleet.clusters { Output.line(try await summary(cluster)) }
        Output.line("ready")
        await serve(fleet)
        await fleet.stop()
    }

    private func fleetConfiguration() throws -> FleetConfiguration {
        var configuration = FleetConfiguration(
            members: members, versions: versions.versions, hostVersion: hostVersion.versions[0], replicas: replicas)
        configuration.rolloutDuration = rollout.duration
        configuration.trafficInterval = traffic?.duration
        for wanted in faults {
            guard let index = configuration.clusters.firstIndex(where: { $0.name == wanted.name }) else {
                throw ValidationError("--break: there is no cluster named \(wanted.name)")
            }
            configuration.clusters[index].faults.append(wanted.fault)
        }
        return configuration
    }

    private func summary(_ cluster: SimulatedCluster) async throws -> String {
        let faults = try await cluster.faults().map(\.name)
        return
            """
            \(cluster.name) \(cluster.role.rawValue) \(cluster.version.tag) \(cluster.port) \
            \(faults.isEmpty ? "-" : faults.joined(separator: ","))
            """
    }

    private func serve(_ fleet: SimulatedFleet) async {
        let console = Console(fleet: fleet)
        for await event in Events.stream(seconds: seconds) {
            guard case .line(let line) = event else { return }
            switch await console.answer(line) {
            case .text(let text): Output.line(text)
            case .quit: return Output.line("ok")
            }
        }
    }
}
