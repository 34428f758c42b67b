import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import NIOSSL
import Testing

@Suite("A proxy on the way to the API server", .timeLimit(.minutes(10)))
struct ProxyTests {
    enum Scheme: String, CaseIterable { case http, https }

    private let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    /// A client whose cluster stands behind a proxy of the given kind.
    ///
    /// - Parameters:
    ///   - identity: what a proxy inside TLS shows; else a certificate of the kubeconfig's own authority.
    private func withProxy(
        _ scheme: Scheme, credentials: String = "", host: String = "127.0.0.1", identity: TestAuthority.Identity? = nil,
        reply: String? = nil,
        insecure: Bool = false, script: @escaping TestServer.Script = { _ in .answer(200) },
        _ body: (APIClient, TestServer, TestProxy) async throws -> Void
    ) async throws {
        let own = try authority.issue()
        try await withServer(tls: try TestServer.tls(own), script: script) { server in
            try await TestProxy.with(tls: scheme == .https ? try TestServer.tls(identity ?? own) : nil, reply: reply) {
                proxy in
                let text = kubeconfig(
                    cluster: [
                        "server: https://127.0.0.1:\(server.port)",
                        insecure
                            ? "insecure-skip-tls-verify: true" : "certificate-authority-data: \(authority.pem.base64)",
                        "proxy-url: \(scheme.rawValue)://\(credentials)\(host):\(proxy.port)",
                    ], user: ["token: test-token-1234"])
                let endpoint = try await endpoint(text, allowInsecure: insecure)
                try await withClient(endpoint, limits: .patient) { try await body($0, server, proxy) }
            }
        }
    }

    @Test("requests go through one tunnel, and the proxy sees nothing of them", arguments: Scheme.allCases)
    func tunnel(scheme: Scheme) async throws {
        try await withProxy(scheme) { client, server, proxy in
            for _ in 0..<2 { #expect(await client.reader.get("/x").value?.status == 200) }
            #expect(
                server.requests.map { $0.headers["Authorization"] }
                    == Array(repeating: ["Bearer test-token-1234"], count: 2))
            let heads = proxy.heads.all
            #expect(heads.count == 1 && heads[0].hasPrefix("CONNECT 127.0.0.1:\(server.port) "))
            #expect(!heads[0].contains("test-token-1234") && !heads[0].lowercased().contains("authorization"))
        }
    }

    @Test("the proxy's own user and password are sent to it, decoded", arguments: Scheme.allCases)
    func credentials(scheme: Scheme) async throws {
        try await withProxy(scheme, credentials: "aladdin:open%20sesame@") { client, _, proxy in
            #expect(await client.reader.get("/x").value?.status == 200)
            #expect(proxy.heads.all.first?.contains("Basic \("aladdin:open sesame".base64)") == true)
        }
    }

