import Fleet
import Foundation
import KubeSphere
import Testing

@Suite("Starts of real servers that failed, by the whole log that each left")
struct RecordedStartTests {
    struct Start: Decodable {
        let document: String
        let log: String
        /// What is told of it.
        let told: String
    }

    private static func starts(_ version: String) throws -> [Start] {
        try JSONDecoder().decode([Start].self, from: Data(contentsOf: Fixtures.directory.appending(path: "starts/\(version).json")))
    }

    @Test(
        "are told in their own words, with the key, and with no value of the document",
        arguments: ["v3.0.0", "v3.1.1", "v3.3.2", "v3.4.1", "v4.1.3", "master"])
    func told(version: String) throws {
        let starts = try Self.starts(version)
        #expect(!starts.isEmpty)
        for start in starts {
            let fault = StartFault(log: start.log)
            #expect(fault?.text == start.told, "\(version) \(start.document)")
            #expect(start.told.contains("planted") == false && start.told.contains("s3cret") == false)
        }
        let all = starts.map(\.log).joined()
        #expect(version == "v3.0.0" || all.contains("planted"), "no value was quoted, so this proves nothing")
    }

    @Test(
        "what a line of a complaint may quote is hidden, wherever it stands",
        arguments: [
            ("* 'hunter2' expected a map, got 'hunter2'", "… expected a map, got …"),
            ("* 'cache[hunter2]' expected a map, got 'string'", "… expected a map, got 'string'"),
            (
                "* 'authentication.hunter2.x' expected type 'string', got unconvertible type 'hunter2', value: 'string'",
                "… expected type 'string', got unconvertible type …"
            ),
            ("* cannot parse 'redis.Port', -4711 overflows uint", "cannot parse 'redis.Port', … overflows uint"),
            ("* 'ldap' has invalid keys: hunter2, managerDN", "'ldap' has invalid keys: …"),
            ("line 3: cannot unmarshal !!str `hunter2` into int", "line 3: cannot unmarshal !!str … into int"),
            ("line 12: key \"hunter2\" already set in map", "line 12: key … already set in map"),
            ("line 4711471147114711: did not find expected key", "line … did not find expected key"),
            ("* 'password", "…"), ("* hunter2 s3cret", ""),
        ])
    func quotes(line: String, told: String) {
        let words = "Failed to load configuration from disk"
        let fault = StartFault(
            log: "F1130 12:34:19.469928   19827 server.go:46] \(words): 1 error(s) decoding:\n\n\(line)\ngoroutine 1 [running]:\nhunter2\n")
        let isKnown = told.contains { $0.isLetter }
        #expect(fault?.text == (isKnown ? "\(words): \(told)" : words), "\(String(describing: fault))")
    }

    @Test("of many complaints a few are told, and how many more there are")
    func many() {
        let lines = (0..<9).map { "* 'authentication.OAuthOptions.IdentityProviders[\($0)]' expected a map, got 'string'\n" }.joined()
        let text = StartFault(log: "Failed to load configuration from disk: 9 error(s) decoding:\n\n" + lines)?.text ?? ""
        #expect(text.hasSuffix("IdentityProviders[3]' expected a map, got 'string'; and 5 more"), "\(text)")
    }
}
