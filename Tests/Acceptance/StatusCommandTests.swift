import ChildPrograms
import Fleet
import Foundation
import Store
import Testing

@Suite("agentctl status: which clusters, in which order, in which form, and going on", .timeLimit(.minutes(3)))
struct StatusCommandTests {
    private let history: RecordedHistory
    private let agentctl: Program

    init() async throws {
        history = try await RecordedHistory()
        agentctl = Program(name: "agentctl", environment: ["KSFLEET_DB": history.path])
    }

    private func names(_ arguments: String...) async throws -> [Substring] {
        try await agentctl.run(["status", "-o", "name"] + arguments).output.split(separator: "\n")
    }

    @Test("names and globs, causes and orders")
    func selection() async throws {
        #expect(try await names() == ["edge-3", "edge-4", "edge-1", "edge-2", "host"])
        #expect(try await names("edge-*") == ["edge-3", "edge-4", "edge-1", "edge-2"])
        #expect(try await names("edge-[1]").isEmpty)
        #expect(try await names("--cause", "secret-mismatch") == ["edge-3"])
        #expect(try await names("--sort-by", "name") == ["edge-1", "edge-2", "edge-3", "edge-4", "host"])
        #expect(try await names("--sort-by", "since").last == "edge-1")
        #expect(try await agentctl.run(["history", "edge-1", "--kind", "probes", "-o", "name"]).status == 0)
        #expect(
            try await agentctl.run(["history", "edge-*", "--since", "2026-09-21", "-o", "name"]).output.split(
                separator: "\n"
            ).contains(
                "incident/1"))
    }

    @Test("labels are those of agent.yaml, matched as a policy matches them")
    func labels() async throws {
        let file = history.directory + "/agent.yaml"
        try """
        kubeconfigs: [kubeconfig]\nstate: .\ncontexts: {edge-1: {labels: {tier: prod, region: cn}}, edge-2: \
        {labels: {tier: prod}}}\n
        """
        .write(toFile: file, atomically: true, encoding: .utf8)
        var agentctl = agentctl
        agentctl.environment["KSFLEET_CONFIG"] = file
        func run(_ label: String) async throws -> Program.Result {
            try await agentctl.run(["status", "-o", "name", "-l", label])
        }
        #expect(try await run("tier=prod").output == "edge-1\nedge-2\n")
        #expect(try await run("tier=prod,region=cn").output == "edge-1\n")
        let none = try await run("tier=test")
        #expect(
            none.status == 5 && none.errors.contains("no cluster has tier=test")
                && none.errors.contains("region=cn, tier=prod"), "\(none)")
        #expect(try await run("tier").status == 64)
        for reading in [["incidents"], ["history", "--since", "2026-09-21", "--kind", "probes"]] {
            let all = try await agentctl.run(reading + ["-o", "name"]).output.split(separator: "\n")
            let selected = try await agentctl.run(reading + ["-o", "name", "-l", "region=cn"]).output
            #expect(!selected.isEmpty && selected.split(separator: "\n").count < all.count, "\(reading)")
            #expect(try await agentctl.run(reading + ["-l", "region=eu"]).status == 5)
        }
        agentctl.environment["KSFLEET_CONFIG"] = "/nowhere/agent.yaml"
        #expect(try await run("tier=prod").status == 78)
    }

    @Test(
        "a slip is answered with the name that is near",
        arguments: [
            (["status", "edge-11"], 5, "did you mean edge-1?"), (["history", "hots"], 5, "did you mean host?"),
            (["diff", "edje-1"], 5, "did you mean edge-1?"),
            (["statsu"], 64, "did you mean agentctl status?"),
            (["remediate", "aply"], 64, "did you mean agentctl remediate apply?"),
            (["freeze", "lsit"], 64, "did you mean agentctl freeze list?"),
            (["incidents", "shwo"], 5, "did you mean agentctl incidents show?"),
            (["help", "statsu"], 64, "did you mean agentctl help status?"),
            (["help", "foo"], 64, "no command or help topic"),
            (["help", "remediate", "aply"], 64, "help remediate apply?"),
            (["history", "--cause", "secret-mismach"], 64, "did you mean secret-mismatch?"),
            (["incidents", "2"], 64, "incident/2 or plan/2"),
            (["incidents", "plan/2"], 64, "is no incident"), (["diff", "edge-*"], 64, "matches 4 clusters"),
            (["events", "--kind", "rund"], 64, "did you mean round?"),
            (["history", "-l", "5"], 64, "-l takes a label (key=value); the number of rows is -n 5"),
            (["incidents", "-l5"], 64, "the number of rows is -n 5"),
            (["journal", "-l", "tier"], 64, "write key=value"),
            (["status", "--watch", "-o", "json"], 64, "use -o table, jsonl or csv"),
            (["diff", "edge-1", "-o", "name"], 64, "a diff has no name form"),
            (["journal", "verify", "-o", "name"], 64, "has no names"),
        ] as [([String], Int32, String)])
    func near(arguments: [String], status: Int32, words: String) async throws {
        let result = try await agentctl.run(arguments)
        #expect(result.status == status && result.errors.contains(words) && result.output.isEmpty, "\(result)")
    }

    @Test(
        "what is well typed is no slip",
        arguments: [
            ["help"], ["help", "status"], ["help", "remediate", "apply"], ["incidents", "list"], ["--help"],
            ["remediate", "--help"],
        ])
    func known(arguments: [String]) async throws {
        #expect(try await agentctl.run(arguments).status == 0)
    }

    @Test("one incident by its name, the incidents of clusters by theirs")
    func incidents() async throws {
        let one = try await agentctl.run(["incidents", "incident/1"])
        let shown = try await agentctl.run(["incidents", "show", "incident/1"])
        #expect(one.status == 0 && one.output == shown.output)
        #expect(try await agentctl.run(["incidents", "edge-3", "-o", "name"]).output.split(separator: "\n").count == 1)
        #expect(try await agentctl.run(["incidents", "edge-*", "-o", "name"]).output.split(separator: "\n").count == 2)
        #expect(try await agentctl.run(["incidents", "edge-3", "nope"]).status == 3)
    }

    @Test(
        "YAML has what JSON has",
        arguments: [
            ["status"], ["history", "--since", "2026-09-21"], ["incidents"], ["journal"], ["store", "info"],
            ["incidents", "incident/1"],
            ["diff", "edge-1"],
        ])
    func yaml(arguments: [String]) async throws {
        let yaml = try await agentctl.run(arguments + ["-o", "yaml"]).output
        #expect(yaml.hasPrefix("items:\n- ") && yaml.contains("\nschema: agentctl."), "\(yaml)")
        let json = try await agentctl.run(arguments + ["-o", "json"]).output
        #expect(yaml.count { $0 == "\n" } > 5 && json.contains("\"schema\""))
    }

    @Test("a narrow terminal says what it hides, and wide hides nothing")
    func wide() async throws {
        let narrow = try await agentctl.runOnTerminal(columns: 60, ["status", "--no-explain", "--color", "never"])
        #expect(
            narrow.errors.contains("hidden (terminal too narrow): ") && narrow.errors.contains("; use -o wide"),
            "\(narrow)")
        let wide = try await agentctl.runOnTerminal(
            columns: 60, ["status", "--no-explain", "--color", "never", "-o", "wide"])
        #expect(
            wide.output.hasPrefix("HEALTH") && wide.output.contains("PROBED") && wide.output.contains("VERSION")
                && !wide.errors.contains("hidden"), "\(wide)")
    }

    @Test("watched in a pipe, it tells all once, then each change, and ends as interrupted")
    func watch() async throws {
        let file = history.directory + "/changes"
        let shell = Program(name: "/bin/sh", environment: agentctl.environment)
        let watching = try shell.launch(["-c", "exec '\(agentctl.path)' status -w >'\(file)'"])
        func lines() -> [Substring] {
            ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n")
        }
        do {
            while lines().count < 6 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(lines()[0] == "TIME\tCLUSTER\tHEALTH\tCAUSE\tWAS\tAGENT")
            let writer = try HistoryWriter.open(path: history.path, program: "1.0.0")
            let sick = Finding(.tokenNotInCache, .critical, evidence: ["refused"], nextStep: "look")
            let probe = SampleProbe(
                cluster: "edge-2", at: Date(), role: .member, maxAge: "0", written: Date(), health: .failing,
                findings: [sick], failures: 0)
            _ = try await writer.record(
                round: [probe.record],
                rules: IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1)))
            try writer.close()
            // What is not probed any more while others are is left out: only edge-2 is watched from here on.
            while !lines().contains(where: { $0.contains("\tedge-2\tfailing\ttoken-not-in-cache\thealthy\t") }) {
                try await Task.sleep(for: .milliseconds(50))
            }
        } catch {
            _ = try? await watching.stop(SIGKILL)
            throw error
        }
        #expect(try await watching.stop(SIGINT).status == 130)
    }
}
