import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import Testing

@Suite("An answer without success is a fault that keeps the server's words", .timeLimit(.minutes(10)))
struct StatusFaultTests {
    private static func status(_ code: Int, _ reason: String, _ message: String, details: String = "{}") -> String {
        """
        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"\(message)","reason":"\(reason)\
        ",\
        "details":\(details),"code":\(code)}
        """
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let code: Int
        let body: String
        let kind: Fault.Kind
        let says: String
        var testDescription: String { "\(code) \(kind)" }
    }

    static let cases = [
        Case(
            code: 400, body: status(400, "BadRequest", "no such container"), kind: .badRequest,
            says: "no such container"),
        Case(
            code: 401, body: status(401, "Unauthorized", "Unauthorized"), kind: .unauthorized, says: "401: Unauthorized"
        ),
        Case(
            code: 403, body: status(403, "Forbidden", "User cannot get resource"), kind: .forbidden,
            says: "Forbidden: User cannot get"),
        Case(
            code: 404, body: status(404, "NotFound", "configmaps x not found"), kind: .notFound,
            says: "NotFound: configmaps x not found"),
        Case(
            code: 409, body: status(409, "Conflict", "the object has been modified"), kind: .conflict,
            says: "has been modified"),
        Case(code: 422, body: status(422, "Invalid", "is invalid"), kind: .unprocessable, says: "Invalid: is invalid"),
        Case(
            code: 422,
            body: status(
                422, "Invalid", "Deployment x is invalid: spec.replicas: must be positive",
                details:
                    #"""
                    {"name":"x","causes":[{"reason":"FieldValueInvalid","message":"must be positive",\#
                    "field":"spec.replicas"},{"message":"too long","field":"spec.name"}]}
                    """#
            ),
            kind: .unprocessable,
            says: "Invalid: Deployment x is invalid: spec.replicas: must be positive (spec.name: too long)"),
        Case(
            code: 403, body: status(403, "Forbidden", "", details: #"{"causes":[{"reason":"QuotaExceeded"}]}"#),
            kind: .forbidden,
            says: "403: Forbidden (QuotaExceeded)"),
        Case(code: 429, body: status(429, "TooManyRequests", "try again"), kind: .tooManyRequests, says: "try again"),
        Case(code: 500, body: status(500, "InternalError", "etcd"), kind: .server, says: "InternalError: etcd"),
        Case(code: 503, body: "no endpoints", kind: .serviceUnavailable, says: "503: no endpoints"),
        Case(code: 502, body: "<html>bad\u{1B}[31m gateway</html>", kind: .server, says: "502: <html>bad [31m gateway"),
        Case(code: 504, body: "", kind: .server, says: "504"),
        Case(code: 302, body: "", kind: .malformedAnswer, says: "302"),
        Case(code: 410, body: status(410, "Expired", "too old"), kind: .badRequest, says: "Expired: too old"),
    ]

    @Test("Each status has its kind", arguments: cases)
    func kinds(_ expected: Case) async throws {
        try await withCluster(script: { _ in .answer(expected.code, body: expected.body) }) { client, _ in
            let fault = try #require(await client.reader.read(Namespace.self, "/api/v1/namespaces/x").fault)
            #expect(fault.kind == expected.kind)
            #expect(fault.status == expected.code)
            #expect(fault.message.hasPrefix("GET /api/v1/namespaces/x: "))
            #expect(fault.message.contains(expected.says))
        }
    }

    /// As kube-apiserver 1.36.2 answered a patch that put a number where an annotation's text belongs.
    @Test("A server that quotes the whole object in its refusal does not bring its secrets into a fault")
    func quotedObject() async throws {
        let object =
            #"""
            {\\\"apiVersion\\\":\\\"v1\\\",\\\"data\\\":{\\\"kubesphere.yaml\\\":\\\"authentication:\\\\n  jwtSecret: \#
            planted-secret\\\"},\\\"kind\\\":\\\"ConfigMap\\\",\#
            \\\"metadata\\\":{\\\"name\\\":\\\"kubesphere-config\\\"}}
            """#
        let why =
            #"\": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string"#
        let causes =
            #"""
            {"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \"\#(object)\#(why)","field":"patch"}]}
            """#
        let body = Self.status(
            422, "Invalid", #" \"\" is invalid: patch: Invalid value: \"\#(object)\#(why)"#, details: causes)
        try await withCluster(script: { _ in .answer(422, body: body) }) { client, _ in
            let fault = try #require(
                await client.writer.patch(Namespace.self, "/api/v1/namespaces/x", .json, body: Array("[]".utf8)).fault)
            #expect(
                fault.kind == .unprocessable && fault.message.contains("is invalid: patch: Invalid value: (left out"),
                "\(fault.message)")
            #expect(!fault.message.contains("planted-secret"))
        }
    }

    @Test("The raw form hands on any status, with its body, clock and Retry-After")
    func raw() async throws {
        let headers = [("Date", "Tue, 24 Nov 2026 00:52:20 GMT"), ("Retry-After", "7")]
        try await withCluster(script: { _ in .answer(401, headers: headers, body: "token not found in cache") }) {
            client, _ in
            let answer = try #require(await client.reader.get("/x").value)
            #expect(answer.status == 401)
            #expect(answer.text == "token not found in cache")
            #expect(answer.retryAfter == .seconds(7))
            #expect(answer.date?.timeIntervalSince1970 == 1_795_481_540)
        }
    }

    @Test(
        "A success that is not the object asked for is malformed, and its values are not quoted",
        arguments: [
            "<html>login</html>", #"{"metadata":{"name":7,"uid":"s3cret-value"}}"#, "[]", "",
        ])
    func malformed(body: String) async throws {
        try await withCluster(script: { _ in .answer(200, body: body) }) { client, _ in
            let fault = try #require(await client.reader.read(Namespace.self, "/x").fault)
            #expect(fault.kind == .malformedAnswer)
            #expect(!fault.message.contains("s3cret"))
            #expect(!fault.message.contains("login"))
        }
    }

    @Test("A server that repeats what it was sent does not get it into a fault")
    func echo() async throws {
        let script: TestServer.Script = { request in
            .answer(500, body: "you sent \(request.headers["Authorization"]) and \(request.headers["X-Extra"])")
        }
        try await withCluster(script: script) { client, _ in
            let answer = await client.reader.get("/x", query: [], headers: [("X-Extra", "another-secret")])
            let fault = try #require(answer.decoded(Namespace.self, asked: "GET /x").fault)
            #expect(!fault.message.contains("test-token-1234"))
            #expect(!fault.message.contains("another-secret"))
            #expect(fault.message.contains("<secret>"))
        }
    }

    @Test("A header value that could split a request is refused without being quoted")
    func headerInjection() async throws {
        try await withCluster(script: { _ in .answer(200) }) { client, server in
            let fault = try #require(
                await client.reader.get("/x", query: [], headers: [("X-Extra", "s3cret\r\nHost: y")]).fault)
            #expect(!fault.message.contains("s3cret"))
            #expect(server.requests.isEmpty)
        }
    }
}
