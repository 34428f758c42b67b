import AgentctlCommands
import ChildPrograms
import Foundation

/// Runs printed commands through the parsers that would take them. Nothing is done: ours are parsed, kubectl's are
/// asked for their help.
struct CommandCheck {
    private static let kubectl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/kubectl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static var hasKubectl: Bool { kubectl != nil }

    /// What is wrong with it; nil where it can be run as it stands.
    static func mistake(in command: PrintedCommand) async throws -> String? {
        let (found, problem) = command.invocations()
        if let problem { return problem }
        for one in found {
            let mistake =
                one.program == "kubectl"
                ? try await kubectlMistake(one.arguments) : AgentctlProgram.mistake(in: one.arguments)
            if let mistake { return "\(one.program): \(mistake)" }
        }
        return nil
    }

    /// kubectl checks the command's name and its flags before it prints the help, and prints the help of what it knows
    /// of the name.
    private static func kubectlMistake(_ arguments: [String]) async throws -> String? {
        guard let kubectl else { return nil }
        let result = try await Program(
            name: kubectl, environment: ["HOME": FileManager.default.temporaryDirectory.path]
        ).run(
            arguments + ["--help"])
        guard result.status == 0 else {
            return result.errors.split(separator: "\n").first.map(String.init) ?? "exit \(result.status)"
        }
        return result.output.contains(/(?m)^(Basic|Available) Commands/) ? "no such command of kubectl" : nil
    }
}
