import Testing

@testable import Kubernetes

@Suite("Names in a server's certificate")
struct ServerNameTests {
    @Test("A pattern stands for the name", arguments: [
        ("api.example.com", "api.example.com"), ("API.example.com", "api.EXAMPLE.com"), ("api.example.com", "*.example.com"),
        ("api.example.com.", "api.example.com"), ("localhost", "localhost"),
    ])
    func matching(name: String, pattern: String) async throws {
        #expect(try await serverName(name)?.matches(pattern) == true)
    }

    @Test("A pattern does not stand for the name", arguments: [
        ("api.example.com", "example.com"), ("a.api.example.com", "*.example.com"), ("example.com", "*.com"), ("api.example.com", "*"),
        ("api.example.com", "a*.example.com"), ("api.example.com", "api.example.org"), ("localhost", ""), ("localhost", "*"),
    ])
    func other(name: String, pattern: String) async throws {
        #expect(try await serverName(name)?.matches(pattern) == false)
    }

    @Test("An address has no name to hold to")
    func address() async throws {
        #expect(try await serverName("10.0.0.1") == nil)
    }

    private func serverName(_ host: String) async throws -> ServerName? {
        ServerName(try await endpoint(kubeconfig(cluster: ["server: https://\(host):6443"])))
    }
}
