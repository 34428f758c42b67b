import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import Synchronization
import Testing

@Suite("Exchanges with an API server", .timeLimit(.minutes(10)))
struct ExchangeTests {
    private let namespace = #"{"metadata":{"name":"kube-system","uid":"u-1"}}"#

    @Test("What is sent: path, encoded query, token, agent")
    func sent() async throws {
        try await withCluster(script: { _ in .answer(200, body: "ok") }) { client, server in
            let query = [
                QueryItem("labelSelector", "app=ks apiserver,tier"),
                QueryItem("sinceTime", "2026-11-24T00:52:22+01:00"),
            ]
            _ = await client.reader.get(
                "/api/v1/namespaces/n/services/:ks-apiserver:/proxy/x", query: query, headers: [("X-Extra", "1")])
            let request = try #require(server.requests.first)
            let encoded = "labelSelector=app%3Dks%20apiserver%2Ctier&sinceTime=2026-11-24T00%3A52%3A22%2B01%3A00"
            #expect(request.method == "GET")
            #expect(request.uri == "/api/v1/namespaces/n/services/:ks-apiserver:/proxy/x?\(encoded)")
            #expect(request.headers["Authorization"] == ["Bearer test-token-1234"])
            #expect(request.headers["User-Agent"] == ["ksfleet/0.1"])
            #expect(request.headers["Accept"] == ["application/json"])
            #expect(request.headers["X-Extra"] == ["1"])
            #expect(request.headers["Host"] == ["127.0.0.1:\(server.port)"])
        }
    }

    @Test("A header of a request's own stands in the place of the client's")
    func ownHeader() async throws {
        try await withCluster(script: { _ in .answer(200) }) { client, server in
            _ = await client.reader.get(
                "/x", query: [], headers: [("Accept", "application/json;as=Table"), ("X-Line", "a\r\nX-Split: b")])
            _ = await client.reader.get("/x", query: [], headers: [("Accept", "application/json;as=Table")])
            // One that would split the request is not sent at all.
            #expect(server.requests.map { $0.headers["Accept"] } == [["application/json;as=Table"]])
        }
    }

    @Test(
        "A hostile name in a path stays in its path",
        arguments: [("/a b", "/a%20b"), ("/x?y#z", "/x%3Fy%23z"), ("/é", "/%C3%A9")])
    func path(given: String, sent: String) async throws {
        try await withCluster(script: { _ in .answer(200) }) { client, server in
            _ = await client.reader.get(given)
            #expect(server.requests.map(\.uri) == [sent])
        }
    }

    @Test("A server's path prefix comes before every path", arguments: ["/k8s/clusters/c-1", "/k8s/clusters/c-1/"])
    func prefix(prefix: String) async throws {
        let authority = try TestAuthority()
        try await withServer(tls: try TestServer.tls(try authority.issue()), script: { _ in .answer(200) }) { server in
            let text = kubeconfig(cluster: [
                "server: https://localhost:\(server.port)\(prefix)",
                "certificate-authority-data: \(authority.pem.base64)",
            ])
            try await withClient(try await endpoint(text)) { client in
                #expect(await client.reader.get("/version").value?.status == 200)
            }
            #expect(server.requests.map(\.uri) == ["/k8s/clusters/c-1/version"])
        }
    }

    @Test("One connection serves many requests")
    func keptConnection() async throws {
        let body = namespace
        try await withCluster(script: { _ in .answer(200, body: body) }) { client, server in
            for _ in 0..<5 {
                #expect(await client.reader.read(Namespace.self, "/x").value?.metadata.uid == "u-1")
            }
            #expect(server.requests.count == 5)
            #expect(server.connections == 1)
        }
    }

    @Test("Many requests at once share four connections")
    func fewConnections() async throws {
        try await withCluster(script: { _ in .answer(200) }) { client, server in
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 { group.addTask { await client.reader.get("/x").value?.status == 200 } }
                for await ok in group { #expect(ok) }
            }
            #expect(server.requests.count == 40)
            #expect(server.connections <= 4)
        }
    }

