import ChildPrograms
import Foundation

/// kubectl, with one context: the only hand that the suite breaks anything with.
struct Kubectl: Sendable {
    let kubeconfig: String
    let context: String
    /// For what must not stand in arguments, which every user of the machine may read.
    let folder: URL

    static let namespace = "kubesphere-system"

    static func path() throws(Trouble) -> String {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":")
        guard let found = folders.map({ "\($0)/kubectl" }).first(where: FileManager.default.isExecutableFile(atPath:))
        else {
            throw Trouble("there is no kubectl in PATH")
        }
        return found
    }

    var program: Program {
        get throws {
            Program(name: try Self.path(), environment: Self.environment)
        }
    }

    /// The caller's, for proxies and credential plugins; nothing of it may lead the programs elsewhere.
    static var environment: [String: String] {
        let own = ["KUBECONFIG", "JOURNAL_STREAM", "NOTIFY_SOCKET", "WATCHDOG_USEC"]
        return ProcessInfo.processInfo.environment.filter { !own.contains($0.key) && !$0.key.hasPrefix("KSFLEET_") }
    }

    var options: [String] { ["--kubeconfig", kubeconfig, "--context", context] }

    @discardableResult
    func run(_ arguments: String...) async throws -> String { try await run(arguments) }

    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        let result = try await program.run(options + arguments)
        guard result.status == 0 else {
            throw Trouble(
                """
                kubectl --context \(context) \(arguments.joined(separator: " ")) ended with \(result.status): \
                \(result.errors.trimmingCharacters(in: .whitespacesAndNewlines))
                """
            )
        }
        return result.output
    }

    func get<Object: Decodable>(_ type: Object.Type, _ arguments: String...) async throws -> Object {
        try JSONDecoder().decode(
            type, from: Data(try await run(["-n", Self.namespace, "get"] + arguments + ["-o", "json"]).utf8))
    }

    /// A merge patch, by a file that only this user can read.
    func patch(_ object: String, _ body: some Encodable) async throws {
        let file = try write("patch.json", try JSONValue.encoder.encode(body))
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await run("-n", Self.namespace, "patch", object, "--type", "merge", "--patch-file", file)
    }

    func apply(_ objects: [JSONValue]) async throws {
        let list = JSONValue.object(["apiVersion": .text("v1"), "kind": .text("List"), "items": .list(objects)])
        let file = try write("apply.json", try JSONValue.encoder.encode(list))
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await run("apply", "-f", file)
    }

    private func write(_ name: String, _ data: Data) throws -> String {
        let path = folder.appending(path: "\(context)-\(name)").path
        guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        else {
            throw Trouble("\(path) could not be written")
        }
        return path
    }
}
