import ChildPrograms
import FleetSimulator
import Foundation
import Testing

/// A command of agentctl whose output is kept, and in which forms.
struct GoldenCommand: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    let ways: [Golden.Way]
    var testDescription: String { name }

    init(_ name: String, arguments: [String], ways: [Golden.Way] = Golden.Way.all) {
        self.name = name
        self.arguments = arguments
        self.ways = ways
    }
}

@Suite("Golden: what the reading commands print", .timeLimit(.minutes(10)))
struct GoldenTests {
    static let commands: [GoldenCommand] = [
        GoldenCommand("status", arguments: ["status"]),
        GoldenCommand("status-explain", arguments: ["status", "--explain"], ways: Golden.Way.read),
        GoldenCommand("status-partial", arguments: ["status", "edge-2", "nowhere"], ways: [.pipe, .format("json")]),
        GoldenCommand("history", arguments: ["history"]),
        GoldenCommand("history-config", arguments: ["history", "--kind", "config"]),
        GoldenCommand("history-actions", arguments: ["history", "--kind", "actions"]),
        GoldenCommand("history-incidents", arguments: ["history", "--kind", "incidents"]),
        GoldenCommand(
            "history-probes", arguments: ["history", "--kind", "probes", "--cluster", "shanghai-production-03"]),
        GoldenCommand(
            "history-failures",
            arguments: ["history", "--kind", "failures", "--since", "SINCE", "--until", "UNTIL", "-v"]),
        GoldenCommand(
            "history-nothing", arguments: ["history", "--cluster", "host", "--kind", "actions"],
            ways: [.terminal(80), .pipe, .format("json"), .format("csv")]),
        GoldenCommand(
            "diff", arguments: ["diff", "edge-1"],
            ways: [.terminal(80), .terminal(40), .pipe, .format("json"), .format("jsonl")]),
        GoldenCommand("blame", arguments: ["blame", "edge-1"]),
        GoldenCommand("incidents-list", arguments: ["incidents", "list"]),
        GoldenCommand(
            "incidents-show", arguments: ["incidents", "show", "incident/2"],
            ways: [.terminal(80), .terminal(40), .pipe, .format("json")]),
        GoldenCommand("journal", arguments: ["journal"]),
        GoldenCommand("journal-verify", arguments: ["journal", "verify"]),
        GoldenCommand("store-check", arguments: ["store", "check"], ways: Golden.Way.read),
        GoldenCommand("version", arguments: ["version"]),
        GoldenCommand("no-such-cluster", arguments: ["status", "nowhere"], ways: [.pipe, .format("json")]),
        GoldenCommand("no-history", arguments: ["status", "--db", "nothing.sqlite"], ways: [.pipe, .format("json")]),
        GoldenCommand("no-agent", arguments: ["agent", "--socket", "agent.sock"], ways: [.pipe, .format("json")]),
    ]

    @Test("of a recorded history", arguments: commands)
    func recorded(_ item: GoldenCommand) async throws {
        let history = try await GoldenHistory()
        let moved = GoldenHistory.shownStart.timeIntervalSince(history.start)
        let golden = Golden(folder: history.folder) { text in
            // How long an incident lasts that is still open is the one age in seconds: six and a half hours, and what
            // the machine took.
            history.countingFromStart(text.movingTimes(by: moved)).replacing(/([\t,:] ?)23[4-9]\d\d/) { "\($0.1)23400" }
                // The journal's hashes cover times.
                .replacing(/[0-9a-f]{64}/, with: "SHA-256")
        }
        let arguments = item.arguments.map {
            $0.replacing("SINCE", with: history.time(-1).formatted(.iso8601)).replacing(
                "UNTIL", with: history.time(3).formatted(.iso8601))
        }
        try await golden.check(item.name, arguments, item.ways)
    }

    @Test("of the history's file, whose size is its own")
    func storeInfo() async throws {
        let history = try await GoldenHistory()
        let moved = GoldenHistory.shownStart.timeIntervalSince(history.start)
        let golden = Golden(folder: history.folder) { text in
            text.movingTimes(by: moved).replacing(
                /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/, with: "00000000-0000-0000-0000-000000000000"
            )
            .replacing(/(installation +)[0-9A-F-]+\n +[0-9A-F-]+/) { "\($0.1)ID" }
            .replacing(/((?:database|write-ahead log)[ \t,]+)\d+( [A-Z]i?B)?/) { "\($0.1)SIZE" }
            // Which tables there are is the store's own affair.
            .replacing(/rows of [^\n]*\n/, with: "").replacing(/(schema[ \t,]+)\d+/) { "\($0.1)N" }
        }
        try await golden.check("store-info", ["store", "info"], [.terminal(80), .terminal(40), .pipe, .format("csv")])
    }

    @Test("of a saved log")
    func logs() async throws {
        let history = try await GoldenHistory()
        let lines = [
            "2026-09-21T08:00:01.000000000Z W0921 08:00:01.728878   22875 jwt.go:53] token not found in cache",
            "2026-09-21T08:00:02.000000000Z W0921 08:00:02.728878   22875 jwt.go:53] token not found in cache",
            "2026-09-21T08:07:02.000000000Z W0921 08:07:02.728878   22875 jwt.go:53] signature is invalid",
        ]
        try (lines.joined(separator: "\n") + "\n").write(
            to: history.folder.appending(path: "ks-apiserver.log"), atomically: true, encoding: .utf8)
        try await Golden(folder: history.folder).check(
            "logs-analyze", ["logs", "analyze", "ks-apiserver.log"], Golden.Way.all)
    }

    private static let fleet = FleetConfiguration.scene([
        ("edge-1", .v3_4, nil), ("edge-2", .v4_1, .maxAge), ("edge-3", .v3_1, .wrongAuthority),
    ])

    @Test("of clusters that are asked now")
    func probe() async throws {
        try await Scene.with(Self.fleet) { scene in
            let golden = Golden(folder: scene.folder) { text in
                // How long it took moves the columns behind it.
                text.replacing(#/ *\d+ ms/#, with: "  N ms").replacing(#/ +TOOK/#, with: "  TOOK").replacing(
                    /\t\d+\.\d+/, with: "\tN"
                ).replacing(/127\.0\.0\.1:\d+/, with: "127.0.0.1:PORT")
            }
            try await golden.check("probe", ["probe", "edge-1", "edge-2"], [.terminal(80), .terminal(40), .pipe])
            try await golden.check("probe-unreachable", ["probe", "edge-3", "--explain"], [.pipe])
        }
    }

    @Test("of what all of it stands on")
    func doctor() async throws {
        try await Scene.with(Self.fleet) { scene in
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scene.path("kubeconfig"))
            let golden = Golden(folder: scene.folder) { text in
                text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "2027-01-01T00:00:00Z").replacing(
                    /127\.0\.0\.1:\d+/, with: "127.0.0.1:PORT")
            }
            let checks = ["configuration", "kubeconfig", "connection", "rights", "store", "agent"].flatMap {
                ["--only", $0]
            }
            try await golden.check("doctor", ["doctor", "host", "edge-2"] + checks, Golden.Way.all)
            try await golden.check("doctor-unreachable", ["doctor", "edge-3", "--only", "connection"], [.pipe])
        }
    }
}
