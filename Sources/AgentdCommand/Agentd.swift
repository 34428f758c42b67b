import Agent
import ArgumentParser
import ConfigurationFiles
import Fleet
import FoundationEssentials
import Linux
import Logging
import Rounds

struct Agentd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agentd",
        abstract: "Watches the clusters of a KubeSphere fleet and remembers what it sees.",
        discussion: """
            Probes every cluster that agent.yaml names, each interval: can it be reached, does it accept the host's \
            tokens, and if not, why.
            What it sees goes into SQLite; agentctl reads it. It repairs what policy.yaml allows, and nothing without \
            one.

              agentd --config /etc/ksfleet/agent.yaml --check-config
              agentd --config /etc/ksfleet/agent.yaml --once
              agentd --config /etc/ksfleet/agent.yaml

            Exit codes: 0 done, 1 failed, 64 usage, 78 the configuration is wrong, or the history cannot be used.
            """,
        version: ProgramVersion.current)

    @Option(name: .long, help: "The configuration file.")
    var config = "/etc/ksfleet/agent.yaml"

    @Flag(name: .long, help: "Probe every cluster once, record it, and end.")
    var once = false

    @Flag(name: .long, help: "Check the configuration and the kubeconfigs it names, and end.")
    var checkConfig = false

    @Option(
        name: .long,
        help:
            """
            Least severity that is logged: debug, info, notice, warning, error (default: log.level of the \
            configuration, else info).
            """,
        transform: Self.level)
    var logLevel: Logger.Level?

    @Option(
        name: .long,
        help:
            """
            How to log: text, json, journal (fields of systemd's journal), or auto: journal under systemd, else text \
            (default: log.format, else auto).
            """,
        transform: Self.format)
    var logFormat: LogFormat?

    private static func level(_ text: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError(
                """
                invalid log level '\(text)'; use one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
                """
            )
        }
        return level
    }

    private static func format(_ text: String) throws -> LogFormat {
        guard let format = LogFormat(rawValue: text) else {
            throw ValidationError(
                """
                '\(text)' is no format of a log: use one of \
                \(LogFormat.allCases.map(\.rawValue).joined(separator: ", "))
                """
            )
        }
        return format
    }

    func run() async throws {
        CoreDumps.forbid()
        do {
            let configuration = try AgentConfiguration.load(config)
            LoggingSystem.bootstrap(
                (logFormat ?? configuration.logFormat ?? .auto).handler(
                    environment: ProcessInfo.processInfo.environment))
            var logger = Logger(label: "agentd")
            logger.logLevel = logLevel ?? configuration.logLevel ?? .info
            try await start(configuration, logger)
        } catch {
            throw ProgramFailure.exit(for: error, program: "agentd")
        }
    }

    private func start(_ configuration: AgentConfiguration, _ logger: Logger) async throws {
        try ConfigurationCheck.places(configuration, file: config)
        if checkConfig {
            let receivers = try ConfigurationCheck.receivers(configuration, file: config)
            let policy = try ConfigurationCheck.policy(configuration)
            let report = try ConfigurationCheck.report(configuration)
            print(receivers + policy + report.text)
            try report.requireUsable(file: config)
            return try ConfigurationCheck.history(configuration)
        }
        let environment = ProcessInfo.processInfo.environment
        let program = AgentProgram(
            configuration: configuration, logger: logger, notifier: SystemdNotifier(path: environment["NOTIFY_SOCKET"]))
        if once { return print(try await program.once().summary) }
        try await program.run()
    }
}

/// agentd, from its arguments to its exit.
package enum AgentdProgram {
    package static func main() async { await Agentd.main() }
}
