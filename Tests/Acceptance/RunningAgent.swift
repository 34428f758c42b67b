import ChildPrograms
import Foundation

/// A scene with an agent that runs, and a policy of its own.
extension Scene {
    /// agent.yaml for quick rounds, with a policy beside it; contexts get the given labels.
    func configure(policy: String, interval: String = "1s") throws {
        try write("policy.yaml", policy)
        try write(
            "agent.yaml",
            """
            kubeconfigs: [kubeconfig]\nhost: host\nstate: .\npolicy: policy.yaml\ncontrol: {socket: \
            agent.sock}\nincidents: {open: 1, close: 1}\n
            """
                + "interval: \(interval)\nrepair: {soak: 0s}\n")
    }

    /// Runs the agent beside `body`, and stops it with SIGTERM.
    func withAgent(_ body: () async throws -> Void) async throws -> Program.Result {
        let agent = try launchAgent()
        do {
            try await eventually { try await agentctl("agent").status == 0 }
            try await body()
        } catch {
            _ = try? await agent.stop(SIGKILL)
            throw error
        }
        return try await agent.stop()
    }

    func launchAgent() throws -> Program.Running {
        try Program(name: "agentd").launch(["--config", path("agent.yaml")])
    }

    /// Asks again until it holds; the suite's time limit ends it.
    func eventually(_ holds: () async throws -> Bool) async throws {
        while try await !holds() { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// The items of a command's JSON.
    func items(_ arguments: String...) async throws -> [[String: Any]] {
        let run = try await Program(name: "agentctl", environment: environment).run(arguments + ["-o", "json"])
        // There is no history yet, or nothing of that name.
        guard !run.output.isEmpty else { return [] }
        let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        return document?["items"] as? [[String: Any]] ?? []
    }

    func outcome(of cluster: String) async throws -> String? {
        try await items("remediate", "list", "--cluster", cluster).first { $0["run"] != nil }?["outcome"] as? String
    }

    func curl(_ arguments: String...) async throws -> Program.Result {
        try await Program(name: "/usr/bin/curl").run(["-sS", "--unix-socket", path("agent.sock")] + arguments)
    }
}

/// Policies of the tests, with limits that do not make them wait.
enum TestPolicy {
    static let auto = """
        mode: observe
        rules:
          - {causes: [token-not-in-cache], mode: auto, after: {probes: 2}}
          - {causes: [secret-mismatch], mode: approve, after: {probes: 2}}
        limits: {unhealthyCeiling: 100%, soak: 0s}

        """
    static let observe = "mode: observe\n"
}
