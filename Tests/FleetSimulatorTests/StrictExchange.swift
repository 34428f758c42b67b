import Testing

@testable import FleetSimulator

/// One line of Tests/Fixtures/api/strictness/exchanges.json.
struct StrictExchange: Sendable {
    let name: String
    let method: String
    let path: String
    let headers: [(String, String)]
    let body: String
    let status: Int
    let reason: String?
    let message: String

    static func all() throws -> [StrictExchange] {
        let list = try JSON(parsing: Array(try Fixture.data("api/strictness/exchanges.json"))).array ?? []
        return try list.map(StrictExchange.init)
    }

    private init(_ json: JSON) throws {
        name = try #require(json["name"]?.string)
        method = try #require(json["method"]?.string)
        path = try #require(json["path"]?.string)
        headers = [("Content-Type", "contentType"), ("Accept", "accept")].compactMap { header, member in
            json[member]?.string.map { (header, $0) }
        }
        body = json["body"]?.string ?? ""
        status = try #require(json["status"]?.int)
        reason = json["reason"]?.string
        message = json["message"]?.string ?? ""
    }

    /// What stands for the placeholders of paths and bodies.
    struct Values: Sendable {
        let version: String
        let uid: String
        let deploymentVersion: String

        /// Makes the object that the exchanges are about.
        init(_ session: ClusterSession) async throws {
            let headers = [("Authorization", "Bearer \(session.token)"), ("Content-Type", "application/json")]
            let body: JSON = ["metadata": ["name": "strictness"], "data": ["a": "1"]]
            let object = try await session.client.send(
                "POST", Path.system + "/configmaps", headers: headers, body: body.bytes
            ).json
            version = try #require(object?[["metadata", "resourceVersion"]]?.string)
            uid = try #require(object?[["metadata", "uid"]]?.string)
            let deployment = try await session.get(Path.deployment(session.cluster)).json
            deploymentVersion = try #require(deployment?[["metadata", "resourceVersion"]]?.string)
        }

        func filled(_ text: String) -> String {
            switch text {
            case "$OPERATIONS": return list(#"{"op":"test","path":"/data/a","value":"1"}"#, 10_001)
            case "$BIG": return add(1_048_577)
            case "$LIMIT": return add(1_048_576)
            default: break
            }
            return text.replacing("$DEPVERSION", with: deploymentVersion).replacing("$VERSION", with: version)
                .replacing("$UID", with: uid)
        }

        private func list(_ element: String, _ count: Int) -> String {
            "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
        }

        private func add(_ count: Int) -> String {
            list(#"{"op":"add","path":"/data/a","value":""# + String(repeating: "x", count: count) + #""}"#, 1)
        }
    }

    func send(to session: ClusterSession, _ values: Values) async throws -> Answer {
        let headers = headers + [("Authorization", "Bearer \(session.token)")]
        return try await session.client.send(
            method, values.filled(path), headers: headers, body: Array(values.filled(body).utf8))
    }

    /// Without what differs from one server to the next: ids, versions, and the object that a message quotes.
    static func normalized(_ message: String) -> String {
        message
            .replacing(#/patch: Invalid value: "\{[\s\S]*\}": /#, with: "patch: Invalid value: \"$OBJECT\": ")
            .replacing(#/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#, with: "$UID")
            .replacing(#/in record \(\d+\)/#, with: "in record ($VERSION)")
            .replacing(#/Gen_[a-z0-9]{5}/#, with: "Gen_$NAME")
    }
}
