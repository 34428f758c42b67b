import FleetSimulator
import Foundation

/// The built programs, run as a user runs them: in processes of their own, with arguments, files and pipes.
enum Programs {
    struct Run {
        let status: Int32
        let out: String
        let err: String

        var all: String { out + err }
    }

    /// The folder in which SwiftPM puts test bundles and programs alike.
    static let folder: URL = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: executable).deletingLastPathComponent()
    }()

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Runs a program to its end. Its environment is only what is given, so that the tester's own changes nothing.
    static func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> Run {
        let process = process(program, arguments, environment)
        let out = Pipe()
        let err = Pipe()
        process.standardOutput = out
        process.standardError = err
        process.standardInput = FileHandle.nullDevice
        try process.run()
        async let outText = text(of: out)
        async let errText = text(of: err)
        let (outResult, errResult) = await (outText, errText)
        process.waitUntilExit()
        return Run(status: process.terminationStatus, out: outResult, err: errResult)
    }

    static func process(_ program: String, _ arguments: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        let own = folder.appending(path: program)
        process.executableURL = FileManager.default.isExecutableFile(atPath: own.path) ? own : URL(filePath: "/usr/bin/env")
        process.arguments = process.executableURL == own ? arguments : [program] + arguments
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8"].merging(environment) { $1 }
        return process
    }

    /// Reads a pipe on a thread of its own: it blocks.
    private static func text(of pipe: Pipe) async -> String {
        let handle = pipe.fileHandleForReading
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)) }
        }
    }
}

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
            try scene.write("agent.yaml", "kubeconfigs: [kubeconfig]\nstate: .\ncontrol: {socket: agent.sock}\nincidents: {open: 1, close: 1}\ninterval: 1s\n")
            try await body(scene)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
        try FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func write(_ name: String, _ text: String) throws { try text.write(toFile: path(name), atomically: true, encoding: .utf8) }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    var environment: [String: String] {
        ["KSFLEET_CONFIG": path("agent.yaml"), "KSFLEET_DB": path("history.sqlite"), "KSFLEET_SOCKET": path("agent.sock")]
    }

    func agentd(_ arguments: String...) async throws -> Programs.Run {
        try await Programs.run("agentd", ["--config", path("agent.yaml")] + arguments)
    }

    func agentctl(_ arguments: String...) async throws -> Programs.Run {
        try await Programs.run("agentctl", arguments, environment: environment)
    }
}

extension FleetConfiguration {
    /// A 3.4 host and the given members.
    static func scene(_ members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)]) -> FleetConfiguration {
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
