import Testing

@testable import FleetSimulator

@Suite("A member answers every recorded request as the real servers did")
struct ReplayTests {
    @Test(
        "status and body agree, in order, through a whole run of breaking and repairing", .timeLimit(.minutes(10)),
        arguments: [SimulatedVersion.v3_1, .v3_4, .v4_1])
    func replay(_ version: SimulatedVersion) async throws {
        let exchanges = try RecordedExchange.all(version)
        #expect(exchanges.count == 63)
        var member = ClusterConfiguration(name: "member", version: version, role: .member)
        member.credential = .token
        member.creator = "rig"
        member.configurationText = try Recording.text(in: exchanges, "03")
        var configuration = FleetConfiguration(clusters: [member])
        // Long enough that a request right after a patch comes before the controller; no reload between two requests.
        configuration.rolloutDuration = .seconds(2)
        configuration.volumeSyncDelay = .seconds(600)
        try await withFleet(configuration) { fleet in
            try await withSession(fleet, "member") { session in
                var replay = Replay(session: session, recording: Recording(exchanges: exchanges))
                try await replay.prepare()
                for exchange in exchanges {
                    let differences = try await replay.run(exchange)
                    #expect(differences.isEmpty, "\(version.tag) \(exchange.name)")
                }
            }
        }
    }
}

/// What the recording itself says about the configuration that it used.
struct Recording {
    let exchanges: [RecordedExchange]

    static func text(in exchanges: [RecordedExchange], _ prefix: String) throws -> String {
        let object = exchanges.first { $0.name.hasPrefix(prefix) }?.answer.json
        return try #require(object?[["data", "kubesphere.yaml"]]?.string)
    }

    /// The document with max age 2h, as the recorded patches expect to find it.
    func brokenText() throws -> String {
        let body = try JSON(parsing: exchanges.first { $0.name.hasPrefix("24") }?.body ?? [])
        return try #require(body.array?.first?["value"]?.string)
    }

    func secret() throws -> String {
        let text = try Recording.text(in: exchanges, "03")
        return try #require(text.firstMatch(of: #/jwtSecret: "(.*)"/#)).output.1.description
    }
}
