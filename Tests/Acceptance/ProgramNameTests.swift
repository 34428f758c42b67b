import ChildPrograms
import Foundation
import Testing

@Suite("The program answers by the name that it was called by")
struct ProgramNameTests {
    /// A folder with the package's one file under a name, for the time of a test.
    private func called(_ name: String, _ body: (Program) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-name-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: Program.folder.appending(path: "ksfleet").path)
        try await body(Program(name: path, environment: ["PATH": "\(folder.path):/usr/bin:/bin"]))
    }

    @Test(
        "usage, help, errors and completions say it",
        arguments: [
            ("agentctl", "agentctl"), ("ksfleet", "ksfleet"), ("my-ksfleet", "ksfleet"),
            ("kubectl-ksfleet", "kubectl ksfleet"),
        ])
    func names(file: String, typed: String) async throws {
        try await called(file) { program in
            #expect(try await program.run([]).output.contains("\nUsage: \(typed) <command> [options]\n"))
            let help = try await program.run(["status", "--help"]).output
            #expect(help.contains("USAGE: \(typed) status ") && help.contains("  \(typed) status edge-1 'prod-*' "))
            let wrong = try await program.run(["status", "--nonsense"])
            #expect(
                wrong.status == 64 && wrong.errors.hasPrefix("\(typed): ")
                    && wrong.errors.contains("Usage: \(typed) status"))
            let missing = try await program.run(["status", "--db", "/nowhere/x.sqlite"])
            #expect(missing.status == 5 && missing.errors.hasPrefix("\(typed): there is no history"))
            let command = typed.split(separator: " ").last.map(String.init) ?? ""
            #expect(try await program.run(["completions", "zsh"]).output.hasPrefix("#compdef \(command)\n"))
            #expect(try await program.run(["version", "--no-headers"]).output.hasPrefix("\(command)\t"))
            #expect(command == "agentctl" || !(help + wrong.errors).contains("agentctl"))
        }
    }

    @Test(
        "so do the commands that it prints for people; documents keep agentctl",
        arguments: [
            ("agentctl", "agentctl"), ("ksfleet", "ksfleet"), ("kubectl-ksfleet", "kubectl ksfleet"),
        ])
    func commands(file: String, typed: String) async throws {
        let history = try await RecordedHistory()
        try await called(file) { program in
            var program = program
            program.environment["KSFLEET_DB"] = history.path
            let status = try await program.run(["status", "--explain"])
            #expect(status.output.contains("next: \(typed) remediate plan edge-3\n"), "\(status)")
            let unknown = try await program.run(["history", "edge-9"])
            #expect(unknown.errors.contains("      \(typed) status\n"), "\(unknown)")
            let none = try await program.run(["remediate", "show", "plan/77"])
            #expect(none.errors.contains("hint: list them:\n      \(typed) remediate list\n"), "\(none)")
            let report = try await program.runOnTerminal(
                columns: 100, ["report", "--since", "1h", "--until", "2026-09-21T14:30:00Z"])
            #expect(report.output.contains(" \(typed) remediate plan edge-3\n"), "\(report)")
            let document = try await program.run(["status", "-o", "json"]).output
            #expect(document.contains("\"agentctl remediate plan edge-3\"") && !document.contains("\(typed)-"))
            #expect(typed == "agentctl" || !(status.output + unknown.errors + none.errors).contains("agentctl"))
        }
    }

    @Test("agentd is the agent, and any other name is refused with those that are known")
    func others() async throws {
        try await called("agentd") { program in
            let help = try await program.run(["--help"])
            #expect(help.output.contains("USAGE: agentd "))
        }
        try await called("cat") { program in
            let result = try await program.run([])
            #expect(
                result.status == 64
                    && result.errors == "cat: unknown program name; call this file ksfleet, agentctl or agentd\n")
        }
    }

    @Test(
        "kubectl runs it as its plugin",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/kubectl"), "kubectl is not installed"))
    func plugin() async throws {
        let history = try await RecordedHistory()
        try await called("kubectl-ksfleet") { plugin in
            let path = plugin.environment["PATH"] ?? ""
            let kubectl = Program(
                name: "/usr/bin/kubectl",
                environment: ["PATH": path, "KSFLEET_DB": history.path, "HOME": history.directory])
            let status = try await kubectl.run(["ksfleet", "status", "--no-headers", "host"])
            #expect(status.status == 0 && status.output.hasPrefix("healthy\thost\t"), "\(status)")
            let code = try await kubectl.run(["ksfleet", "status", "--exit-code"])
            #expect(code.status == 10)
            #expect(try await kubectl.run(["ksfleet"]).output.contains("Usage: kubectl ksfleet <command>"))
            #expect(try await kubectl.run(["plugin", "list"]).output.contains("kubectl-ksfleet"))
        }
    }
}
