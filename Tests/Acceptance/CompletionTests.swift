import ChildPrograms
import Fleet
import Foundation
import HistorySamples
import Store
import Testing

/// A line is typed into a real shell on a terminal, with a tab at its end; then it is made an argument of printf, which
/// shows what stands on it.
@Suite(
    "Shells complete what nobody can type", .timeLimit(.minutes(3)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "script(1) is not installed"))
struct CompletionTests {
    enum Shell: String, CaseIterable {
        case bash, zsh, fish

        var path: String { "/usr/bin/\(rawValue)" }
        var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }
        static var installed: [Shell] { allCases.filter(\.isInstalled) }
    }

    private static let arn = "arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-payments-blue"

    /// A history with a cluster of EKS, one whose name is a command, an incident, a plan with its run, and a freeze.
    private final class Home {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-complete-\(UUID().uuidString)")

        init() async throws {
            try FileManager.default.createDirectory(
                at: folder.appending(path: "fish/completions"), withIntermediateDirectories: true)
            let writer = try HistoryWriter.open(path: folder.appending(path: "history.sqlite").path, program: "0.2.0")
            let now = Date()
            let refused = Finding(.tokenNotInCache, .critical, evidence: ["refused"], nextStep: "look")
            let probes = [CompletionTests.arn, "$(touch planted)", "edge-1"].map { name in
                SampleProbe(
                    cluster: name, at: now, maxAge: "0", written: now, health: name == "edge-1" ? .failing : .healthy,
                    findings: name == "edge-1" ? [refused] : []
                ).record
            }
            _ = try await writer.record(
                round: probes, rules: IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1)))
            try await RecordedRepair(
                "20260921T095500Z-16a36d42", "edge-1", by: "uid 0 (root)", from: now, to: now.addingTimeInterval(1)
            )
            .write(to: writer)
            _ = try await writer.addFreeze(Freeze(from: now, reason: "a change", by: "uid 0 (root)"))
            try writer.close()
            try write(
                "agent.yaml",
                """
                notifications: [{name: chat, webhook: {url: "http://127.0.0.1:1/"}}]
                contexts: {edge-1: {labels: {region: cn-north, tier: prod}}}

                """)
            for shell in Shell.allCases {
                let script = try await Program(name: "agentctl").run(["completions", shell.rawValue]).output
                try write(
                    shell == .zsh ? "_agentctl" : shell == .fish ? "fish/completions/agentctl.fish" : "agentctl.bash",
                    script)
            }
            try write(
                ".zshrc", "PS1='> '; fpath=(\(folder.path) $fpath); autoload -Uz compinit; compinit -u -D; bindkey -e\n"
            )
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func addPlan(of cluster: String) async throws {
            let writer = try HistoryWriter.open(path: folder.appending(path: "history.sqlite").path, program: "0.2.0")
            let now = Date()
            let repair = RecordedRepair("", cluster, by: "ksfleet policy", from: now, to: now)
            _ = try await writer.propose(
                repair.plan, by: repair.by, at: now, expiresAt: now.addingTimeInterval(3600))
            try writer.close()
        }

        private func write(_ name: String, _ text: String) throws {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
    }

    /// - Returns: the words of the line as the shell reads it after the tab.
    private func words(_ line: String, _ shell: Shell, _ home: Home) async throws -> [String] {
        let folder = home.folder.path
        let started =
            switch shell {
            case .bash: "\(shell.path) --noprofile --rcfile \(folder)/agentctl.bash -i"
            case .zsh, .fish: "\(shell.path) -i"
            }
        let environment = [
            "PATH": "\(Program.folder.path):/usr/bin:/bin", "HOME": folder, "ZDOTDIR": folder,
            "XDG_CONFIG_HOME": folder,
            "XDG_DATA_HOME": folder,
            "KSFLEET_DB": "\(folder)/history.sqlite", "KSFLEET_CONFIG": "\(folder)/agent.yaml", "INPUTRC": "/dev/null",
            "HISTFILE": "",
            "LINE": line,
        ]
        // Ctrl-A, and the line's words become printf's.
        let typed = #"printf '%s\t\001printf "<%%s>\\\\n" \rexit\r' "$LINE" | script -qec "$0" /dev/null"#
        let result = try await Program(name: "/usr/bin/env", environment: environment).run([
            "-C", folder, "/usr/bin/bash", "-c", typed, started,
        ])
        return result.output.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("<") }.map {
            String($0.drop { $0 == "<" }.prefix { $0 != ">" })
        }
    }

    @Test("contexts of EKS, whose names have colons, from every place in them", arguments: Shell.installed)
    func colons(shell: Shell) async throws {
        let home = try await Home()
        for typed in ["arn", "arn:", "arn:aws-cn:", "arn:aws-cn:eks:cn-north-1:123456789012:cluster/p"] {
            let words = try await words("agentctl status \(typed)", shell, home)
            #expect(words.last == Self.arn, "\(shell), \(typed): \(words)")
        }
        #expect(try await words("agentctl history --cluster arn:aws-cn:", shell, home).last == Self.arn)
    }

    @Test("plans, runs, incidents, freezes, routes and causes", arguments: Shell.installed)
    func ids(shell: Shell) async throws {
        let home = try await Home()
        let completed = [
            "agentctl incidents show inc": "incident/1", "agentctl remediate undo run": "run/20260921T095500Z-16a36d42",
            "agentctl remediate show plan": "plan/1", "agentctl unfreeze fr": "freeze/1",
            "agentctl notify list --route c": "chat",
            "agentctl policy explain edge-1 --cause stale": "stale-process", "agentctl remediate appl": "apply",
        ]
        for (typed, word) in completed {
            let words = try await words(typed, shell, home)
            #expect(words.last == word, "\(shell), \(typed): \(words)")
        }
    }

    @Test("what a command takes where its parent stands alone, help's words, and labels", arguments: Shell.installed)
    func wordsOfParents(shell: Shell) async throws {
        let home = try await Home()
        let completed = [
            "agentctl mute version": "version-skew", "agentctl mute li": "list", "agentctl incidents edg": "edge-1",
            "agentctl mute version-skew --clu": "--cluster", "agentctl freeze --cluster edg": "edge-1",
            "agentctl help exit": "exit-codes", "agentctl help remed": "remediate",
            "agentctl help remediate appl": "apply", "agentctl help remediate breaker clo": "close",
            "agentctl status -l reg": "region=cn-north", "agentctl status -l region=": "region=cn-north",
            "agentctl history -l tier=prod,reg": "tier=prod,region=cn-north",
        ]
        for (typed, word) in completed {
            let words = try await words(typed, shell, home)
            #expect(words.last == word, "\(shell), \(typed): \(words)")
        }
    }

    @Test("commands that decide a plan offer plans that wait, and no cluster", arguments: Shell.installed)
    func plans(shell: Shell) async throws {
        let home = try await Home()
        try await home.addPlan(of: "edge-1")
        for command in ["approve", "reject", "apply"] {
            let words = try await words("agentctl remediate \(command) pla", shell, home)
            #expect(words.last == "plan/2", "\(shell), \(command): \(words)")
        }
        #expect(try await words("agentctl remediate approve edg", shell, home).last == "edg")
        #expect(try await words("agentctl remediate apply edg", shell, home).last == "edge-1")
        #expect(try await words("agentctl remediate apply arn", shell, home).last == "arn")
    }

    @Test("a name that is a command is a name", arguments: Shell.installed)
    func hostile(shell: Shell) async throws {
        let home = try await Home()
        for typed in ["agentctl status ", #"agentctl status \$"#, "agentctl history --cluster "] {
            _ = try await words(typed, shell, home)
        }
        #expect(!FileManager.default.fileExists(atPath: home.folder.appending(path: "planted").path))
    }
}
