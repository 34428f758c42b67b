import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import NIOSSL
import Testing
import X509

@Suite("What goes wrong below HTTP has a kind of its own", .timeLimit(.minutes(10)))
struct ConnectionFaultTests {
    private let path = "/api/v1/namespaces/kube-system"
    private let quick = RequestLimits(connect: .milliseconds(300), request: .seconds(10))

    private func fault(
        server url: String, authority: String? = nil, more: [String] = [], user: [String] = [],
        limits: RequestLimits = .patient
    ) async throws -> Fault {
        let trust = authority.map { ["certificate-authority-data: \($0.base64)"] } ?? []
        let endpoint = try await endpoint(kubeconfig(cluster: ["server: \(url)"] + trust + more, user: user))
        return try await withClient(endpoint, limits: limits) { client in
            try #require(await client.reader.get(path).fault)
        }
    }

    /// The fault of a client that trusts `authority`, against a server that presents `identity`.
    private func fault(
        presenting identity: TestAuthority.Identity, trusting authority: TestAuthority, host: String = "127.0.0.1",
        more: [String] = [],
        maximum: TLSVersion? = nil
    ) async throws -> Fault {
        try await withServer(tls: try TestServer.tls(identity, maximum: maximum), script: { _ in .answer(200) }) {
            server in
            let fault = try await fault(server: "https://\(host):\(server.port)", authority: authority.pem, more: more)
            // Fails closed: not one request reaches a server that was not verified, and no connection to it stays.
            #expect(server.requests.isEmpty)
            try await eventually { server.openConnections == 0 }
            return fault
        }
    }

    @Test("A name that does not resolve")
    func name() async throws {
        let label = String(repeating: "a", count: 64)
        let fault = try await fault(server: "https://\(label).invalid:6443")
        #expect(fault.kind == .nameResolution)
    }

    @Test("A port where nothing listens", arguments: ["127.0.0.1", "localhost"])
    func refused(host: String) async throws {
        let reserved = try ReservedPort()
        defer { reserved.release() }
        let port = reserved.number
        let fault = try await fault(server: "https://\(host):\(port)")
        #expect(fault.kind == .connectionRefused)
        #expect(fault.message.contains("\(host):\(port)\(path)"))
    }

    @Test("A server that takes the connection and never shakes hands")
    func silentHandshake() async throws {
        // A plain HTTP server waits for the end of a request line that a ClientHello need not have.
        let silent = try await SilentServer.start()
        let fault = try await fault(server: "https://127.0.0.1:\(silent.port)", limits: quick)
        try await silent.stop()
        #expect(fault.kind == .timeout)
    }

    @Test("A server without TLS")
    func plain() async throws {
        try await withServer(tls: nil, script: { _ in .answer(200) }) { server in
            let fault = try await fault(server: "https://127.0.0.1:\(server.port)")
            #expect([.tls, .connectionLost].contains(fault.kind))
        }
    }

    @Test("An authority that is not trusted", arguments: [TLSVersion.tlsv12, .tlsv13])
    func authority(version: TLSVersion) async throws {
        let fault = try await fault(
            presenting: try TestAuthority("somebody else").issue(), trusting: try TestAuthority(), maximum: version)
        #expect(fault.kind == .tlsUnknownAuthority)
        #expect(fault.message.contains("somebody else"))
    }

    @Test("An authority of the same name and another key")
    func sameName() async throws {
        let fault = try await fault(presenting: try TestAuthority().issue(), trusting: try TestAuthority())
        #expect(fault.kind == .tlsUnknownAuthority)
    }

    @Test("A certificate of the right authority that is for clients only")
    func clientsOnly() async throws {
        let authority = try TestAuthority()
        let fault = try await fault(presenting: try authority.issue(usages: [.clientAuth]), trusting: authority)
        #expect(fault.kind == .tls)
        #expect(fault.message.contains("not fit for a server"))
    }

    @Test("The system's authorities do not know a cluster's own")
    func systemTrust() async throws {
        try await withServer(tls: try TestServer.tls(try TestAuthority().issue()), script: { _ in .answer(200) }) {
            server in
            let fault = try await fault(server: "https://127.0.0.1:\(server.port)")
            #expect(fault.kind == .tlsUnknownAuthority)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("A certificate that has expired")
    func expired() async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(validFrom: .now - 7_200, validUntil: .now - 3_600)
        let fault = try await fault(presenting: identity, trusting: authority)
        #expect(fault.kind == .tlsCertificateExpired)
        #expect(fault.message.contains("expired on"))
    }

    @Test("A certificate that is not valid yet")
    func notYet() async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(validFrom: .now + 3_600, validUntil: .now + 7_200)
        let fault = try await fault(presenting: identity, trusting: authority)
        #expect(fault.kind == .tlsCertificateExpired)
        #expect(fault.message.contains("not valid before"))
    }

