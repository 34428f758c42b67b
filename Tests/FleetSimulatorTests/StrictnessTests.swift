import Testing

@testable import FleetSimulator

/// Tests/Fixtures/api/strictness, recorded from kube-apiserver 1.36.2.
@Suite("The simulator refuses what a real API server refuses", .timeLimit(.minutes(10)))
struct StrictnessTests {
    /// The server names a member that is there twice both in the patch and in the object; the simulator in the patch
    /// alone.
    private static let otherWords: Set = [
        "jp-dup-strict", "jp-two-problems", "watch-version-text", "watch-version-negative", "access-unknown-strict",
    ]

    private static let member = ClusterConfiguration(name: "member", version: .v3_4, role: .member)

    @Test("each recorded exchange replays to its status, its reason and its words")
    func replay() async throws {
        let exchanges = try StrictExchange.all()
        #expect(exchanges.count > 300)
        try await withFleet(FleetConfiguration(clusters: [Self.member])) { fleet in
            try await withSession(fleet, "member") { session in
                let values = try await StrictExchange.Values(session)
                for exchange in exchanges {
                    let answer = try await exchange.send(to: session, values)
                    #expect(answer.status == exchange.status, "\(exchange.name): \(answer.text.prefix(400))")
                    guard exchange.status >= 300, answer.status == exchange.status else { continue }
                    #expect(answer.json?["reason"]?.string == exchange.reason, "\(exchange.name)")
                    guard !Self.otherWords.contains(exchange.name) else { continue }
                    #expect(StrictExchange.normalized(answer.message) == exchange.message, "\(exchange.name)")
                }
            }
        }
    }

    @Test(
        "a patch that cannot be read is answered with the whole object, its secret included",
        arguments: [
            ("json-patch", #"[{"op":"replace","path":"/metadata/labels","value":{"a":1}}]"#),
            ("merge-patch", #"{"data":{"other":7}}"#),
            ("json-patch", #"[{"op":"add","path":"/bogus","value":1}]"#),
        ])
    func quoted(_ type: String, _ body: String) async throws {
        var member = Self.member
        member.configurationText = "authentication:\n  jwtSecret: \"planted-<secret>\"\n"
        try await withFleet(FleetConfiguration(clusters: [member])) { fleet in
            try await withSession(fleet, "member") { session in
                let path = Path.configMap + "?dryRun=All&fieldValidation=Strict"
                let answer = try await session.patch(path, type, try JSON(parsing: Array(body.utf8)))
                #expect(answer.status == 422)
                let planted = #"jwtSecret: \\\"planted-\\u003csecret\\u003e\\\""#
                #expect(answer.message.contains(planted), "\(answer.message)")
                let cause = answer.json?[["details", "causes"]]?.array?.first?["message"]?.string
                #expect(cause?.contains(planted) == true)
            }
        }
    }

    @Test("what Go does not keep is not stored: unknown fields, and null in a map is the empty text")
    func decoded() async throws {
        try await withFleet(FleetConfiguration(clusters: [Self.member])) { fleet in
            try await withSession(fleet, "member") { session in
                let patch: JSON = [
                    ["op": "add", "path": "/bogus", "value": 1], ["op": "add", "path": "/data/empty", "value": .null],
                ]
                #expect(try await session.patch(Path.configMap, "json-patch", patch).status == 200)
                let object = try await session.get(Path.configMap).json
                #expect(object?["bogus"] == nil)
                #expect(object?[["data", "empty"]] == "")
            }
        }
    }

    @Test("a watch that asks for what is there first is told where that ends")
    func initialEvents() async throws {
        try await withFleet(FleetConfiguration(clusters: [Self.member])) { fleet in
            try await withSession(fleet, "member") { session in
                let first = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
                let query = "?watch=1&timeoutSeconds=1" + first
                let lines = try await session.get(Path.system + "/configmaps" + query).text.split(separator: "\n")
                #expect(lines.count == 2)
                let last = try JSON(parsing: Array(try #require(lines.last).utf8))
                #expect(last["type"] == "BOOKMARK")
                #expect(last[["object", "metadata", "annotations", "k8s.io/initial-events-end"]] == "true")
            }
        }
    }

    @Test("a DELETE's body overrules its query, as on a real server: a dry run in the query alone deletes")
    func deletes() async throws {
        try await withFleet(FleetConfiguration(clusters: [Self.member])) { (fleet) async throws in
            try await withSession(fleet, "member") { (session) async throws in
                let headers = [("Authorization", "Bearer \(session.token)"), ("Content-Type", "application/json")]
                func delete(_ query: String, _ body: String) async throws -> Int {
                    try await session.client.send(
                        "DELETE", Path.configMap + query, headers: headers, body: Array(body.utf8)
                    ).status
                }
                #expect(try await delete("?dryRun=All", "") == 200)
                #expect(try await delete("", #"{"dryRun":["All"]}"#) == 200)
                #expect(try await session.get(Path.configMap).status == 200)
                #expect(try await delete("?dryRun=All", "{}") == 200)
                #expect(try await session.get(Path.configMap).status == 404)
            }
        }
    }
}
