import ArgumentParser
import ConfigurationFiles

/// Which history is read, for commands that are told of a configuration by other options.
struct StoreFile: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            The history's file (environment: KSFLEET_DB; else the one in the configuration's state; else \
            \(defaultPath)).
            """,
            valueName: "path"),
        completion: .file())
    var db: String?

    static let defaultPath = "/var/lib/ksfleet/history.sqlite"

    /// - Parameter config: the configuration that was named beside it: what is read is its agent's history, whatever
    ///   the environment says.
    /// - Throws: `ConfigurationError` where a configuration would tell, and cannot be read; `CommandFailure` for the
    ///   name of nothing.
    func path(config: String?) throws -> String {
        if db == "" { throw CommandFailure(.usage, "--db is empty: name the history's file, or leave --db out") }
        if let db { return db }
        if config == nil, let named = AgentOptions.environment("KSFLEET_DB") { return named }
        guard let configuration = config ?? AgentOptions.environment("KSFLEET_CONFIG") else { return Self.defaultPath }
        return try AgentConfiguration.load(configuration).databasePath
    }
}

/// Which history is read.
struct StoreOptions: ParsableArguments {
    @OptionGroup(title: HelpSection.shared) var file: StoreFile
    @OptionGroup(title: HelpSection.shared) var agent: ConfigurationOptions

    /// - Throws: `ConfigurationError` where a configuration would tell, and cannot be read.
    var path: String { get throws { try file.path(config: agent.config) } }
}

/// Where agent.yaml is, for commands that do not speak to the agent.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The agent's configuration (environment: KSFLEET_CONFIG; else \(AgentOptions.defaultConfiguration)).",
            valueName: "path"),
        completion: .file())
    var config: String?

    /// - Throws: `ConfigurationError`.
    func load() throws -> AgentConfiguration {
        try AgentConfiguration.load(
            config ?? AgentOptions.environment("KSFLEET_CONFIG") ?? AgentOptions.defaultConfiguration)
    }
}
