import Testing

@testable import FleetSimulator

/// Tests/Fixtures/api/patch-bytes, recorded from kube-apiserver 1.36.2.
@Suite("A tested text is compared byte by byte, as a real API server compares it")
struct PatchBytesTests {
    private static let folder = "api/patch-bytes"
    private static let text =
        "image: a/b:v1\nhtml: \"<x> & y\"\nutf8: 集群\nseparator: \"\u{2028}\"\nquote: \"\\\"\"\ntab: \"\t\"\n"

    @Test("each recorded exchange replays to its status and reason")
    func replay() async throws {
        let names = try Fixture.text("\(Self.folder)/index.tsv").split(separator: "\n").map {
            String($0.prefix { $0 != "\t" })
        }
        #expect(names.count == 10)
        try await withFleet(
            FleetConfiguration(clusters: [ClusterConfiguration(name: "member", version: .v3_4, role: .member)])
        ) { fleet in
            try await withSession(fleet, "member") { session in
                let object = try await created(session)
                for name in names { try await replay(name, object, session) }
            }
        }
    }

    private func created(_ session: ClusterSession) async throws -> JSON {
        let body: JSON = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "bytes"], "data": ["d": .string(Self.text)],
        ]
        let headers = [("Authorization", "Bearer \(session.token)"), ("Content-Type", "application/json")]
        let answer = try await session.client.send(
            "POST", Path.system + "/configmaps", headers: headers, body: body.bytes)
        #expect(answer.status == 201)
        return try #require(answer.json)
    }

    private func replay(_ name: String, _ object: JSON, _ session: ClusterSession) async throws {
        let exchange = try RecordedExchange(name: name, directory: Self.folder)
        let version = try #require(object[["metadata", "resourceVersion"]]?.string)
        let uid = try #require(object[["metadata", "uid"]]?.string)
        let body = String(decoding: exchange.body, as: UTF8.self)
            .replacing("\"382\"", with: "\"\(version)\"").replacing("a58962c5-821a-4404-b8c1-05e8b9c742ee", with: uid)
        let headers = exchange.headers + [("Authorization", "Bearer \(session.token)")]
        let answer = try await session.client.send(
            exchange.method, exchange.path, headers: headers, body: Array(body.utf8))
        #expect(answer.status == exchange.answer.status, "\(name): \(answer.text)")
        #expect(answer.json?["reason"] == exchange.answer.json?["reason"], "\(name)")
        #expect(answer.json?["data"] == exchange.answer.json?["data"], "\(name)")
    }

    @Test(
        "a text is written as Go's encoding/json writes it",
        arguments: [
            ("a/b", #""a/b""#), ("<&>", #""\u003c\u0026\u003e""#), ("集群", "\"集群\""),
            ("\u{2028}\u{2029}", #""\u2028\u2029""#),
            ("\u{8}\u{C}\u{1}\u{7F}", "\"\\b\\f\\u0001\u{7F}\""), ("e\u{301}😀", "\"e\u{301}😀\""),
        ])
    func written(_ text: String, _ json: String) {
        #expect(String(decoding: JSON.string(text).bytes, as: UTF8.self) == json)
    }

    @Test(
        "members may come in any order, and nothing else may differ",
        arguments: [
            (#"{"b":"x","a":[1,"y"]}"#, true), (#"{"a":[1,"y"],"b":"\u0078"}"#, false),
            (#"{"a":[1.0,"y"],"b":"x"}"#, false),
            (#"{"a":[1,"y"]}"#, false), (#"{ "a" : [ 1 , "y" ] , "b" : "x" }"#, true), (#"[]"#, false),
        ])
    func objects(_ written: String, _ holds: Bool) throws {
        let value: JSON = ["a": [1, "y"], "b": "x"]
        #expect(RawJSON(bytes: Array(written.utf8)).isEncoding(of: value) == holds)
    }
}