    @Test("An authority in the kubeconfig that has expired")
    func expiredAuthority() async throws {
        let authority = try TestAuthority(validUntil: .now - 3_600)
        let fault = try await fault(presenting: try authority.issue(), trusting: authority)
        #expect(fault.kind == .tlsCertificateExpired)
        #expect(fault.message.contains("certificate authority"))
    }

    @Test("A certificate for another name", arguments: ["127.0.0.1", "localhost"])
    func otherName(host: String) async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(names: ["api.example.com"], addresses: [[10, 0, 0, 1]])
        let fault = try await fault(presenting: identity, trusting: authority, host: host)
        #expect(fault.kind == .tlsNameMismatch)
    }

    @Test("tls-server-name that the certificate does not have", arguments: ["127.0.0.1", "localhost"])
    func otherServerName(host: String) async throws {
        let authority = try TestAuthority()
        let fault = try await fault(
            presenting: try authority.issue(), trusting: authority, host: host,
            more: ["tls-server-name: api.example.com"])
        #expect(fault.kind == .tlsNameMismatch)
    }

    @Test("A host name is not vouched for by a certificate for its address alone")
    func addressOnly() async throws {
        let authority = try TestAuthority()
        let fault = try await fault(presenting: try authority.issue(names: []), trusting: authority, host: "localhost")
        #expect(fault.kind == .tlsNameMismatch)
    }

    @Test(
        "tls-server-name is what is asked for and verified, and the host stays in the Host header",
        arguments: ["127.0.0.1", "localhost"])
    func serverName(host: String) async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(names: ["api.example.com"], addresses: [])
        try await withServer(tls: try TestServer.tls(identity), script: { _ in .answer(200) }) { server in
            let text = kubeconfig(cluster: [
                "server: https://\(host):\(server.port)", "tls-server-name: api.example.com",
                "certificate-authority-data: \(authority.pem.base64)",
            ])
            try await withClient(try await endpoint(text)) { client in
                #expect(await client.reader.get(path).value?.status == 200)
            }
            #expect(server.requests.map { $0.headers["Host"] } == [["\(host):\(server.port)"]])
        }
    }

    @Test("insecure-skip-tls-verify verifies nothing, where it was allowed")
    func insecure() async throws {
        try await withServer(tls: try TestServer.tls(try TestAuthority().issue()), script: { _ in .answer(200) }) {
            server in
            let text = kubeconfig(cluster: [
                "server: https://127.0.0.1:\(server.port)", "insecure-skip-tls-verify: true",
            ])
            let endpoint = try await endpoint(text, allowInsecure: true)
            #expect(!endpoint.verifiesServer)
            try await withClient(endpoint) { client in
                #expect(await client.reader.get(path).value?.status == 200)
            }
        }
    }

    @Test("A client certificate is accepted", arguments: [TLSVersion.tlsv12, .tlsv13])
    func clientCertificate(version: TLSVersion) async throws {
        let authority = try TestAuthority()
        let client = try authority.issue(names: ["operator"])
        let result = try await reading(
            authority: authority, clientAuthority: authority, client: client, version: version)
        #expect(result.value?.status == 200)
    }

    @Test("A client certificate is refused", arguments: [TLSVersion.tlsv12, .tlsv13])
    func refusedClientCertificate(version: TLSVersion) async throws {
        let authority = try TestAuthority()
        let client = try TestAuthority("another").issue(names: ["operator"])
        let result = try await reading(
            authority: authority, clientAuthority: authority, client: client, version: version)
        #expect(result.fault?.kind == .tlsClientRefused)
    }

    /// TLS 1.2 has no alert of its own for it: `handshake_failure` may mean anything.
    @Test(
        "A client certificate is missing",
        arguments: [(TLSVersion.tlsv12, Fault.Kind.tls), (.tlsv13, .tlsClientRefused)])
    func missingClientCertificate(version: TLSVersion, kind: Fault.Kind) async throws {
        let authority = try TestAuthority()
        let result = try await reading(authority: authority, clientAuthority: authority, client: nil, version: version)
        #expect(result.fault?.kind == kind)
    }

    private func reading(
        authority: TestAuthority, clientAuthority: TestAuthority, client: TestAuthority.Identity?, version: TLSVersion
    ) async throws -> Reading<Answer> {
        let tls = try TestServer.tls(try authority.issue(), clientAuthority: clientAuthority.pem, maximum: version)
        return try await withServer(tls: tls, script: { _ in .answer(200) }) { server in
            let text = kubeconfig(
                cluster: [
                    "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
                ],
                user: client.map {
                    ["client-certificate-data: \($0.certificate.base64)", "client-key-data: \($0.key.base64)"]
                } ?? [])
            return try await withClient(try await endpoint(text)) { await $0.reader.get(path) }
        }
    }
}
