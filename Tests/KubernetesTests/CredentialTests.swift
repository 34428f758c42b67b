import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import Testing

@Suite("Credentials on the wire", .timeLimit(.minutes(10)))
struct CredentialTests {
    /// The Authorization headers of the requests that `body` makes as `user`.
    private func sent(user: [String], _ body: (APIClient) async throws -> Void) async throws -> [[String]] {
        let authority = try TestAuthority()
        return try await withServer(tls: try TestServer.tls(try authority.issue()), script: { _ in .answer(200) }) {
            server in
            let text = kubeconfig(
                cluster: [
                    "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
                ], user: user)
            try await withClient(try await endpoint(text), body)
            return server.requests.map { $0.headers["Authorization"] }
        }
    }

    @Test("Without credentials there is no header")
    func none() async throws {
        #expect(try await sent(user: []) { _ = await $0.reader.get("/x") } == [[]])
    }

    @Test("Basic authentication")
    func basic() async throws {
        let sent = try await sent(user: ["username: aladdin", "password: opensesame"]) { _ = await $0.reader.get("/x") }
        #expect(sent == [["Basic \("aladdin:opensesame".base64)"]])
    }

    @Test("A token file is read again when it changes, and what was read last stays when it goes")
    func tokenFile() async throws {
        try await withDirectory { directory in
            let path = try directory.write("token", "first-token\n")
            let sent = try await sent(user: ["tokenFile: \(path)", "token: static-token"]) { client in
                _ = await client.reader.get("/x")
                try directory.write("token", "second-token\n")
                // The file's time, not its content, is what is looked at.
                try FileManager.default.setAttributes([.modificationDate: Date.now + 60], ofItemAtPath: path)
                _ = await client.reader.get("/x")
                try FileManager.default.removeItem(atPath: path)
                _ = await client.reader.get("/x")
            }
            #expect(sent == [["Bearer first-token"], ["Bearer second-token"], ["Bearer second-token"]])
        }
    }

    @Test("A token file that is not there leaves the static token")
    func fallback() async throws {
        let sent = try await sent(user: ["tokenFile: /gone/token", "token: static-token"]) {
            _ = await $0.reader.get("/x")
        }
        #expect(sent == [["Bearer static-token"]])
    }

    @Test("A token file that is not there, and no other token: nothing is sent")
    func missing() async throws {
        let sent = try await sent(user: ["tokenFile: /gone/token"]) { client in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(fault.kind == .kubeconfig)
            #expect(fault.message.contains("/gone/token"))
        }
        #expect(sent.isEmpty)
    }

    @Test("Impersonation is asked for with each request")
    func impersonation() async throws {
        let authority = try TestAuthority()
        try await withServer(tls: try TestServer.tls(try authority.issue()), script: { _ in .answer(200) }) { server in
            let text = kubeconfig(
                cluster: [
                    "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
                ],
                user: [
                    "as: jane", "as-uid: u-1", "as-groups: [a, b]",
                    "as-user-extra: {scopes: [view, edit], example.com/a%b c: [x]}",
                ])
            try await withClient(try await endpoint(text)) { _ = await $0.reader.get("/x") }
            let headers = try #require(server.requests.first).headers
            #expect(headers["Impersonate-User"] == ["jane"])
            #expect(headers["Impersonate-Uid"] == ["u-1"])
            #expect(headers["Impersonate-Group"] == ["a", "b"])
            #expect(headers["Impersonate-Extra-scopes"] == ["view", "edit"])
            // client-go: what cannot stand in a header's name is percent-encoded, and the percent sign itself.
            #expect(headers["Impersonate-Extra-example.com%2Fa%25b%20c"] == ["x"])
        }
    }

    @Test(
        "Retry-After is waited for, twice at most, and a write is repeated after a 429 only",
        arguments: [
            ("GET", 429, 3), ("GET", 503, 3), ("PATCH", 429, 3), ("PATCH", 503, 1),
        ])
    func retryAfter(method: String, status: Int, requests: Int) async throws {
        try await withCluster(script: { _ in .answer(status, headers: [("Retry-After", "0")]) }) { client, server in
            let answer =
                method == "GET"
                ? await client.reader.get("/x")
                : await client.writer.patch("/x", .merge, body: Array("{}".utf8), query: [])
            #expect(answer.value?.status == status)
            #expect(server.requests.count == requests)
        }
    }

    @Test("A Retry-After beyond the deadline is not waited for")
    func retryAfterTooLong() async throws {
        try await withCluster(script: { _ in .answer(429, headers: [("Retry-After", "3600")]) }) { client, server in
            #expect(await client.reader.get("/x").value?.status == 429)
            #expect(server.requests.count == 1)
        }
    }
}
