import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import Testing

@Suite("A proxy on the way to the API server", .timeLimit(.minutes(1)))
struct ProxyTests {
    private func heads(proxy credentials: String) async throws -> (heads: [String], answers: [Int?]) {
        let authority = try TestAuthority()
        return try await withServer(tls: try TestServer.tls(try authority.issue()), script: { _ in .answer(200) }) { server in
            try await TestProxy.with { proxy in
                let text = kubeconfig(
                    cluster: [
                        "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
                        "proxy-url: http://\(credentials)127.0.0.1:\(proxy.port)",
                    ], user: ["token: test-token-1234"])
                var answers: [Int?] = []
                try await withClient(try await endpoint(text)) { client in
                    for _ in 0..<2 { answers.append(await client.reader.get("/x").value?.status) }
                }
                #expect(server.requests.map { $0.headers["Authorization"] } == Array(repeating: ["Bearer test-token-1234"], count: 2))
                #expect(proxy.heads.all.allSatisfy { $0.hasPrefix("CONNECT 127.0.0.1:\(server.port) ") })
                return (proxy.heads.all, answers)
            }
        }
    }

    @Test("requests go through one tunnel, and the proxy sees nothing of them")
    func tunnel() async throws {
        let (heads, answers) = try await heads(proxy: "")
        #expect(answers == [200, 200])
        #expect(heads.count == 1 && !heads[0].contains("test-token-1234") && !heads[0].lowercased().contains("authorization"))
    }

    @Test("the proxy's own user and password are sent to it, decoded")
    func credentials() async throws {
        let (heads, answers) = try await heads(proxy: "aladdin:open%20sesame@")
        #expect(answers == [200, 200])
        #expect(heads[0].contains("Basic \("aladdin:open sesame".base64)"))
    }

    @Test("a proxy that is not there is a refused connection, and its password is in no message")
    func refused() async throws {
        let text = kubeconfig(cluster: ["server: https://a.example", "proxy-url: http://u:s3cret-s3cret@127.0.0.1:1"])
        let fault = try await withClient(try await endpoint(text)) { await $0.reader.get("/x").fault }
        #expect(fault?.kind == .connectionRefused)
        #expect(fault?.message.contains("s3cret") == false)
    }
}
