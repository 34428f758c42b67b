import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import Testing

@Suite("Credentials do not come back in a fault, whoever repeats them", .timeLimit(.minutes(10)))
struct EchoTests {
    private static let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjB9.aVNpZ25lZFRoaXNNeXNlbGY"
    private static let own = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJrc2ZsZWV0In0.QW5vdGhlclNpZ25hdHVyZVBhcnQ"
    private static let password = "correct-horse-battery"
    /// Stretches that give one of them away.
    private static let traces = [
        "aVNpZ25lZF", "NXNlbGY", "eyJleHAiOjB9", "QW5vdGhlclN", "YXR1cmVQYXJ0", "correct-", "-battery",
        String("aladdin:\(password)".base64.prefix(10)),
        String("aladdin:\(password)".base64.suffix(12)),
    ]

    private static func escaped(_ character: Character) -> String {
        character.isLetter ? "\\u00" + String(character.asciiValue ?? 0, radix: 16) : String(character)
    }

    enum Form: CaseIterable {
        case text, status, cut, capitals, escaped

        func body(_ head: String) -> String {
            switch self {
            case .text: "<html>Bad request:\n\(head)</html>"
            case .status: #"{"kind":"Status","message":"Unauthorized: \#(head)","reason":"Unauthorized","code":401}"#
            case .cut: String(head.prefix(60)) + "…" + String(head.suffix(50))
            case .capitals: head.uppercased()
            case .escaped:
                #"{"kind":"Status","reason":"X","message":"\#(head.map(EchoTests.escaped).joined())"}"#
            }
        }
    }

    private func isClean(_ text: String) -> Bool {
        !Self.traces.contains { text.lowercased().contains($0.lowercased()) }
    }

    private func withEcho<Result>(
        _ status: Int, _ form: Form, user: [String] = ["token: \(token)"], _ body: (APIClient) async throws -> Result
    ) async throws -> Result {
        let authority = try TestAuthority()
        let script: TestServer.Script = { request in
            let sent = ["Authorization", "X-KubeSphere-Authorization"].flatMap { request.headers[$0] }.joined(
                separator: "; ")
            return .answer(status, body: form.body("\(request.method) \(request.uri) \(sent)"))
        }
        return try await withServer(tls: try TestServer.tls(try authority.issue()), script: script) { server in
            let text = kubeconfig(
                cluster: [
                    "server: https://127.0.0.1:\(server.port)", "certificate-authority-data: \(authority.pem.base64)",
                ], user: user)
            return try await withClient(try await endpoint(text), body)
        }
    }

    @Test(
        "a GET, a stream and a write, with a token of their own or the kubeconfig's",
        arguments: [400, 401, 403, 422, 500, 502],
        Form.allCases)
    func faults(status: Int, form: Form) async throws {
        try await withEcho(status, form) { client in
            let own = await client.reader.get(
                "/x", query: [], headers: [("X-KubeSphere-Authorization", "Bearer \(Self.own)")]
            ).value
            let text = try #require(own).text
            #expect(isClean(text) || form == .escaped)
            #expect(isClean(own?.refusal ?? ""))
            let faults = [
                await client.reader.read(Namespace.self, "/x").fault,
                await client.reader.stream("/x", query: [], limit: 10, into: 0) { count, _ in count += 1 }.fault,
                await client.writer.patch(Namespace.self, "/x", .merge, body: Array("{}".utf8)).fault,
                own.map { Fault($0, asked: "GET /x") },
            ]
            for fault in faults {
                let message = try #require(fault).message
                #expect(isClean(message), "\(message)")
            }
        }
    }

    @Test("a password, alone and in its pair", arguments: Form.allCases)
    func password(form: Form) async throws {
        try await withEcho(401, form, user: ["username: aladdin", "password: \(Self.password)"]) { client in
            let fault = try #require(await client.reader.read(Namespace.self, "/x").fault)
            #expect(isClean(fault.message), "\(fault)")
        }
    }

    @Test("an answer of success that holds a token is not used, even of another request")
    func success() async throws {
        try await withEcho(200, .status) { client in
            _ = await client.reader.get(
                "/x", query: [], headers: [("X-KubeSphere-Authorization", "Bearer \(Self.own)")])
            let fault = try #require(await client.reader.read(Namespace.self, "/x").fault)
            #expect(
                fault.kind == .malformedAnswer && fault.message.contains("repeats requests") && isClean(fault.message),
                "\(fault)")
        }
    }

    @Test("a proxy's password is in nothing that the proxy or the server says", arguments: [407, 502])
    func proxy(status: Int) async throws {
        let said =
            """
            HTTP/1.1 \(status) no: aladdin:\(Self.password) \
            \("aladdin:\(Self.password)".base64)\r\n\r\n\("aladdin:\(Self.password)".base64)
            """
        try await TestProxy.with(reply: said) { proxy in
            let text = kubeconfig(cluster: [
                "server: https://a.example", "proxy-url: http://aladdin:\(Self.password)@127.0.0.1:\(proxy.port)",
            ])
            let fault = try await withClient(try await endpoint(text)) { try #require(await $0.reader.get("/x").fault) }
            #expect(fault.kind == .proxy && isClean(fault.message), "\(fault)")
        }
    }
}
