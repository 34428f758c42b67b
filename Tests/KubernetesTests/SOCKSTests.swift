import Fleet
import Kubernetes
import NIOSSL
import Testing

@Suite("A SOCKS5 proxy on the way to the API server", .timeLimit(.minutes(10)))
struct SOCKSTests {
    private func reading(
        _ manners: TestSOCKSProxy.Manners = .init(), scheme: String = "socks5", credentials: String = "",
        host: String = "cluster.example",
        _ check: (Reading<Answer>, TestSOCKSProxy, TestServer) -> Void
    ) async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(names: ["cluster.example"], addresses: [[10, 1, 2, 3]])
        try await withServer(tls: try TestServer.tls(identity), script: { _ in .answer(200) }) { server in
            try await TestSOCKSProxy.with(manners, target: server.port) { proxy in
                let text = kubeconfig(
                    cluster: [
                        "server: https://\(host):6443", "certificate-authority-data: \(authority.pem.base64)",
                        "proxy-url: \(scheme)://\(credentials)127.0.0.1:\(proxy.port)",
                    ], user: ["token: test-token-1234"])
                check(try await withClient(try await endpoint(text)) { await $0.reader.get("/x") }, proxy, server)
            }
        }
    }

    @Test("resolves names itself, whichever scheme names it", arguments: ["socks5", "socks5h"])
    func names(scheme: String) async throws {
        try await reading(scheme: scheme) { reading, proxy, server in
            #expect(reading.value?.status == 200)
            #expect(proxy.asked.all == ["cluster.example:6443"] && server.requests.count == 1)
        }
    }

    @Test("is asked for an address as one")
    func address() async throws {
        try await reading(host: "10.1.2.3") { reading, proxy, _ in
            #expect(reading.value?.status == 200 && proxy.asked.all == ["10.1.2.3:6443"])
        }
    }

    @Test("gets its user and password, decoded, and may answer byte by byte", arguments: [1 << 10, 1])
    func credentials(piece: Int) async throws {
        let manners = TestSOCKSProxy.Manners(user: "aladdin", password: "open sesame@", piece: piece)
        try await reading(manners, credentials: "aladdin:open%20sesame%40@") { reading, _, _ in
            #expect(reading.value?.status == 200, "\(reading)")
        }
        // Where none is wanted, none is sent.
        try await reading(.init(piece: piece), credentials: "aladdin:open%20sesame%40@") { reading, _, _ in
            #expect(reading.value?.status == 200, "\(reading)")
        }
    }

    @Test(
        "that opens no tunnel is told with its reason, and its password is in no message",
        arguments: [
            (TestSOCKSProxy.Manners(reply: 2), "u:s3cret-s3cret@", "rules forbid"), (.init(reply: 4), "", "resolve"),
            (.init(reply: 99), "", "code 99"),
            (.init(user: "u", password: "other"), "u:s3cret-s3cret@", "does not take"),
            (.init(user: "u"), "", "requires credentials"),
        ])
    func refusals(manners: TestSOCKSProxy.Manners, credentials: String, says: String) async throws {
        try await reading(manners, credentials: credentials) { reading, _, server in
            #expect(reading.fault?.kind == .proxy && reading.fault?.message.contains(says) == true, "\(reading)")
            #expect(reading.fault?.message.contains("s3cret") == false && server.requests.isEmpty)
        }
    }

    @Test("what is no SOCKS5 proxy is told so")
    func otherProtocol() async throws {
        try await reading(.init(version: UInt8(ascii: "H"))) { reading, _, server in
            #expect(
                reading.fault?.kind == .proxy && reading.fault?.message.contains("no SOCKS5 proxy") == true,
                "\(reading)")
            #expect(server.requests.isEmpty)
        }
    }
}