    @Test("a long answer, and many at once, come through whole", arguments: Scheme.allCases)
    func volume(scheme: Scheme) async throws {
        let long = String(repeating: "0123456789abcdef", count: 200_000)
        try await withProxy(scheme, script: { $0.uri == "/long" ? .answer(200, body: long) : .chunks(["ab", "cd"]) }) {
            client, _, _ in
            #expect(await client.reader.get("/long").value?.text == long)
            let texts = await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await client.reader.get("/short").value?.text } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(texts == Array(repeating: "abcd", count: 20))
        }
    }

    @Test("an answer that is cut behind a proxy is the server's fault, not the proxy's", arguments: Scheme.allCases)
    func cut(scheme: Scheme) async throws {
        try await withProxy(scheme, script: { _ in .cut(after: "part") }) { client, _, _ in
            #expect(await client.reader.get("/x").fault?.kind == .connectionLost)
        }
    }

    @Test("a proxy that is not there is told as one, and its password is in no message", arguments: Scheme.allCases)
    func absent(scheme: Scheme) async throws {
        let reserved = try ReservedPort()
        defer { reserved.release() }
        let proxy = "127.0.0.1:\(reserved.number)"
        let text = kubeconfig(cluster: [
            "server: https://a.example", "proxy-url: \(scheme.rawValue)://u:s3cret-s3cret@\(proxy)",
        ])
        try await withClient(try await endpoint(text), limits: .patient) { client in
            // Twice: what went wrong the first time must not stay.
            for _ in 0..<2 {
                let fault = try #require(await client.reader.get("/x").fault)
                #expect(fault.kind == .proxy)
                #expect(
                    fault.message.contains("the proxy \(proxy): the connection was refused")
                        && !fault.message.contains("s3cret"), "\(fault)")
            }
        }
    }

    @Test(
        "a proxy that makes no tunnel is told with its reason", arguments: Scheme.allCases,
        [
            ("407 Proxy Authentication Required", "407"), ("403 Forbidden", "no tunnel"),
            ("502 Bad Gateway", "no tunnel"),
        ])
    func refusing(scheme: Scheme, reply: (line: String, says: String)) async throws {
        let text = "HTTP/1.1 \(reply.line)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        try await withProxy(scheme, credentials: "u:s3cret-s3cret@", reply: text) { client, server, _ in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(
                fault.kind == .proxy && fault.message.contains(reply.says) && !fault.message.contains("s3cret"),
                "\(fault)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a proxy of an authority that nobody knows is told nothing", arguments: [false, true])
    func unknownAuthority(insecure: Bool) async throws {
        let identity = try TestAuthority("somebody else").issue()
        // What is allowed for the API server is not allowed for the proxy, which sees a password.
        try await withProxy(.https, credentials: "u:s3cret-s3cret@", identity: identity, insecure: insecure) {
            client, server, proxy in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(fault.kind == .proxy && fault.message.contains("somebody else"), "\(fault)")
            #expect(server.requests.isEmpty && proxy.heads.all.isEmpty)
        }
    }

    @Test(
        "a proxy's certificate that has ended, or is another name's, is refused", arguments: ["127.0.0.1", "localhost"])
    func wrongCertificate(host: String) async throws {
        let old = try authority.issue(validFrom: .now - 7_200, validUntil: .now - 3_600)
        try await withProxy(.https, host: host, identity: old) { client, _, proxy in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(fault.kind == .proxy && fault.message.contains("expired on") && proxy.heads.all.isEmpty, "\(fault)")
        }
        // The address alone does not vouch for a name.
        let other = try authority.issue(
            names: ["proxy.example.com"], addresses: host == "localhost" ? [[127, 0, 0, 1]] : [[10, 0, 0, 1]])
        try await withProxy(.https, host: host, identity: other) { client, _, proxy in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(
                fault.kind == .proxy && fault.message.contains("another name") && proxy.heads.all.isEmpty, "\(fault)")
        }
    }

    @Test("a proxy that speaks no TLS where TLS is asked for is told so")
    func noTLS() async throws {
        try await TestProxy.with { proxy in
            let text = kubeconfig(cluster: ["server: https://a.example", "proxy-url: https://127.0.0.1:\(proxy.port)"])
            let fault = try await withClient(
                try await endpoint(text), limits: RequestLimits(connect: .milliseconds(500))
            ) { await $0.reader.get("/x").fault }
            #expect(fault?.kind == .proxy, "\(String(describing: fault))")
        }
    }

    @Test("a proxy of the environment is used where the kubeconfig names none", arguments: Scheme.allCases)
    func environment(scheme: Scheme) async throws {
        let identity = try authority.issue(names: ["cluster.example"], addresses: [[127, 0, 0, 1]])
        try await withServer(tls: try TestServer.tls(identity), script: { _ in .answer(200) }) { server in
            try await TestProxy.with(tls: scheme == .https ? try TestServer.tls(identity) : nil, target: server.port) {
                proxy in
                let text = kubeconfig(cluster: [
                    "server: https://cluster.example", "certificate-authority-data: \(authority.pem.base64)",
                ])
                let endpoint = try await endpoint(
                    text,
                    environment: [
                        "HTTPS_PROXY": "\(scheme.rawValue)://127.0.0.1:\(proxy.port)", "NO_PROXY": "other.example",
                    ])
                try await withClient(endpoint, limits: .patient) { client in
                    #expect(await client.reader.get("/x").value?.status == 200)
                }
                #expect(proxy.heads.all.first?.hasPrefix("CONNECT cluster.example:443 ") == true)
            }
        }
    }
}
