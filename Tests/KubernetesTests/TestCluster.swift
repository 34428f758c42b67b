import FoundationEssentials
import Glibc
import Kubernetes
import NIOPosix

/// A directory of its own, removed in the end.
func withDirectory<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "ksfleet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}

extension URL {
    /// Writes a file below this directory and gives its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Writes a program that can be run. Programs that other tests start at that moment do not inherit the open file:
    /// while one held it, the kernel would call it busy (execve(2), ETXTBSY).
    func writeProgram(_ name: String, _ text: String) throws -> String {
        let path = appending(path: name).path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o700)
        defer { close(descriptor) }
        guard descriptor >= 0, Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw CocoaError(.fileWriteUnknown)
        }
        return path
    }
}

extension String {
    var base64: String { Data(utf8).base64EncodedString() }
}

/// The text of a kubeconfig with one context, `test`. Fields are written as given, one a line.
func kubeconfig(cluster: [String], user: [String] = []) -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts:
    - name: test
      context: {cluster: c, user: u}
    clusters:
    - name: c
      cluster:
    \(cluster.map { "    \($0)" }.joined(separator: "\n"))
    users:
    - name: u
      user:
    \((user.isEmpty ? ["{}"] : user).map { "    \($0)" }.joined(separator: "\n"))
    """
}

/// The endpoint of a kubeconfig's context `test`.
func endpoint(
    _ text: String, allowInsecure: Bool = false, exec: Set<String> = [], environment: [String: String] = [:]
) async throws -> APIEndpoint {
    try await withDirectory { directory in
        let allowance = EndpointAllowance(insecureContexts: allowInsecure ? ["test"] : [], execCommands: exec)
        return try Kubeconfig.load(paths: [try directory.write("config", text)])
            .endpoint(forContext: "test", allowing: allowance, proxies: ProxyEnvironment(environment)).get()
    }
}

extension RequestLimits {
    /// Far longer than anything here takes: on a busy machine a refusal must not look like a timeout.
    static let patient = RequestLimits(connect: .seconds(60), request: .seconds(90))
}

/// A client for the length of a closure.
func withClient<Result>(
    _ endpoint: APIEndpoint, limits: RequestLimits = .patient, _ body: (APIClient) async throws -> Result
) async throws -> Result {
    let client = APIClient(endpoint: endpoint, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, limits: limits)
    do {
        let result = try await body(client)
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}

/// A server with a good certificate, and a client that trusts it and sends the token `test-token-1234`.
func withCluster<Result>(
    limits: RequestLimits = .patient, script: @escaping TestServer.Script,
    _ body: (APIClient, TestServer) async throws -> Result
) async throws -> Result {
    let authority = try TestAuthority()
    return try await withServer(tls: try TestServer.tls(try authority.issue()), script: script) { server in
        let text = kubeconfig(
            cluster: [
                "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
            ],
            user: ["token: test-token-1234"])
        return try await withClient(try await endpoint(text), limits: limits) { try await body($0, server) }
    }
}
