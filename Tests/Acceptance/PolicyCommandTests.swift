import ChildPrograms
import Fleet
import Foundation
import Store
import Testing

@Suite("agentctl policy")
struct PolicyCommandTests {
    private let folder: URL
    private let agentctl: Program

    /// Tuesday, 2026-10-20T09:00:00Z.
    private static let start = Date(timeIntervalSince1970: 1_792_486_800)

    private static let policy = """
        rules:
          - causes: [token-not-in-cache]
            clusters: {labels: {environment: staging}}
            mode: auto
            after: {probes: 3, lasting: 2m}
            windows: ["Mon-Fri 09:00-17:00 UTC"]
          - {causes: [secret-mismatch], mode: approve}
        """

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-policy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "history.sqlite").path
        let writer = try HistoryWriter.open(path: path, program: "1.0.0")
        let rules = IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1))
        for minute in 0..<90 { _ = try await writer.record(round: Self.round(minute), rules: rules) }
        try writer.close()
        agentctl = Program(
            name: "agentctl",
            environment: ["KSFLEET_DB": path, "KSFLEET_CONFIG": folder.appending(path: "agent.yaml").path])
        try write(
            "agent.yaml",
            """
            policy: policy.yaml\ncontexts: {host: , edge-1: {labels: {environment: staging}}, edge-2: {labels: \
            {environment: prod}}}\n
            """
        )
        try write("policy.yaml", Self.policy)
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A fleet of twelve: edge-1 refuses the host's tokens from minute 10 to 30, edge-2 has another secret from 40 on,
    /// edge-3 a wrong clock.
    private static func round(_ minute: Int) -> [ProbeRecord] {
        (["host", "edge-1", "edge-2", "edge-3"] + (1...8).map { "core-\($0)" }).map { name in
            let cause: Cause? =
                switch name {
                case "edge-1" where (10..<30).contains(minute): .tokenNotInCache
                case "edge-2" where minute >= 40: .secretMismatch
                case "edge-3" where (20..<25).contains(minute): .clockSkew
                default: nil
                }
            let fault = Fault(.forbidden, "not read in this test")
            let observation = Observation(
                cluster: ClusterID(name), at: start.addingTimeInterval(Double(minute) * 60), elapsed: 0.2,
                identity: .value("uid-\(name)"), config: .failed(fault),
                workload: .failed(fault), acceptance: .accepted, logs: .value(LogReading()))
            let findings = cause.map { [Finding($0, .critical, evidence: ["refused"], nextStep: "look")] } ?? []
            return ProbeRecord(
                observation: observation,
                diagnosis: Diagnosis(health: cause == nil ? .healthy : .failing, findings: findings),
                role: name == "host" ? .host : .member,
                subtracted: [:])
        }
    }

    @Test("replay says what would have been done, when, and why not")
    func replay() async throws {
        let result = try await agentctl.run([
            "policy", "replay", "--since", "2026-10-20T09:00:00Z", "--until", "2026-10-20T11:00:00Z",
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output == """
                FROM\tLASTED\tCLUSTER\tCAUSE\tMODE\tACTION\tHELD BACK BY
                2026-10-20T09:42:00Z\t2820\tedge-2\tsecret-mismatch\tapprove\twait-for-approval\tapproval: no plan has \
                been shown to anybody yet
                2026-10-20T09:40:00Z\t60\tedge-2\tsecret-mismatch\tapprove\tnothing\tevidence: secret-mismatch in 1 \
                probe in a row (at least 3), lasting 0s (at least 0s); approval: no plan has been shown to anybody yet
                2026-10-20T09:20:00Z\t240\tedge-3\tclock-skew\tobserve\tnothing\tmode: observe, the policy's own: none \
                of 2 rules matches; evidence: clock-skew in 1 probe in a row (at least 3), lasting 0s (at least 0s); \
                refused-by-probe: the acceptance probe was not refused, and a log alone is not enough; \
                cause-is-repairable: ksfleet does not repair clock-skew
                2026-10-20T09:12:00Z\t0\tedge-1\ttoken-not-in-cache\tauto\tact\t
                2026-10-20T09:10:00Z\t60\tedge-1\ttoken-not-in-cache\tauto\tnothing\tevidence: token-not-in-cache in 1 \
                probe in a row (at least 3), lasting 0s (at least 2m)

                """, "\(result.output)")
        #expect(result.errors.contains("1 × wait-for-approval, 1 × act; held back by: evidence 3"), "\(result.errors)")
        let acts = try await agentctl.run([
            "policy", "replay", "--since", "2026-10-20T09:00:00Z", "--action", "act", "-o", "jsonl",
        ])
        #expect(acts.output.contains("\"action\":\"act\"") && acts.output.split(separator: "\n").count == 1)
    }

    @Test("another policy is tried without being put in force")
    func replayOfAnother() async throws {
        try write(
            "other.yaml", "rules:\n  - {causes: [token-not-in-cache], mode: auto, windows: [\"Sat 00:00-24:00 UTC\"]}\n"
        )
        let result = try await agentctl.run([
            "policy", "replay", "--since", "2026-10-20T09:00:00Z", "--policy", path("other.yaml"), "--cluster",
            "edge-1",
        ])
        #expect(
            result.output.contains("window: outside of Sat 00:00-24:00 UTC (now Tue 09:12 there)"), "\(result.output)")
        #expect(!result.output.contains("\tact\t"))
    }

    @Test("explain shows every gate with what it compared, of now, of then, and of what might be")
    func explain() async throws {
        let then = try await agentctl.run(["policy", "explain", "edge-1", "--at", "2026-10-20T09:14:00Z"])
        #expect(then.status == 0, "\(then.errors)")
        #expect(
            then.output.hasPrefix(
                """
                edge-1 is failing: token-not-in-cache. It is repaired by \
                policy.\n\nGATE\tPASSED\tCOMPARED\nmode\tyes\tauto, the most restrictive of rule 1\n
                """
            ), "\(then.output)")
        #expect(
            then.output.contains(
                "evidence\tyes\ttoken-not-in-cache in 5 probes in a row (at least 3), lasting 4m (at least 2m)\n"),
            "\(then.output)")
        #expect(
            then.output.contains(
                "ceiling\tyes\t1 of 12 clusters failing, at most 2 (20 % of 12, rounded down, at least 1)\n"))
        let other = try await agentctl.run([
            "policy", "explain", "edge-2", "--cause", "token-not-in-cache", "--at", "2026-10-20T09:14:00Z", "-o",
            "json",
        ])
        #expect(
            other.output.contains("\"action\" : \"nothing\"") || other.output.contains("\"action\":\"nothing\""),
            "\(other.output)")
        #expect(other.output.contains("none of 2 rules matches"))
        // An hour after the last probe, and the day of the test, however far that is.
        for time in [["--at", "2026-10-20T11:29:00Z"], []] {
            let late = try await agentctl.run(["policy", "explain", "edge-2"] + time)
            #expect(
                late.output.hasPrefix("edge-2 is failing: secret-mismatch. Nothing is done: ")
                    && late.output.contains("clock\tno\tthe last probe is"), "\(late.output)")
        }
        #expect(try await agentctl.run(["policy", "explain", "nowhere"]).status == 5)
        #expect(try await agentctl.run(["policy", "explain", "edge-1", "--cause", "rain"]).status == 64)
    }

    @Test("check tells sound from doubtful from not valid, by its exit code and by name")
    func check() async throws {
        let sound = try await agentctl.run(["policy", "check", path("policy.yaml")])
        #expect(
            sound.status == 0
                && sound.output == "\(path("policy.yaml")): valid, 2 rules, mode observe for everything else\n"
                && sound.errors.isEmpty)
        try write("doubtful.yaml", "limits: {cooldown: 1m}\n")
        let doubtful = try await agentctl.run(["policy", "check", path("doubtful.yaml")])
        #expect(
            doubtful.status == 10
                && doubtful.errors.contains("doubtful.yaml:1:20: warning: a cooldown under ten minutes"),
            "\(doubtful.errors)")
        try write("wrong.yaml", "mode: automatic\nrulez: []\n")
        let wrong = try await agentctl.run(["policy", "check", path("wrong.yaml")])
        #expect(
            wrong.status == 78 && wrong.output.isEmpty
                && wrong.errors.contains("wrong.yaml:1:7: unknown mode automatic")
                && wrong.errors.contains("wrong.yaml:2:1: unknown key rulez"))
        for (file, verdict, status) in [("policy", "valid", 0), ("doubtful", "doubtful", 10), ("wrong", "invalid", 78)]
            as [(String, String, Int32)]
        {
            let json = try await agentctl.run(["policy", "check", path("\(file).yaml"), "-o", "json"])
            #expect(json.status == status && json.output.contains("\"verdict\" : \"\(verdict)\""), "\(json)")
        }
        let mistakes = try await agentctl.run(["policy", "check", path("wrong.yaml"), "-o", "csv"])
        #expect(
            mistakes.output.hasPrefix(
                "file,line,column,severity,message\r\n\(path("wrong.yaml")),1,7,error,\"unknown mode automatic"),
            "\(mistakes)")
        try write("agent.yaml", "policy: wrong.yaml\n")
        #expect(try await agentctl.run(["policy", "explain", "edge-1"]).status == 78)
        #expect(try await agentctl.run(["policy", "check", path("nowhere.yaml")]).status == 78)
    }

    @Test("show fills every default in")
    func show() async throws {
        let result = try await agentctl.run(["policy", "show"])
        #expect(
            result.status == 0 && result.output.contains("rules[1].windows\tMon,Tue,Wed,Thu,Fri 09:00-17:00 UTC\n")
                && result.output.contains("limits.unhealthyCeiling\t20.0%\n"), "\(result.output)")
        let json = try await agentctl.run(["policy", "show", "-o", "jsonl"])
        for part in [
            #""after":{"lasting":120,"probes":3}"#, #""clusters":{"labels":{"environment":"staging"}}"#,
            #""unhealthyCeiling":0.2"#, #""cooldown":3600"#,
            #""windows":["Mon,Tue,Wed,Thu,Fri 09:00-17:00 UTC"]"#,
        ] { #expect(json.output.contains(part), "\(part) in \(json.output)") }
        try write("agent.yaml", "")
        let none = try await agentctl.run(["policy", "show", "-o", "json"])
        #expect(
            none.errors.contains("names no policy: nothing is repaired by itself") && none.output.contains("observe"))
    }
}
