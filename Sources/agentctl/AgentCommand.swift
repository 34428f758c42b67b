import Agent
import ArgumentParser
import Control
import Fleet
import FoundationEssentials

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Ask the running agent how it is.",
        discussion: "Exit codes: 0 it answered, 6 it is not running, may not be asked, or does not answer.")

    @Option(name: .long, help: "The agent's Unix socket.")
    var socket = ProcessInfo.processInfo.environment["KSFLEET_SOCKET"] ?? "/run/ksfleet/agent.sock"

    @Option(name: .shortAndLong, help: "table or json.")
    var output = RepairOptions.RepairFormat.table

    func run() async throws {
        try await CommandFailure.reporting {
            do {
                let state = try await ControlClient(socket: socket).state()
                print(output == .json ? String(decoding: try state.encoded(), as: UTF8.self) : Self.describe(state))
            } catch let error as ControlError {
                throw CommandFailure(.daemonUnreachable, error.description, hint: nil)
            }
        }
    }

    private static func describe(_ state: AgentState) -> String {
        var lines = ["agentd \(state.version), process \(state.pid), running since \(state.startedAt.rfc3339), \(state.rounds) rounds, one every \(state.interval) s"]
        if let round = state.lastRound {
            let health = round.health.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            lines.append("last round at \(round.startedAt.rfc3339): \(health); host \(round.host.map { printable($0) } ?? "not found")")
        }
        return lines.joined(separator: "\n")
    }
}
