import Testing

@testable import FleetSimulator

@Suite("Tokens are judged, answered and logged as each version does", .timeLimit(.minutes(10)))
struct VerifierTests {
    /// How the recorded member was configured for one file of log lines, and what was sent to it.
    struct Case: Sendable {
        let file: String
        let token: TokenKind?
        var maxAge: String? = "2h"
        var role = ClusterRole.member
    }

    static let cases = [
        Case(file: "member-token-not-in-cache", token: .valid),
        Case(file: "member-token-not-in-cache-x3", token: .valid),
        Case(file: "member-wrong-secret", token: .misSigned),
        Case(file: "member-expired", token: .expired),
        Case(file: "member-wrong-secret-and-expired", token: .misSignedAndExpired),
        Case(file: "member-issued-in-future", token: .future),
        Case(file: "member-unknown-user-not-cached", token: .ghost),
        Case(file: "member-unknown-user-static", token: .ghostStatic),
        Case(file: "member-garbage-token", token: .garbage),
        Case(file: "member-alg-none", token: .unsigned),
        Case(file: "member-no-token", token: nil),
        Case(file: "member-maxage0-host-token-ok", token: .valid, maxAge: "0"),
        Case(file: "member-maxage0-host-token-rbac", token: .valid, maxAge: "0"),
        Case(file: "member-maxage0-wrong-secret", token: .misSigned, maxAge: "0"),
        Case(file: "member-maxage0-unknown-user", token: .ghost, maxAge: "0"),
        Case(file: "member-secret-mismatch-host-token", token: .misSigned, maxAge: "0"),
        Case(file: "member-maxage-absent-own-secret", token: .valid, maxAge: nil),
        Case(file: "member-maxage-absent-host-token", token: .misSigned, maxAge: nil),
        Case(file: "host-not-in-cache", token: .valid, role: .host),
    ]

    @Test("every recorded kind of token", .timeLimit(.minutes(10)), arguments: SimulatedVersion.allCases)
    func verifies(_ version: SimulatedVersion) async throws {
        let secret = "a secret that the fleet shares"
        var configuration = FleetConfiguration(members: 1, versions: [version], hostVersion: version)
        configuration.hostSecret = secret
        let notes = try Notes(version)
        try await withFleet(configuration) { fleet in
            for wanted in VerifierTests.cases {
                try await withSession(fleet, wanted.role == .host ? "host" : "member-01") { session in
                    try await check(wanted, session, notes: notes, secret: secret)
                }
            }
        }
    }

    private func check(_ wanted: Case, _ session: ClusterSession, notes: Notes, secret: String) async throws {
        let healthy = ConfigurationText.healthy(version: session.cluster.version, role: wanted.role, secret: secret)
        let text = ConfigurationText.replacing("accessTokenMaxAge", with: wanted.maxAge, in: healthy)
        try await session.cluster.setConfiguration(text, restart: true)
        let before = try await session.cluster.logLines().count
        let requests = notes.requests(wanted.file)
        try #require(!requests.isEmpty, "\(wanted.file) is described")
        for request in requests {
            let answer = try await session.probe(wanted.token?.text(secret: secret), path: request.path)
            #expect(answer.status == request.status, "\(notes.version.tag) \(wanted.file)")
            #expect(
                Normalization.text(answer.message) == Normalization.text(request.message),
                "\(notes.version.tag) \(wanted.file)")
        }
        let lines = try await session.cluster.logLines().dropFirst(before).map(Normalization.logLine)
        let recorded = try Fixture.text("logs/\(notes.version.tag)/\(wanted.file).log").split(separator: "\n")
        #expect(lines == recorded.map(Normalization.logLine), "\(notes.version.tag) \(wanted.file)")
    }
}

/// What NOTES.md says of the requests behind each file of log lines.
struct Notes {
    struct Request {
        let path: String
        let status: Int
        let message: String
    }

    let version: SimulatedVersion
    private var sections: [String: [Request]] = [:]

    init(_ version: SimulatedVersion) throws {
        self.version = version
        for section in try Fixture.text("logs/\(version.tag)/NOTES.md").split(separator: "\n### ").dropFirst() {
            let name = section.prefix { $0 != " " && $0 != "\n" }
            guard name.hasSuffix(".log"),
                let request = section.firstMatch(of: #/request: `[A-Z]+ (.+)` -> \*\*HTTP (\d+)\*\*/#)
            else {
                continue
            }
            let body = section.firstMatch(of: #/body: `(\{.*\})`/#).map { Array($0.output.1.utf8) } ?? []
            let message = (try? JSON(parsing: body))?["message"]?.string ?? ""
            sections[String(name.dropLast(4)), default: []].append(
                Request(path: String(request.output.1), status: Int(request.output.2) ?? 0, message: message))
        }
    }

    func requests(_ file: String) -> [Request] { sections[file] ?? [] }
}
