import ChildPrograms
import Foundation
import Testing

@Suite("agentctl reads the history")
struct ReadingCommandTests {
    private let history: RecordedHistory
    private let agentctl: Program

    init() async throws {
        history = try await RecordedHistory()
        agentctl = Program(name: "agentctl", environment: ["KSFLEET_DB": history.path])
    }

    @Test("status in a pipe: the worst first, full values between tabs, nothing else")
    func status() async throws {
        let result = try await agentctl.run(["status"])
        #expect(
            result.output == """
                HEALTH\tCLUSTER\tROLE\tVERSION\tCAUSE\tSINCE\tPROBED\tFAILED/H\tAGENT
                failing\tedge-3\tmember\tv3.4.1\tsecret-mismatch\t2026-09-21T14:00:00Z\t2026-09-21T14:20:00Z\t0\t
                unknown\tedge-4\t\tv3.4.1\tunreachable\t2026-09-21T14:00:00Z\t2026-09-21T14:20:00Z\t0\t
                healthy\tedge-1\tmember\tv3.4.1\t\t2026-09-21T14:20:00Z\t2026-09-21T14:20:00Z\t0\t
                healthy\tedge-2\tmember\tv3.4.1\t\t2026-09-21T14:00:00Z\t2026-09-21T14:20:00Z\t0\t
                healthy\thost\thost\tv3.4.1\t\t2026-09-21T14:00:00Z\t2026-09-21T14:20:00Z\t0\t

                """)
        #expect(
            result.status == 0
                && result.errors.wholeMatch(of: /the newest probe is \w+ old: is the agent running\? agentctl agent\n/)
                    != nil,
            "\(result)")
        #expect(try await agentctl.run(["status", "--no-headers", "host"]).output.hasPrefix("healthy\thost\t"))
    }

    @Test("status on a terminal fits it, explains the clusters that are not well, and counts")
    func statusOnTerminal() async throws {
        let result = try await agentctl.runOnTerminal(columns: 70, ["status", "--color", "never"])
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.prefix(6).allSatisfy { $0.count <= 70 })
        #expect(result.output.contains("✖ edge-3, incident/"))
        #expect(result.output.contains("    - 2 of 2 refused\n    next: agentctl remediate plan edge-3\n"))
        #expect(result.output.hasSuffix("\n3 healthy, 1 failing, 1 unknown\n"))
        #expect(result.errors.contains("is the agent running?"))
    }

    @Test("colour is for terminals that want it, or for who insists")
    func colour() async throws {
        var plain = agentctl
        #expect(try await plain.runOnTerminal(columns: 100, ["status"]).output.contains("\u{1B}[31m✖ failing\u{1B}[0m"))
        plain.environment["NO_COLOR"] = "1"
        #expect(try await !plain.runOnTerminal(columns: 100, ["status"]).output.contains("\u{1B}"))
        var dumb = agentctl
        dumb.environment["TERM"] = "dumb"
        #expect(try await !dumb.runOnTerminal(columns: 100, ["status"]).output.contains("\u{1B}"))
        #expect(try await !agentctl.run(["status", "--explain"]).output.contains("\u{1B}"))
        #expect(try await agentctl.run(["status", "--explain", "--color", "always"]).output.contains("\u{1B}[31m"))
        var ascii = agentctl
        ascii.environment["LANG"] = "C"
        #expect(
            try await ascii.runOnTerminal(columns: 100, ["status", "--color", "never"]).output.unicodeScalars
                .allSatisfy(\.isASCII))
    }

    @Test(
        "exit codes say what a script needs to know",
        arguments: [
            (["status"], 0), (["status", "--exit-code"], 10), (["status", "--exit-code", "edge-2"], 10),
            (["status", "edge-1", "nope"], 3),
            (["status", "nope"], 5),
            (["history", "--cluster", "nope"], 5), (["history", "--since", "nonsense"], 64),
            (["history", "--since", "-1h", "--until", "2h"], 64),
            (["history", "--cause", "nonsense"], 64), (["history", "--limit", "-1"], 64), (["diff", "edge-1"], 1),
            (["diff", "edge-2"], 0),
            (["diff", "nope"], 5),
            (["diff", "edge-1", "-o", "csv"], 64), (["journal", "verify"], 0), (["store", "check"], 0),
            (["store", "info"], 0),
            (["version"], 0), (["--help"], 0),
            (["nonsense"], 64), (["status", "--db", "/nowhere/history.sqlite"], 5),
            (["status", "--db", "/dev/null/x"], 5),
            (["incidents", "list"], 0),
        ] as [([String], Int32)])
    func exitCodes(arguments: [String], expected: Int32) async throws {
        let result = try await agentctl.run(arguments)
        #expect(result.status == expected, "\(result.errors)")
        if expected >= 2, expected != 10 { #expect("\n\(result.errors)".contains("\nagentctl: ")) }
        if expected >= 4, expected != 10 { #expect(result.output.isEmpty) }
    }

    @Test("a missing history says where it was looked for, why, and which flag names another")
    func missing() async throws {
        let result = try await agentctl.run(["status", "--db", "/nowhere/history.sqlite", "-o", "json"])
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first == "agentctl: there is no history at /nowhere/history.sqlite")
        #expect(lines.dropFirst().first?.contains("agentd has not run yet") == true)
        #expect(lines.dropFirst().first?.contains("--db PATH") == true)
        let last = try JSONSerialization.jsonObject(with: Data((lines.last ?? "").utf8)) as? [String: Any]
        #expect(last?["message_type"] as? String == "exit_error")
        #expect(last?["code"] as? Int == 5)
        #expect(last?["error"] as? String == "store.missing-directory")
    }

    @Test("history merges incidents, changes, failures and repairs, the newest first")
    func timeline() async throws {
        let result = try await agentctl.run([
            "history", "--cluster", "edge-1", "--since", "2026-09-21", "--until", "2026-09-22",
        ])
        let wrote = "kubectl-edit wrote the configuration at 2026-09-21T14:00:00Z"
        #expect(
            result.output == """
                TIME\tCLUSTER\tKIND\tWHAT
                2026-09-21T14:20:00Z\tedge-1\tincident\tincident/1 closed after 20m: token-not-in-cache
                2026-09-21T14:20:00Z\tedge-1\tconfig\t\(wrote), resourceVersion 2
                2026-09-21T14:12:00Z\tedge-1\taction\tpatch done: resourceVersion is now 2 [uid 0 (root), run-1]
                2026-09-21T14:00:00Z\tedge-1\tincident\tincident/1 opened: token-not-in-cache
                2026-09-21T14:00:00Z\tedge-1\tconfig\t\(wrote), resourceVersion 1
                2026-09-21T14:00:00Z\tedge-1\tfailures\t6 failed authentications in that hour: token-not-in-cache

                """)
        let last = try await agentctl.run([
            "history", "--cluster", "edge-1", "--since", "2026-09-21", "-n", "2", "--no-headers",
        ])
        #expect(last.output.split(separator: "\n").count == 2)
        #expect(last.errors == "showing the newest 2 (--limit 0 for all)\n")
    }

    @Test("the newest of a long history are the newest of all of it", arguments: [1, 7, 30, 1000, .max])
    func newest(limit: Int) async throws {
        try history.addFailures(minutes: 2500)
        func events(_ limit: Int) async throws -> [Substring] {
            try await agentctl.run(["history", "--since", "2026-09-01", "-o", "jsonl", "--limit", String(limit)]).output
                .split(separator: "\n")
        }
        let all = try await events(0)
        #expect(all.count > 42)
        #expect(try await events(limit) == Array(all.prefix(limit)))
    }

    @Test("failures are summed for people and listed by the minute for a spreadsheet")
    func failures() async throws {
        let range = ["history", "--kind", "failures", "--since", "2026-09-21 14:00", "--until", "2026-09-21 14:24"]
        #expect(
            try await agentctl.run(range + ["--no-headers"]).output
                == """
                edge-1\ttoken-not-in-cache\t6\t3 0 0 0 0 0 0 0 0 0 3 0 0 0 0 0 0 0 0 0 0 0 0 \
                0\t3\t2026-09-21T14:10:00Z\n
                """
        )
        #expect(try await agentctl.runOnTerminal(columns: 120, range).output.contains("█·········█·············"))
        #expect(
            try await agentctl.run(range + ["-o", "csv"]).output
                == "minute,cluster,cause,count,seconds\r\n"
                + "2026-09-21T14:10:00Z,edge-1,token-not-in-cache,3,60\r\n"
                + "2026-09-21T14:00:00Z,edge-1,token-not-in-cache,3,60\r\n"
        )
    }

    @Test("a day is the reader's own, unless --utc is given")
    func zones() async throws {
        var shanghai = agentctl
        // POSIX writes the offset with the other sign.
        shanghai.environment["TZ"] = "CST-8"
        let day = [
            "history", "--kind", "probes", "--no-headers", "--since", "2026-09-21 22:05", "--until", "2026-09-21 22:15",
        ]
        #expect(try await shanghai.run(day).output.split(separator: "\n").count == 5)
        #expect(try await shanghai.run(day + ["--utc"]).output.isEmpty)
        #expect(try await shanghai.runOnTerminal(columns: 120, day).output.contains("2026-09-21 22:10:00"))
    }

    @Test("diff shows the last change, or that between two times")
    func diff() async throws {
        let expected = """
            @@ -1,4 +1,4 @@
             authentication:
               jwtSecret: <fp:0123456789ab>
               oauthOptions:
            -    accessTokenMaxAge: 2h
            +    accessTokenMaxAge: 0

            """
        #expect(try await agentctl.run(["diff", "edge-1"]).output.hasSuffix(expected))
        #expect(try await agentctl.run(["diff", "edge-1", "--from", "2026-09-21 14:05"]).output.hasSuffix(expected))
        #expect(try await agentctl.run(["diff", "edge-1", "--to", "2026-09-21 14:30"]).output.hasSuffix(expected))
        let same = try await agentctl.run(["diff", "edge-1", "--from", "2026-09-21 14:05", "--to", "2026-09-21 14:06"])
        #expect(same.status == 0 && same.output.isEmpty)
        #expect(try await agentctl.run(["diff", "edge-1", "--from", "2026-09-21 13:00"]).status == 5)
    }

    @Test("a journal that was changed behind its back is found out")
    func journal() async throws {
        #expect(
            try await agentctl.run(["journal", "verify"]).output == "JOURNAL\tROWS\tBROKEN AT\tREASON\nintact\t2\t\t\n")
        #expect(try await agentctl.run(["journal", "--no-headers"]).output.split(separator: "\n").count == 2)
        try history.falsifyJournal()
        let result = try await agentctl.run(["journal", "verify"])
        #expect(result.status == 10)
        #expect(result.output.contains("broken\t1\t2\t"))
    }

    @Test("every command speaks JSON with a schema, and lines of JSON", arguments: commands)
    func json(arguments: [String]) async throws {
        let document = try await agentctl.run(arguments + ["-o", "json"]).output
        let object = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any]
        let schema = object?["schema"] as? String
        #expect(schema?.hasPrefix("agentctl.") == true && schema?.contains(/\/v\d$/) == true)
        let items = object?["items"] as? [Any]
        let lines = try await agentctl.run(arguments + ["-o", "jsonl"]).output.split(separator: "\n")
        #expect(items?.count == lines.count && !lines.isEmpty)
        for line in lines { #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any]) }
    }

    @Test("text of a cluster reaches no output with its escape codes", arguments: commands)
    func hostile(arguments: [String]) async throws {
        let hostile = "\u{1B}]0;owned\u{07}\u{1B}[2J\u{9B}31m\u{202E}x\ty\nz"
        let history = try await RecordedHistory(hostile: hostile)
        var agentctl = agentctl
        agentctl.environment["KSFLEET_DB"] = history.path
        var outputs: [String] = []
        for format in ["table", "json", "jsonl"] {
            outputs.append(try await agentctl.run(arguments + ["-o", format]).output)
        }
        outputs.append(try await agentctl.runOnTerminal(columns: 90, arguments + ["--color", "never"]).output)
        for output in outputs {
            #expect(!output.isEmpty)
            let unsafe = output.unicodeScalars.filter { isUnsafe($0) }
            #expect(unsafe.isEmpty, "\(arguments) \(unsafe.map(\.value))")
        }
    }

    private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        let category = scalar.properties.generalCategory
        return (category == .control || category == .format) && scalar != "\n" && scalar != "\t"
    }

    @Test("a reader that goes away is no error worth a word")
    func closedPipe() async throws {
        let result = try await agentctl.runIntoClosedPipe(["history", "--since", "2026-09-21"])
        #expect(result.status == 141)
        #expect(result.errors.isEmpty)
    }

    private static let commands = [
        ["status"], ["history", "--since", "2026-09-21"], ["history", "--kind", "failures", "--since", "2026-09-21"],
        ["history", "--kind", "probes", "--since", "2026-09-21"], ["incidents", "list"], ["diff", "edge-1"],
        ["journal"],
        ["journal", "verify"], ["store", "info"],
        ["store", "check"], ["version"],
    ]
}
