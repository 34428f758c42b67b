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
        try JSONDecoder().decode(
            [Start].self, from: Data(contentsOf: Fixtures.directory.appending(path: "starts/\(version).json")))
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
            // A saved log says the same, whatever was put around its lines.
            for prefix in [
                "", "2026-11-30T12:40:43.895882123Z ", "2026-11-30T12:40:43.895882123Z stderr F ",
                "[pod/ks-apiserver-5d9f7b/ks-apiserver] ",
            ] {
                let saved = start.log.split(separator: "\n", omittingEmptySubsequences: false).map { prefix + $0 }
                    .joined(separator: "\n")
                #expect(LogTriage.of(saved).startFault == fault, "\(version) \(start.document) after \(prefix)")
            }
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
                """
                * 'authentication.hunter2.x' expected type 'string', got unconvertible type 'hunter2', value: 'string'
                """,
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
            log:
                """
                F1130 12:34:19.469928   19827 server.go:46] \(words): 1 error(s) decoding:\n\n\(line)\ngoroutine 1 \
                [running]:\nhunter2\n
                """
        )
        let isKnown = told.contains { $0.isLetter }
        #expect(fault?.text == (isKnown ? "\(words): \(told)" : words), "\(String(describing: fault))")
    }

    @Test("of many complaints a few are told, and how many more there are")
    func many() {
        let lines = (0..<9).map {
            "* 'authentication.OAuthOptions.IdentityProviders[\($0)]' expected a map, got 'string'\n"
        }.joined()
        let text =
            StartFault(log: "Failed to load configuration from disk: 9 error(s) decoding:\n\n" + lines)?.text ?? ""
        #expect(text.hasSuffix("IdentityProviders[3]' expected a map, got 'string'; and 5 more"), "\(text)")
    }
}

@Suite("What a saved log says of its own end")
struct SavedEndTests {
    private static let up = "I1130 07:40:10.000101       1 server.go:1] up\n"

    @Test(
        "a process that went on, or may have, has not ended",
        arguments: [
            "E1130 07:40:11.0001 1 x.go:1] the server could not find the requested resource\n",
            "W1130 07:40:11.000101       1 reflector.go:1] no matches for kind \"User\"\n", "",
            "Error: failed to connect to redis service, please check redis status, error: EOF\n"
                + String(repeating: up, count: 3),
        ])
    func goesOn(text: String) { #expect(LogTriage.of(Self.up + text + Self.up).startFault == nil) }

    @Test(
        "a panic and a kubelet's own error are told, beside what was counted",
        arguments: [
            ("unable to retrieve container logs for containerd://3f3f", "unable to retrieve container logs"),
            (
                "failed to try resolving symlinks in path \"/var/log/pods/x\": lstat /x",
                "failed to try resolving symlinks"
            ),
            ("  failed to open log file \"/var/log/pods/x\": open: no such file", "failed to open log file"),
            ("[pod/a/b] unable to retrieve container logs for docker://1", "unable to retrieve container logs"),
        ])
    func kubelet(body: String, words: String) {
        let alone = LogTriage.of(body)
        #expect(alone.unread == words && !alone.isKlog && alone.failures.isEmpty)
        let failure = "2026-11-30T07:40:11.1Z W1130 07:40:11.000202       1 jwt.go:53] token not found in cache\n"
        let behind = LogTriage.of(failure + body)
        #expect(behind.unread == words && behind.failures.map(\.count) == [1])
        #expect(LogTriage.of(failure).unread == nil)
        #expect(
            LogTriage.of("panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n").startFault?.kind
                == .panic)
    }
}

extension LogTriage {
    static func of(_ text: String, chunk: Int = 97) -> LogTriage {
        var triage = LogTriage(ends: Date(timeIntervalSince1970: 1_796_000_000))
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes { triage.consume($0) }
        }
        triage.finish()
        return triage
    }
}
