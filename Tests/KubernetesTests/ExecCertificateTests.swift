import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import NIOSSL
import Testing

@Suite("Credential plugins that give a client certificate", .timeLimit(.minutes(10)))
struct ExecCertificateTests {
    private let authority: TestAuthority
    private let stranger: TestAuthority

    init() throws {
        authority = try TestAuthority()
        stranger = try TestAuthority("stranger")
    }

    /// A plugin whose runs print one document after the other, the last one again and again, and a server that wants a
    /// certificate of `authority`.
    private func withPlugin(
        _ documents: [String], api: String = "v1", version: TLSVersion? = nil, more: [String] = [],
        script: @escaping TestServer.Script = { _ in .answer(200) },
        _ body: (APIClient, TestServer, () -> Int) async throws -> Void
    ) async throws {
        let tls = try TestServer.tls(try authority.issue(), clientAuthority: authority.pem, maximum: version)
        try await withServer(tls: tls, script: script) { server in
            try await withDirectory { directory in
                for (index, document) in documents.enumerated() { try directory.write("\(index + 1).json", document) }
                let program = """
                    #!/bin/sh
                    cd "$(dirname "$0")"; echo run >> runs; n=$(wc -l < runs); [ "$n" -gt \(documents.count) ] && \
                    n=\(documents.count)
                    cat $((n)).json
                    """
                let path = try directory.writeProgram("plugin", program)
                let text = kubeconfig(
                    cluster: [
                        "server: https://127.0.0.1:\(server.port)",
                        "certificate-authority-data: \(authority.pem.base64)",
                    ],
                    user: more + [
                        """
                        exec: {apiVersion: client.authentication.k8s.io/\(api), interactiveMode: Never, command: \
                        \(path)}
                        """
                    ])
                try await withClient(try await endpoint(text, exec: [path]), limits: .patient) { client in
                    try await body(client, server) {
                        (try? String(contentsOfFile: directory.appending(path: "runs").path, encoding: .utf8))?.split(
                            separator: "\n"
                        ).count ?? 0
                    }
                }
            }
        }
    }

    private struct Document: Encodable {
        struct Status: Encodable {
            var token: String?
            var expirationTimestamp: String?
            var clientCertificateData: String
            var clientKeyData: String
        }

        var apiVersion: String
        var kind = "ExecCredential"
        var status: Status
    }

    private func document(
        _ identity: TestAuthority.Identity, token: String? = nil, expires: String? = nil, api: String = "v1"
    ) throws -> String {
        let status = Document.Status(
            token: token, expirationTimestamp: expires, clientCertificateData: identity.certificate,
            clientKeyData: identity.key)
        return String(
            decoding: try JSONEncoder().encode(
                Document(apiVersion: "client.authentication.k8s.io/\(api)", status: status)), as: UTF8.self)
    }

    @Test(
        "it is shown in the handshake, kept, and needs no token", arguments: ["v1", "v1beta1"],
        [TLSVersion.tlsv12, .tlsv13])
    func shown(api: String, version: TLSVersion) async throws {
        try await withPlugin([document(authority.issue(), api: api)], api: api, version: version) {
            client, server, runs in
            for _ in 0..<3 { #expect(await client.reader.get("/x").value?.status == 200) }
            #expect(server.connections == 1 && server.requests.allSatisfy { $0.headers["Authorization"].isEmpty })
            #expect(runs() == 1)
        }
    }

    @Test("a token beside it is sent, too")
    func withToken() async throws {
        try await withPlugin([document(authority.issue(), token: "beside-1234")]) { client, server, _ in
            #expect(await client.reader.get("/x").value?.status == 200)
            #expect(server.requests.map { $0.headers["Authorization"] } == [["Bearer beside-1234"]])
        }
    }

    @Test("it goes before a certificate that stands in the kubeconfig")
    func beforeStatic() async throws {
        let other = try stranger.issue()
        let fields = ["client-certificate-data: \(other.certificate.base64)", "client-key-data: \(other.key.base64)"]
        try await withPlugin([document(authority.issue())], more: fields) { client, _, _ in
            #expect(await client.reader.get("/x").value?.status == 200)
        }
    }

    @Test("it is fetched anew when it ends, by its own word or the plugin's")
    func ends() async throws {
        let ending = try authority.issue(validUntil: .now + 5)
        try await withPlugin([document(ending), document(authority.issue())]) { client, server, runs in
            for _ in 0..<3 { #expect(await client.reader.get("/x").value?.status == 200) }
            #expect(runs() == 2)
            // The renewed certificate has a connection of its own.
            #expect(server.connections == 2)
        }
        try await withPlugin([
            document(authority.issue(), expires: "2020-01-01T00:00:00.5+08:00"), document(authority.issue()),
        ]) { client, _, runs in
            for _ in 0..<3 { #expect(await client.reader.get("/x").value?.status == 200) }
            #expect(runs() == 2)
        }
    }

    @Test(
        "a server that refuses it is shown another one, once, whatever is asked",
        arguments: [TLSVersion.tlsv12, .tlsv13], ["GET", "PATCH", "stream"])
    func renewed(version: TLSVersion, what: String) async throws {
        try await withPlugin([document(stranger.issue()), document(authority.issue())], version: version) {
            client, server, runs in
            let fault: Fault? =
                switch what {
                case "GET": await client.reader.get("/x").fault
                case "PATCH": await client.writer.patch("/x", .merge, body: Array("{}".utf8), query: []).fault
                default:
                    await client.reader.stream("/x", query: [], limit: 10, into: 0) { count, _ in count += 1 }.fault
                }
            #expect(fault == nil)
            #expect(server.requests.count == 1)
            #expect(runs() == 2)
        }
    }

    @Test("a server that refuses every one is asked twice, and its refusal is the fault")
    func refused() async throws {
        try await withPlugin([document(stranger.issue())], version: .tlsv13) { client, server, runs in
            #expect(await client.reader.get("/x").fault?.kind == .tlsClientRefused)
            #expect(server.requests.isEmpty)
            #expect(runs() == 2)
        }
    }

    @Test("after a 401 another is fetched, once, for a stream as well", arguments: [false, true])
    func unauthorized(streamed: Bool) async throws {
        let documents = [
            try document(authority.issue(), token: "old-token"), try document(authority.issue(), token: "new-token"),
        ]
        let script: TestServer.Script = {
            $0.headers["Authorization"] == ["Bearer new-token"] ? .answer(200, body: "abc") : .answer(401)
        }
        try await withPlugin(documents, script: script) { client, server, runs in
            if streamed {
                let read = await client.reader.stream("/x", query: [], limit: 10, into: 0) { count, span in
                    count += span.byteCount
                }
                #expect(read.value?.state == 3)
            } else {
                #expect(await client.reader.get("/x").value?.status == 200)
            }
            #expect(server.requests.count == 2)
            #expect(runs() == 2)
        }
    }

    @Test("a key that is another certificate's is a fault that quotes neither")
    func mismatch() async throws {
        let (one, other) = (try authority.issue(), try authority.issue())
        try await withPlugin([document(TestAuthority.Identity(certificate: one.certificate, key: other.key))]) {
            client, server, _ in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(fault.kind == .kubeconfig && fault.message.contains("not its certificate's"))
            #expect(!fault.message.contains("BEGIN") && server.requests.isEmpty)
        }
    }
}
