package import ArgumentParser
import ConfigurationFiles
package import Control
import Fleet
import FoundationEssentials

/// Which running agent is asked: the one at `--socket`, else `KSFLEET_SOCKET`, else at `control.socket` of its
/// configuration.
package struct AgentOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The agent's Unix socket (environment: KSFLEET_SOCKET; else control.socket of its configuration).",
            valueName: "path"),
        completion: .file())
    package var socket: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            The agent's configuration (environment: KSFLEET_CONFIG; else \(defaultConfiguration)).
            """, valueName: "path"),
        completion: .file())
    package var config: String?

    package static let defaultConfiguration = "/etc/ksfleet/agent.yaml"

    var configurationPath: String { Self.named(config) ?? Self.defaultConfiguration }

    /// The configuration that somebody named: `--config`, else `KSFLEET_CONFIG`.
    package static func named(_ config: String?) -> String? { config ?? environment("KSFLEET_CONFIG") }

    /// - Throws: `ConfigurationError` where the configuration that would tell is wrong; `CommandFailure` where it says
    ///   that there is no socket.
    package var client: ControlClient { get throws { ControlClient(socket: try path) } }

    private var path: String {
        get throws {
            if let named = socket ?? Self.environment("KSFLEET_SOCKET") { return named }
            let isNamed = Self.named(config) != nil
            // Where there is no configuration at all, an agent would run with the defaults.
            let exists = isNamed || FileManager.default.fileExists(atPath: configurationPath)
            let configuration = exists ? try load(isNamed: isNamed) : AgentConfiguration()
            guard let path = configuration.socket else {
                throw CommandFailure(
                    .daemonUnreachable,
                    "control.socket is off in \(printable(configurationPath)): the agent has no socket",
                    code: "agent.without-socket")
            }
            return path
        }
    }

    /// A slip in the file must not take the agent out of reach: it runs, and may have to be stopped.
    private func load(isNamed: Bool) throws -> AgentConfiguration {
        let loaded = Result { try AgentConfiguration.load(configurationPath) }
        guard !isNamed, case .failure(let error) = loaded else { return try loaded.get() }
        let otherwise = AgentConfiguration()
        StandardStream.error.note(
            "\(error)\nso the agent is looked for at \(otherwise.socket ?? "-"); another place: --socket")
        return otherwise
    }

    /// A variable that is set to nothing is not set.
    package static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    package init() {}
}

extension CommandFailure {
    package init(_ error: ControlError) {
        let status: ExitStatus = error.code == .noPermission ? .permissionDenied : .daemonUnreachable
        self.init(status, error.description, code: "agent.\(error.code.rawValue)")
    }

    /// What the agent answered: refused is not failed.
    package init(_ problem: ControlProblem) {
        let status: ExitStatus =
            switch problem.code {
            case .forbidden: .permissionDenied
            case .refused, .conflict, .busy: .judgedBad
            case .notFound: .noSuchObject
            case .badRequest, .tooLarge: .usage
            case .stopping: .daemonUnreachable
            case .invalidPolicy: .configuration
            case .timedOut, .noSuchPath, .failed: .failed
            }
        self.init(
            status, problem.message, hint: problem.nextStep ?? problem.hint.map { NextStep($0) },
            code: "agent.\(problem.code.rawValue)")
    }
}