    @Test("A kept connection that the server has just closed is replaced without a fault")
    func staleConnection() async throws {
        let asked = Mutex(0)
        let script: TestServer.Script = { _ in
            let number = asked.withLock { count in
                count += 1
                return count
            }
            return number == 2 ? .close : .answer(200)
        }
        try await withCluster(script: script) { client, server in
            #expect(await client.reader.get("/x").value?.status == 200)
            #expect(await client.reader.get("/x").value?.status == 200)
            #expect(server.connections == 2)
        }
    }

    @Test("A server that closes every connection is a lost connection, asked twice")
    func closed() async throws {
        try await withCluster(script: { _ in .close }) { client, server in
            #expect(await client.reader.get("/x").fault?.kind == .connectionLost)
            #expect(server.requests.count == 2)
        }
    }

    @Test("A token of one's own is sent once, even if the connection is lost")
    func ownToken() async throws {
        try await withCluster(script: { _ in .close }) { client, server in
            let fault = await client.reader.get(
                "/x", query: [], headers: [("X-KubeSphere-Authorization", "Bearer own")]
            ).fault
            #expect(fault?.kind == .connectionLost)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A write is sent once, even if the connection is lost")
    func writeOnce() async throws {
        try await withCluster(script: { _ in .close }) { client, server in
            #expect(
                await client.writer.patch("/x", .json, body: Array("[]".utf8), query: []).fault?.kind == .connectionLost
            )
            #expect(server.requests.count == 1)
        }
    }

    @Test("A body that ends early is a lost connection")
    func cut() async throws {
        try await withCluster(script: { _ in .cut(after: "{") }) { client, server in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(fault.kind == .connectionLost)
            #expect(fault.message.contains("in the middle of the answer"))
            #expect(server.requests.count == 1)
        }
    }

    @Test("The deadline covers the whole body", arguments: [TestReply.stall(after: "{"), .silence])
    func slow(reply: TestReply) async throws {
        try await withCluster(limits: RequestLimits(request: .milliseconds(400)), script: { _ in reply }) { client, _ in
            #expect(await client.reader.get("/x").fault?.kind == .timeout)
        }
    }

    @Test(
        "A body is bounded, whether its length is announced or not",
        arguments: [
            TestReply.answer(200, body: String(repeating: "x", count: 1_001)),
            .chunks(Array(repeating: String(repeating: "x", count: 100), count: 11)),
        ])
    func tooLarge(reply: TestReply) async throws {
        try await withCluster(limits: RequestLimits(bodyBytes: 1_000), script: { _ in reply }) { client, _ in
            #expect(await client.reader.get("/x").fault?.kind == .answerTooLarge)
        }
    }

    @Test(
        "A body of just the bound is taken",
        arguments: [
            TestReply.answer(200, body: String(repeating: "x", count: 1_000)),
            .chunks(Array(repeating: String(repeating: "x", count: 100), count: 10)),
        ])
    func justFits(reply: TestReply) async throws {
        try await withCluster(limits: RequestLimits(bodyBytes: 1_000), script: { _ in reply }) { client, _ in
            #expect(await client.reader.get("/x").value?.text.count == 1_000)
        }
    }

    @Test("An answer that is no HTTP is malformed")
    func garbage() async throws {
        try await withCluster(script: { _ in .garbage("SSH-2.0-OpenSSH_9.6\r\n\r\n") }) { client, _ in
            #expect(await client.reader.get("/x").fault?.kind == .malformedAnswer)
        }
    }

    @Test("A redirect is not followed: the credentials stay where they belong")
    func redirect() async throws {
        try await withCluster(script: { _ in .answer(302, headers: [("Location", "/elsewhere")]) }) { client, server in
            #expect(await client.reader.get("/x").value?.status == 302)
            #expect(server.requests.map(\.uri) == ["/x"])
        }
    }

    @Test("A cancelled request is given up, and says so")
    func cancelled() async throws {
        try await withCluster(script: { _ in .silence }) { client, server in
            let task = Task { await client.reader.get("/x") }
            try await eventually { !server.requests.isEmpty }
            task.cancel()
            #expect(await task.value.fault?.kind == .notAttempted)
        }
    }
}
