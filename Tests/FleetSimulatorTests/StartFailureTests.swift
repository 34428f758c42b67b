import Foundation
import Testing

@testable import FleetSimulator

/// Tests/Fixtures/starts: the whole log that a real server left which was given such a document.
@Suite("A document that no server starts with ends the simulated one, in the recorded words")
struct StartFailureTests {
    private struct Start: Decodable {
        let document: String
        let log: String
    }

    /// What was added to a sound document, by the name of the recording.
    private static let added: [String: String] = [
        "cache-text": "cache: nope\n", "cache-type-nope": "cache: {type: nope}\n",
        "idp-type-nope": "  oauthOptions: {identityProviders: [{name: corp, type: NopeIdentityProvider}]}\n",
        "idp-twice":
            """
          oauthOptions: {identityProviders: [{name: gh, type: GitHubIdentityProvider}, {name: gh, type: \
        GitHubIdentityProvider}]}\n
        """,
        "idp-text": "  oauthOptions: {identityProviders: [corp]}\n",
        "limiter-word": "  authenticateRateLimiterMaxTries: plantedValue0123456789\n",
        "redis-port-word": "redis: {host: redis, port: plantedValue0123456789}\n", "redis-text": "redis: nope\n",
        "multicluster-text": "multicluster: nope\n",
    ]

    private static func recorded(_ version: SimulatedVersion) throws -> [Start] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONDecoder().decode(
            [Start].self, from: Data(contentsOf: tests.appending(path: "Fixtures/starts/\(version.tag).json")))
    }

    /// Without klog's heads, whose times and thread ids differ, without the standard log's line, which cobra writes
    /// once more, and without what a metrics server had to say.
    private static func words(_ lines: [String]) -> [String] {
        lines.compactMap { line in
            if line.isEmpty || line.hasPrefix("2026/") || line.contains("Metrics API not available") { return nil }
            guard let head = line.firstRange(of: "] "), line.contains(".go:") else { return line }
            let place = line[..<head.lowerBound].split(separator: " ").last ?? ""
            return "\(line.prefix(1)) \(place)] \(line[head.upperBound...])"
        }
    }

    @Test("as 3.1.1, 3.4.1 and 4.1.3 said it", arguments: [SimulatedVersion.v3_1, .v3_4, .v4_1])
    func words(version: SimulatedVersion) throws {
        var compared = 0
        for start in try Self.recorded(version) {
            guard let added = Self.added[start.document] else { continue }
            let sound =
                version == .v4_1
                ? "authentication:\n  issuer: {jwtSecret: abcdefgh}\n" : "authentication:\n  jwtSecret: abcdefgh\n"
            let failure = #expect(throws: StartFailure.self, "\(start.document)") {
                try ServerConfiguration.load(sound + added, version: version)
            }
            let recorded = start.log.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(failure.map { Self.words($0.output(at: .now)) } == Self.words(recorded), "\(start.document)")
            compared += 1
        }
        #expect(compared >= (version == .v4_1 ? 3 : 6), "\(compared)")
    }

    @Test("and a sound document does not", arguments: SimulatedVersion.allCases)
    func sound(version: SimulatedVersion) throws {
        let text =
            """
            authentication:\n  jwtSecret: s\n  issuer: {jwtSecret: s}\nauthorization: {mode: RBAC}\nnetwork: \
            {enableNetworkPolicy: 'true'}\nkubernetes: {qps: 1e6, burst: '5'}\n
            """
        #expect(throws: Never.self) { try ServerConfiguration.load(text, version: version) }
    }
}
