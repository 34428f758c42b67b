import ChildPrograms
import FleetSimulator
import Foundation

/// A simulated fleet and a folder with an agent.yaml for it, for the time of one test.
struct Scene {
    let fleet: SimulatedFleet
    let folder: URL

    static func with(_ configuration: FleetConfiguration, _ body: (Scene) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-scene-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let fleet = try await SimulatedFleet.start(configuration)
        let scene = Scene(fleet: fleet, folder: folder)
        do {
            _ = try fleet.writeKubeconfig(to: folder.path)
            try scene.write(
                "agent.yaml",
                """
                kubeconfigs: [kubeconfig]\nstate: .\ncontrol: {socket: agent.sock}\nincidents: {open: 1, close: \
                1}\ninterval: 1s\nrepair: {soak: 0s}\n
                """
            )
            try await body(scene)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
        try FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    var environment: [String: String] {
        [
            "KSFLEET_CONFIG": path("agent.yaml"), "KSFLEET_DB": path("history.sqlite"),
            "KSFLEET_SOCKET": path("agent.sock"),
        ]
    }

    func agentd(_ arguments: String...) async throws -> Program.Result {
        try await Program(name: "agentd").run(["--config", path("agent.yaml")] + arguments)
    }

    func agentctl(_ arguments: String...) async throws -> Program.Result {
        try await Program(name: "agentctl", environment: environment).run(arguments)
    }
}

extension FleetConfiguration {
    /// A 3.4 host and the given members.
    static func scene(_ members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)])
        -> FleetConfiguration
    {
        let host = ClusterConfiguration(name: "host", version: .v3_4, role: .host)
        var configuration = FleetConfiguration(
            clusters: [host]
                + members.map { member in
                    var cluster = ClusterConfiguration(name: member.name, version: member.version, role: .member)
                    cluster.fault = member.fault
                    return cluster
                })
        configuration.rolloutDuration = .milliseconds(300)
        return configuration
    }
}
