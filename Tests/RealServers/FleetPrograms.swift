import ChildPrograms
import Foundation

/// agentd and agentctl as their users run them, with a history of their own.
struct FleetPrograms {
    let folder: URL
    /// What must never be seen in anything that they say.
    let secrets: [String]
    let children: Children

    init(in folder: URL, kubeconfig: String, redisIsExternal: Bool, secrets: [String], children: Children) throws {
        self.folder = folder
        self.secrets = secrets
        self.children = children
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let redis = redisIsExternal ? ", redis: external" : ""
        let agent = """
            kubeconfigs: ["\(kubeconfig)"]
            host: host
            contexts: {host: {role: host}, member: {role: member\(redis)}}
            state: .
            policy: policy.yaml
            control: {socket: agent.sock}
            interval: 4s
            incidents: {open: 1, close: 1}
            repair: {soak: 1s}
            """
        try agent.write(to: folder.appending(path: "agent.yaml"), atomically: true, encoding: .utf8)
        // The fleet is two clusters, and one of them is broken: the ceiling of a real fleet would hold everything back.
        let policy = """
            rules:
              - {causes: [token-not-in-cache, secret-mismatch, stale-process], clusters: [member], mode: auto, after: \
            {probes: 2}}
            limits: {unhealthyCeiling: 100%, soak: 1s}
            """
        try policy.write(to: folder.appending(path: "policy.yaml"), atomically: true, encoding: .utf8)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private var environment: [String: String] {
        Kubectl.environment.merging(["KSFLEET_CONFIG": path("agent.yaml"), "XDG_STATE_HOME": folder.path]) { $1 }
    }

    func agentctl(_ arguments: [String]) async throws -> Program.Result {
        try checked(
            try await Program(name: "agentctl", environment: environment).run(arguments),
            "agentctl \(arguments.joined(separator: " "))")
    }

    /// One round, recorded.
    func round() async throws {
        let result = try checked(
            try await Program(name: "agentd", environment: environment).run(["--config", path("agent.yaml"), "--once"]),
            "agentd --once")
        guard result.status == 0 else {
            throw Trouble("agentd --once ended with \(result.status): \(Self.end(of: result.errors))")
        }
    }

    /// The rows of a list; none where the history has none yet.
    func items<Item: Decodable>(_ type: Item.Type, _ arguments: String...) async throws -> [Item] {
        let result = try await agentctl(arguments + ["-o", "json"])
        if result.status == 5 { return [] }
        return try decoded(Items<Item>.self, result, arguments, allowing: [0]).items
    }

    func json<Document: Decodable>(_ type: Document.Type, allowing statuses: Set<Int32> = [0], _ arguments: String...)
        async throws -> Document
    {
        let answer = try decoded(
            Items<Document>.self, try await agentctl(arguments + ["-o", "json"]), arguments, allowing: statuses)
        guard let first = answer.items.first else {
            throw Trouble("agentctl \(arguments.joined(separator: " ")) has no item")
        }
        return first
    }

    private func decoded<Document: Decodable>(
        _ type: Document.Type, _ result: Program.Result, _ arguments: [String], allowing statuses: Set<Int32>
    ) throws -> Document {
        guard statuses.contains(result.status) else {
            throw Trouble(
                """
                agentctl \(arguments.joined(separator: " ")) ended with \(result.status): \
                \(Self.end(of: result.output + result.errors))
                """
            )
        }
        return try JSONDecoder().decode(type, from: Data(result.output.utf8))
    }

    /// Runs the agent beside `body`; it must end well.
    func withAgent(_ body: () async throws -> Void) async throws {
        let agent = try Program(name: "agentd", environment: environment).launch(["--config", path("agent.yaml")])
        try children.add(agent)
        do {
            // Before that, a history that is being made may be met.
            try await Deadline.wait(for: "agentd to answer") {
                try await agentctl(["agent"]).status == 0 ? nil : "no answer"
            }
            try await body()
        } catch {
            _ = try await agent.stop()
            throw error
        }
        let result = try checked(try await agent.stop(), "agentd")
        guard result.status == 0 else {
            throw Trouble("agentd ended with \(result.status): \(Self.end(of: result.errors))")
        }
    }

    private func checked(_ result: Program.Result, _ what: String) throws(Trouble) -> Program.Result {
        guard !secrets.contains(where: result.all.contains) else { throw Trouble("\(what) shows a secret") }
        return result
    }

    private static func end(of text: String) -> String {
        String(text.trimmingCharacters(in: .whitespacesAndNewlines).suffix(1200))
    }
}
