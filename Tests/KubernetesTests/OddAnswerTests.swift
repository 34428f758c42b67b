import Fleet
import FoundationEssentials
import Kubernetes
import Testing

@Suite("Answers that an API server does not give are told for what they are", .timeLimit(.minutes(10)))
struct OddAnswerTests {
    private let path = "/api/v1/namespaces/kube-system"

    private func fault(_ reply: TestReply) async throws -> Fault {
        let authority = try TestAuthority()
        return try await withServer(tls: try TestServer.tls(try authority.issue()), script: { _ in reply }) { server in
            let text = kubeconfig(
                cluster: [
                    "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
                ],
                user: ["token: planted-0123456789"])
            return try await withClient(try await endpoint(text)) { client in
                let reading: Reading<Namespace> = await client.reader.get(path).decoded(asked: "GET \(path)")
                return try #require(reading.fault)
            }
        }
    }

    @Test(
        "headers that are not taken are named",
        arguments: [
            ("Content-Length: 2\r\nContent-Length: 2", "Content-Length twice"),
            ("Content-Length: 2\r\nTransfer-Encoding: chunked", "beside"),
            ("Transfer-Encoding: chunked\r\nContent-Length: 2", "beside"),
            ("Content-Length: +2", "not a number"), ("X-A: a\r\n b\r\nContent-Length: 2", "folded line"),
            ("X-A: \(String(repeating: "a", count: 900_000))", "too long"),
            ((0..<3_000).map { "X-\($0): a" }.joined(separator: "\r\n"), "too many"),
            ("Content-Length: 2\nX-A: a", "CR LF"),
        ])
    func headers(lines: String, says: String) async throws {
        let fault = try await fault(.garbage("HTTP/1.1 200 OK\r\n\(lines)\r\n\r\n{}"))
        #expect(fault.kind == .malformedAnswer, "\(fault)")
        #expect(fault.message.contains("headers that this client does not take: "), "\(fault.message.suffix(200))")
        #expect(fault.message.contains(says), "\(fault.message.suffix(200))")
    }

    @Test(
        "a redirection is not followed; where it leads is said, by its host alone",
        arguments: [
            ("https://other.example:8443/r/planted-0123456789?token=x", "redirects to other.example:8443, "),
            ("https://u:planted@other.example/", "redirects to other.example, "),
            ("//other.example", "to other.example, "),
            ("/r/x//y", "another path of the same server"), ("https://é/", "another address"), ("", "another path"),
            ("https://planted-0123456789/x", "<secret>"),
        ], [301, 302, 307])
    func redirection(target: (location: String, says: String), status: Int) async throws {
        let (location, says) = target
        let fault = try await fault(.answer(status, headers: [("Location", location)]))
        #expect(fault.kind == .malformedAnswer && fault.status == status, "\(fault)")
        #expect(fault.message.contains(says) && !fault.message.contains("planted"), "\(fault)")
    }

    @Test("compression that was not asked for is named", arguments: [200, 502])
    func compression(status: Int) async throws {
        let fault = try await fault(.answer(status, headers: [("Content-Encoding", "gzip")], body: "\u{1F}x"))
        #expect(fault.message.contains("the answer is compressed (gzip)"), "\(fault)")
    }

    @Test("credentials of others in an answer are not shown")
    func credentials() async throws {
        let body = "cannot forward: Authorization: Basic XXXX, to https://u:PW@proxy/?token=YYYY"
        let fault = try await fault(.answer(502, body: body))
        #expect(fault.message.contains("cannot forward") && fault.message.contains("proxy/"), "\(fault)")
        for secret in ["XXXX", "PW", "YYYY"] { #expect(!fault.message.contains(secret), "\(fault)") }
    }

    @Test("our own token is not, in pieces that a terminal's sequences keep apart")
    func pieces() async throws {
        let pieces = "pla\u{1B}[1mnted\u{1B}[0m-01\u{200B}234567\n89"
        let fault = try await fault(.answer(502, body: "sent: \(pieces)."))
        #expect(fault.message.hasSuffix("sent: <secret>."), "\(fault)")
    }

    @Test(
        "what is missing in JSON is named by JSON's own words",
        arguments: [
            ("[]", "no object at its root"), ("{\"metadata\":[]}", "no object at metadata"),
            ("{\"metadata\":{\"uid\":1}}", "no string at metadata.uid"),
        ])
    func types(body: String, says: String) async throws {
        let fault = try await fault(.answer(200, body: body))
        #expect(fault.message.hasSuffix(says), "\(fault)")
    }
}
