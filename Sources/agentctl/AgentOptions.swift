import ArgumentParser
import Control
import Fleet
import FoundationEssentials

/// Which running agent is asked.
struct AgentOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The agent's Unix socket (environment: KSFLEET_SOCKET; else \(defaultPath)).", valueName: "path"))
    var socket: String?

    static let defaultPath = "/run/ksfleet/agent.sock"

    var path: String { socket ?? ProcessInfo.processInfo.environment["KSFLEET_SOCKET"] ?? Self.defaultPath }

    var client: ControlClient { ControlClient(socket: path) }
}

/// Why something is done. The journal keeps it, so it is not optional where something is changed.
struct ReasonOption: ParsableArguments {
    @Option(name: .long, help: "Why: it goes into the journal, beside who you are.")
    var reason: String?

    /// - Throws: a usage error where none is given.
    func required() throws -> String {
        let words = reason?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
        guard !words.isEmpty else {
            throw CommandFailure(.usage, "this changes something, so it needs a reason", hint: "--reason \"ticket 4711\"", code: "reason_missing")
        }
        return words
    }
}

extension CommandFailure {
    init(_ error: ControlError) {
        let status: ExitStatus = error.code == .noPermission ? .permissionDenied : .daemonUnreachable
        self.init(status, error.description, code: "agent.\(error.code.rawValue)")
    }

    /// What the agent answered: refused is not failed.
    init(_ problem: ControlProblem) {
        let status: ExitStatus =
            switch problem.code {
            case .forbidden: .permissionDenied
            case .refused, .conflict: .judgedBad
            case .notFound: .noSuchObject
            case .badRequest, .tooLarge: .usage
            case .stopping: .daemonUnreachable
            case .invalidPolicy: .configuration
            case .timedOut, .noSuchPath, .busy, .failed: .failed
            }
        self.init(status, problem.message, hint: problem.hint, code: "agent.\(problem.code.rawValue)")
    }
}
